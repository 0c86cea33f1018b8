"""Outcomes with how far they have come."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from brm.engine.progress import progress
from brm.models import BusinessOutcome, Contact, OutcomeMeasurement
from brm.queries.customers import seen_from_within
from common.ui.numbers import write_number


def with_actual(outcomes: QuerySet[BusinessOutcome]) -> QuerySet[BusinessOutcome]:
    """Outcomes with `actual` and `actual_on`: what was realised on the latest day measured."""
    latest = (
        OutcomeMeasurement.objects.filter(outcome=OuterRef("pk"), realised__isnull=False)
        .order_by("-measured_on")
        .values("realised", "measured_on")[:1]
    )
    return outcomes.annotate(
        actual=Subquery(latest.values("realised")), actual_on=Subquery(latest.values("measured_on"))
    )


def seen_outcomes(user: Any) -> QuerySet[BusinessOutcome]:
    """The outcomes that `user` sees as somebody of the provider, each with what is realised."""
    rows = BusinessOutcome.objects.filter(customer__in=seen_from_within(user))
    return with_actual(rows.select_related("customer", "owner__person"))


def done_of(row: Any) -> Fraction | None:
    """How much of the way a row of `with_actual` has come."""
    return progress(baseline=row.baseline, target=row.target, actual=row.actual)


def owners_for(organisation: Any) -> QuerySet[Contact]:
    """The contacts of these customers, who may answer for an outcome."""
    return Contact.objects.filter(customer__in=organisation).select_related("person", "customer")


def write_figure(value: Decimal | None) -> str:
    """A figure with the decimals that it has, in the reader's language; a dash for None."""
    if value is None:
        return "–"
    trimmed = value.normalize()
    exponent = trimmed.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return write_number(value, digits)
