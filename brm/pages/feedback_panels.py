"""What feedback draws on the pages of customers and services, and in the navigation."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from brm.models import Customer, Feedback
from brm.queries.complaints import complaint_figures, with_standing
from brm.queries.customers import may_see_customers
from brm.queries.feedback_access import may_record, seen_feedback
from slm.models.service import Service

SHOWN = 8


def feedback_of_customer(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """The newest feedback of a customer and its units, and how its complaints stand."""
    at = timezone.now()
    units = list(Customer.objects.within([customer.pk]).values_list("pk", flat=True))
    figures = complaint_figures(units, at).values()
    rows = seen_feedback(request.user).filter(customer__in=units)
    return {
        "rows": _newest(rows, at),
        "open": sum(row.open for row in figures),
        "escalated": sum(row.escalated for row in figures),
        "overdue": sum(row.overdue for row in figures),
        "waiting": sum(row.waiting for row in figures),
        "may_record": may_record(request.user),
    }


def feedback_of_service(request: HttpRequest, service: Service) -> dict[str, Any] | None:
    """The newest feedback on a service, of the customers that the reader sees."""
    rows = _newest(seen_feedback(request.user).filter(service=service), timezone.now())
    return {"rows": rows} if rows else None


def may_see_panel(user: Any, _record: Any) -> bool:
    """Panels of feedback are for whoever works for the provider."""
    return may_see_customers(user)


def _newest(rows: Any, at: Any) -> list[Feedback]:
    return list(
        with_standing(rows, at=at)
        .select_related("customer", "service")
        .order_by("-received_at", "code")[:SHOWN]
    )
