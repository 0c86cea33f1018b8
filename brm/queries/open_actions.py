"""Actions that are still to be done, and how often a meeting found them so (R71)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from brm.models import Action, Customer, Interaction


def with_carries(rows: QuerySet[Action]) -> QuerySet[Action]:
    """Each action with `carries`: how many later meetings it was carried to."""
    return rows.annotate(carries=Count("carried", distinct=True))


def open_actions(customers: Sequence[int], *, before: dt.datetime | None = None) -> Any:
    """The open actions of these customers and their units, the most urgent first.

    With `before`, those that were written by then.
    """
    rows = Action.objects.filter(
        state=Action.State.OPEN, customer__in=Customer.objects.within(list(customers))
    )
    if before is not None:
        rows = rows.filter(created_at__lte=before)
    return rows.select_related(
        "customer", "staff__person", "contact__person", "interaction"
    ).order_by("due_on", "pk")


def on_agenda(interaction: Interaction, customers: Sequence[int]) -> Any:
    """The actions that a meeting speaks of: what is open now, or was when it was held."""
    if interaction.is_over:
        rows = Action.objects.filter(carried__interaction=interaction)
    else:
        rows = open_actions(customers).exclude(Q(interaction=interaction))
    return (
        with_carries(rows)
        .select_related("customer", "staff__person", "contact__person", "interaction")
        .order_by("due_on", "pk")
    )
