"""A row of the SLA status: an allow-list, the same for every caller."""

from typing import Any

from rest_framework import serializers

from agreements.api.fields import ExactField, NamedSerializer, PercentField
from agreements.engine.budgets import Budget
from agreements.models import Result, State, Target
from agreements.queries.percents import exact_text, percent_text
from agreements.queries.periods import plain_label
from agreements.queries.status import Status
from common.db.instants import from_seconds
from slm.engine.level import floored_percent


class StatusAgreementSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()


class StatusIndicatorSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    name = serializers.CharField()
    slice = NamedSerializer(allow_null=True)


class StatusTargetSerializer(serializers.Serializer):
    id = serializers.UUIDField(help_text="The commitment: stays while its terms are equal.")
    comparator = serializers.ChoiceField(choices=Target.Comparator.choices)
    threshold_percent = PercentField()
    hours = NamedSerializer()


class StatusPeriodSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Target.Period.choices)
    label = serializers.CharField(help_text="2026-11, 2026-Q4, 2026-H2, 2026 or a first day.")
    start = serializers.DateTimeField()
    ends_before = serializers.DateTimeField()
    clipped = serializers.BooleanField()
    zone = serializers.CharField()


class StatusBudgetSerializer(serializers.Serializer):
    allowed = ExactField(help_text="Exact seconds that may be bad.")
    left = ExactField(help_text="Exact seconds left, negative when overspent.")
    allowed_seconds = serializers.IntegerField(help_text="Floored.")
    left_seconds = serializers.IntegerField(help_text="Floored.")


class StatusForecastSerializer(serializers.Serializer):
    breaches_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When the budget ran out, or will if the open outage lasts.",
    )
    linear_met = serializers.BooleanField(allow_null=True)
    best_possible_met = serializers.BooleanField()


class StatusFrozenSerializer(serializers.Serializer):
    """Figures as they were frozen."""

    percent = serializers.CharField(allow_null=True, help_text="Floored; null: nothing measured.")
    good = ExactField(help_text="Exact seconds.")
    measured = ExactField(help_text="Exact seconds.")
    state = serializers.ChoiceField(choices=State.values)
    issued_at = serializers.DateTimeField()


class StatusSerializer(serializers.Serializer):
    """One commitment for one customer in one period."""

    agreement = StatusAgreementSerializer()
    customer = NamedSerializer()
    service = NamedSerializer()
    indicator = StatusIndicatorSerializer()
    target = StatusTargetSerializer()
    period = StatusPeriodSerializer()
    state = serializers.ChoiceField(choices=State.values)
    close = serializers.BooleanField(help_text="Met with at most a quarter of its budget left.")
    closed = serializers.BooleanField(help_text="The figures are frozen; late facts restate them.")
    issued = StatusFrozenSerializer(allow_null=True, help_text="What the period was closed with.")
    restated = StatusFrozenSerializer(allow_null=True, help_text="The newest restatement.")
    percent = serializers.CharField(allow_null=True, help_text="Floored; null: nothing measured.")
    coverage_percent = serializers.CharField(allow_null=True)
    service_seconds = serializers.IntegerField()
    good_seconds = ExactField()
    measured_seconds = ExactField()
    bad_seconds = ExactField()
    excluded_seconds = serializers.IntegerField()
    planned_seconds = serializers.IntegerField()
    unknown_seconds = serializers.IntegerField()
    contract_budget = StatusBudgetSerializer()
    budget_if_measured_now = StatusBudgetSerializer()
    forecast = StatusForecastSerializer()
    computed_at = serializers.DateTimeField()


class StatusPageSerializer(serializers.Serializer):
    """A page of rows; `next` is null on the last one."""

    next = serializers.URLField(allow_null=True)
    at = serializers.DateTimeField()
    computed_at = serializers.DateTimeField()
    results = StatusSerializer(many=True)


def status_row(row: Status) -> dict[str, Any]:
    """The row as plain values, in the order and under the names of `StatusSerializer`."""
    commitment, figures = row.commitment, row.figures
    indicator, hours = commitment.target.indicator, commitment.measure.hours
    terms, parts, level = figures.terms, figures.parts, figures.level
    cut = indicator.slice
    return {
        "agreement": {"code": commitment.agreement.code, "title": commitment.agreement.title},
        "customer": {"code": row.customer.code, "name": row.customer.name},
        "service": {"code": indicator.service.code, "name": indicator.service.name},
        "indicator": {
            "id": indicator.public_id,
            "kind": indicator.kind,
            "name": indicator.name,
            "slice": None if cut is None else {"code": cut.code, "name": cut.name},
        },
        "target": {
            "id": commitment.public_id,
            "comparator": str(terms.comparator),
            "threshold_percent": percent_text(terms.target_ppm),
            "hours": {"code": hours.code, "name": hours.name},
        },
        "period": {
            "kind": str(terms.cadence.kind),
            "label": plain_label(row.period.key),
            "start": from_seconds(row.period.start),
            "ends_before": from_seconds(row.period.end),
            "clipped": row.period.clipped,
            "zone": hours.zone,
        },
        "state": row.state,
        "close": row.is_close,
        "closed": row.is_closed,
        "issued": _frozen(row.issued),
        "restated": _frozen(row.restated),
        "percent": floored_percent(level),
        "coverage_percent": floored_percent(figures.coverage),
        "service_seconds": parts.service,
        "good_seconds": exact_text(figures.good_seconds),
        "measured_seconds": exact_text(figures.measured_seconds),
        "bad_seconds": exact_text(figures.contract.bad),
        "excluded_seconds": parts.excluded,
        "planned_seconds": parts.planned,
        "unknown_seconds": parts.unknown,
        "contract_budget": _budget(figures.contract),
        "budget_if_measured_now": _budget(figures.if_measured_now),
        "forecast": {
            "breaches_at": row.breaches_at,
            "linear_met": figures.forecast.linear_met,
            "best_possible_met": figures.forecast.best_possible_met,
        },
        "computed_at": figures.at,
    }


def _frozen(result: Result | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {
        "percent": result.percent,
        "good": exact_text(result.good_seconds),
        "measured": exact_text(result.measured_seconds),
        "state": result.state,
        "issued_at": result.issued_at,
    }


def _budget(budget: Budget) -> dict[str, Any]:
    return {
        "allowed": exact_text(budget.allowed),
        "left": exact_text(budget.remaining),
        "allowed_seconds": budget.allowed.__floor__(),
        "left_seconds": budget.remaining.__floor__(),
    }
