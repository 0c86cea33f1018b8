"""What the portfolio draws on pages of the apps below it."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from brm.models import Customer
from portfolio.models import CustomerValue
from portfolio.pages.customer_money import finding, money_chart
from portfolio.queries.comparison import compare_service
from portfolio.queries.customer_money import customer_money
from portfolio.queries.money_access import may_see_money
from portfolio.queries.value_explained import explain
from slm.models import Service


def may_see_panel(user: Any, _record: Any = None) -> bool:
    return may_see_money(user)


def money_of_customer(request: HttpRequest, customer: Customer) -> dict[str, Any] | None:
    """Revenue past and predicted, and the value, of a customer with all beneath it (P3)."""
    found = customer_money(customer, user=request.user, as_of=timezone.now())
    value = (
        CustomerValue.objects.visible_to(request.user)
        .filter(customer=customer)
        .select_related("customer")
        .order_by("-month")
        .first()
    )
    return {
        "money": found,
        "chart": money_chart(found),
        "finding": finding(found),
        "explained": explain(value) if value else None,
    }


def worth_of_service(request: HttpRequest, service: Service) -> dict[str, Any] | None:
    """Cost against value and competitors of a service (P5)."""
    found = compare_service(service, user=request.user, as_of=timezone.now())
    if not (found.customers or found.prices or found.offers):
        return {"found": None}
    return {"found": found}
