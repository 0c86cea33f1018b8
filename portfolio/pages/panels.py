"""What the portfolio draws on pages of the apps below it."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from portfolio.queries.comparison import compare_service
from portfolio.queries.money_access import may_see_money
from slm.models import Service


def may_see_panel(user: Any, _record: Any = None) -> bool:
    return may_see_money(user)


def worth_of_service(request: HttpRequest, service: Service) -> dict[str, Any] | None:
    """Cost against value and competitors of a service (P5)."""
    found = compare_service(service, user=request.user, as_of=timezone.now())
    if not (found.customers or found.prices or found.offers):
        return {"found": None}
    return {"found": found}
