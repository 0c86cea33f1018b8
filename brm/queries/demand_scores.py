"""The scores of demand: in the database to sort by, in exact figures to print."""

from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    DecimalField,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least, NullIf

from brm.engine.demand_score import EFFORTS, MOST, Score, score
from brm.models import Demand

_EXACT = DecimalField(max_digits=30, decimal_places=12)


def with_score(demand: QuerySet[Demand]) -> QuerySet[Demand]:
    """Demand with `highest`, the yardstick of its currency, and `score` to sort by.

    The yardstick is over all open demand, so that one row scores the same for every reader.
    """
    highest = (
        Demand.objects.filter(currency=OuterRef("currency"), state__in=Demand.OPEN)
        .order_by()
        .values("currency")
        .annotate(most=Max("value"))
        .values("most")
    )
    worth = Least(
        Coalesce(MOST * F("value") / NullIf(F("highest"), Value(Decimal(0))), Value(Decimal(0))),
        Value(Decimal(MOST)),
        output_field=_EXACT,
    )
    effort = Case(
        *(When(effort=key, then=Value(Decimal(weight))) for key, weight in EFFORTS.items()),
        output_field=_EXACT,
    )
    points = Coalesce(F("outcome__importance"), Value(0)) + worth
    return demand.annotate(highest=Subquery(highest)).annotate(
        score=ExpressionWrapper(
            points * F("probability_percent") / (100 * effort), output_field=_EXACT
        )
    )


def seen_demand(user: Any) -> QuerySet[Demand]:
    """The demand that `user` may see, each with its score."""
    rows = Demand.objects.visible_to(user).select_related("customer", "outcome")
    return with_score(rows).prefetch_related("services")


def score_of(row: Any) -> Score:
    """The score of a row of `with_score`, with what it was made of."""
    return score(
        importance=row.outcome.importance if row.outcome else None,
        value=row.value,
        highest=row.highest,
        probability_percent=row.probability_percent,
        effort=row.effort,
    )
