"""Scores as pages and the API show them, and how their list is narrowed."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import django_filters
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from common.ui.forms import DateInput
from common.ui.numbers import write_number
from slm.models import Indicator, Score, ScoreVersion
from slm.models.score import THOUSANDTHS
from slm.queries.filters import WordFilter


class ScoreFilter(django_filters.FilterSet):
    """By words of reference and note, by day, and whether it stands."""

    q = WordFilter("external_id", "note", label=_("Reference or note"))
    since = django_filters.DateFilter(
        field_name="dated_on", lookup_expr="gte", label=_("From day"), widget=DateInput
    )
    until = django_filters.DateFilter(
        field_name="dated_on", lookup_expr="lte", label=_("To day"), widget=DateInput
    )
    withdrawn = django_filters.BooleanFilter(field_name="is_void", label=_("Withdrawn"))

    class Meta:
        model = Score
        fields: list[str] = []


def scores(indicator: Indicator) -> QuerySet[Score]:
    """The scores of an indicator with what their current version says beside the figures."""
    current = ScoreVersion.objects.filter(score=OuterRef("pk"), number=OuterRef("version_number"))
    first = ScoreVersion.objects.filter(score=OuterRef("pk"), number=1)
    return Score.objects.filter(indicator=indicator).annotate(
        note=Subquery(current.values("note")[:1]),
        evidence=Subquery(current.values("evidence")[:1]),
        evidence_name=Subquery(current.values("evidence__name")[:1]),
        said_by=Subquery(current.values("actor__person__name")[:1]),
        said_at=Subquery(current.values("received_at")[:1]),
        entered_at=Subquery(first.values("received_at")[:1]),
    )


def score_value(score: Any) -> Decimal:
    """The value of a score or of a version, exact."""
    return Decimal(score.value_thousandths).scaleb(-3)


def write_thousandths(value: int | Fraction | None) -> str:
    """A value in thousandths in the reader's language, with as many decimals as it needs."""
    if value is None:
        return write_number(None)
    exact = Fraction(value)
    decimals = next((n for n in range(3) if (exact / THOUSANDTHS * 10**n).denominator == 1), 3)
    return write_number(exact / THOUSANDTHS, decimals)


def mean_since(indicator: Indicator, since: dt.date) -> Fraction | None:
    """The mean of an indicator's standing scores from a date on, in thousandths; None for none."""
    weight = Coalesce(F("respondents"), Value(1))
    sums = (
        Score.objects.standing()
        .filter(indicator=indicator, dated_on__gte=since)
        .aggregate(good=Sum(weight * F("value_thousandths")), total=Sum(weight))
    )
    return Fraction(sums["good"], sums["total"]) if sums["total"] else None
