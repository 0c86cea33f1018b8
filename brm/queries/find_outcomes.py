"""What the search finds of outcomes and demand."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from brm.models import BusinessOutcome, Demand
from brm.queries.customers import seen_from_within
from common.search import Hit, ranked


def find_outcomes(user: Any, query: str, limit: int) -> list[Hit]:
    """Outcomes by what they say, for whoever sees the customer from within."""
    rows = BusinessOutcome.objects.filter(customer__in=seen_from_within(user))
    rows = rows.select_related("customer")
    return [
        Hit(row.statement, _("Business outcome"), row.get_absolute_url(), row.customer.name)
        for row in ranked(rows, query, code="reference", name="statement")[:limit]
    ]


def find_demand(user: Any, query: str, limit: int) -> list[Hit]:
    """Demand by code and title."""
    rows = Demand.objects.visible_to(user).select_related("customer")
    return [
        Hit(str(row), row.get_kind_display(), row.get_absolute_url(), row.customer.name)
        for row in ranked(rows, query, name="title")[:limit]
    ]
