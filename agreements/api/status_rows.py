"""A row of the SLA status: an allow-list, the same for every caller."""

from typing import Any

from rest_framework import serializers

from agreements.api.fields import ExactField, NamedSerializer
from agreements.api.figure_rows import (
    FigureSerializer,
    PromiseSerializer,
    figure_row,
    promise_row,
)
from agreements.engine.budgets import Budget
from agreements.models import Result, State, Target
from agreements.queries.figures import Figures, frozen_figures
from agreements.queries.percents import exact_text
from agreements.queries.periods import period_label, plain_label
from agreements.queries.status import Status
from common.db.instants import from_seconds
from slm.engine.level import floored_percent
from slm.engine.metrics import Form, Unit


class StatusAgreementSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()


class StatusIndicatorSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    name = serializers.CharField()
    slice = NamedSerializer(allow_null=True)


class StatusTargetSerializer(PromiseSerializer):
    id = serializers.UUIDField(help_text="The commitment: stays while its terms are equal.")
    hours = NamedSerializer()


class StatusPeriodSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Target.Period.choices)
    label = serializers.CharField(
        help_text="2026-11, 2026-Q4, 2026-H2, 2026, FY2027, a first day, the last of rolling days."
    )
    start = serializers.DateTimeField()
    ends_before = serializers.DateTimeField()
    clipped = serializers.BooleanField()
    zone = serializers.CharField()


class StatusBudgetSerializer(serializers.Serializer):
    """Seconds, or events, breaks and work where those are counted."""

    allowed = ExactField(help_text="Exactly how much may be bad.")
    left = ExactField(help_text="Exactly what is left, negative when overspent.")
    allowed_seconds = serializers.IntegerField(allow_null=True, help_text="Floored.")
    left_seconds = serializers.IntegerField(allow_null=True, help_text="Floored.")


class StatusForecastSerializer(serializers.Serializer):
    breaches_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When the budget ran out, or will if the open outage lasts.",
    )
    linear_met = serializers.BooleanField(allow_null=True)
    best_possible_met = serializers.BooleanField(
        allow_null=True, help_text="Null: a mean or a count can recover, or worsen, until the end."
    )


class StatusFrozenSerializer(serializers.Serializer):
    """Figures as they were frozen."""

    percent = serializers.CharField(allow_null=True, help_text="Of a share, floored.")
    value = ExactField(allow_null=True, help_text="Exact, in the unit of the promise.")
    good = ExactField(help_text="Exact seconds, or events where they are counted.")
    measured = ExactField(help_text="Exact seconds, or events where they are counted.")
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
    known = serializers.BooleanField(
        help_text=(
            "False: what had been counted by `as_of` was not kept, so nothing is said of it. Ask "
            "without `as_of`, or for a closed period."
        )
    )
    close = serializers.BooleanField(help_text="Met with at most a quarter of its budget left.")
    closed = serializers.BooleanField(help_text="The figures are frozen; late facts restate them.")
    issued = StatusFrozenSerializer(allow_null=True, help_text="What the period was closed with.")
    restated = StatusFrozenSerializer(allow_null=True, help_text="The newest restatement.")
    percent = serializers.CharField(
        allow_null=True, help_text="Of a share, floored; null: nothing measured, or no share."
    )
    figure = FigureSerializer()
    coverage_percent = serializers.CharField(allow_null=True)
    service_seconds = serializers.IntegerField(
        allow_null=True, help_text="Null, like all seconds, where events are counted."
    )
    good_seconds = ExactField(allow_null=True)
    measured_seconds = ExactField(allow_null=True)
    bad_seconds = ExactField(allow_null=True)
    excluded_seconds = serializers.IntegerField(allow_null=True)
    planned_seconds = serializers.IntegerField(allow_null=True)
    unknown_seconds = serializers.IntegerField(allow_null=True)
    contract_budget = StatusBudgetSerializer(
        allow_null=True, help_text="Null: a mean has none, nor what should be more."
    )
    budget_if_measured_now = StatusBudgetSerializer(
        allow_null=True, help_text="Of availability only."
    )
    forecast = StatusForecastSerializer()
    computed_at = serializers.DateTimeField()


class StatusPageSerializer(serializers.Serializer):
    """A page of rows; `next` is null on the last one."""

    next = serializers.URLField(allow_null=True)
    at = serializers.DateTimeField()
    computed_at = serializers.DateTimeField()
    results = StatusSerializer(many=True)


_SECONDS = (
    "coverage_percent",
    "service_seconds",
    "good_seconds",
    "measured_seconds",
    "bad_seconds",
    "excluded_seconds",
    "planned_seconds",
    "unknown_seconds",
)


def status_row(row: Status) -> dict[str, Any]:
    """The row as plain values, in the order and under the names of `StatusSerializer`."""
    commitment, figures = row.commitment, row.figures
    indicator, hours = commitment.target.indicator, commitment.measure.hours
    terms = figures.terms
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
            **promise_row(terms),
            "hours": {"code": hours.code, "name": hours.name},
        },
        "period": {
            "kind": str(terms.cadence.kind),
            "label": plain_label(period_label(row.period)),
            "start": from_seconds(row.period.start),
            "ends_before": from_seconds(row.period.end),
            "clipped": row.period.clipped,
            "zone": hours.zone,
        },
        "state": row.state,
        "known": row.is_known,
        "close": row.is_close,
        "closed": row.is_closed,
        "issued": _frozen(row.issued),
        "restated": _frozen(row.restated),
        "percent": figures.percent,
        "figure": figure_row(terms, figures.reached),
        **_seconds(figures),
        "contract_budget": _budget(figures, figures.contract),
        "budget_if_measured_now": (
            _budget(figures, figures.if_measured_now) if figures.is_level_of_time else None
        ),
        "forecast": {
            "breaches_at": row.breaches_at,
            "linear_met": figures.forecast.linear_met if figures.is_level_of_time else None,
            "best_possible_met": figures.forecast.best_possible_met
            if figures.is_level_of_time
            or (figures.reached.budget and figures.terms.form is Form.AMOUNT)
            else None,
        },
        "computed_at": figures.at,
    }


def _seconds(figures: Figures) -> dict[str, Any]:
    """What the service time was made of; nothing where events are counted."""
    if not figures.is_of_time:
        return dict.fromkeys(_SECONDS)
    parts = figures.parts
    return {
        "coverage_percent": floored_percent(figures.coverage),
        "service_seconds": parts.service,
        "good_seconds": exact_text(figures.good_seconds),
        "measured_seconds": exact_text(figures.measured_seconds),
        "bad_seconds": exact_text(figures.measured_seconds - figures.good_seconds),
        "excluded_seconds": parts.excluded,
        "planned_seconds": parts.planned,
        "unknown_seconds": parts.unknown,
    }


def _frozen(result: Result | None) -> dict[str, Any] | None:
    if result is None:
        return None
    kept = frozen_figures(result)
    value = kept.reached.value
    return {
        "percent": kept.percent,
        "value": None if value is None else exact_text(value),
        "good": exact_text(result.good_seconds),
        "measured": exact_text(result.measured_seconds),
        "state": result.state,
        "issued_at": result.issued_at,
    }


def _budget(figures: Figures, budget: Budget) -> dict[str, Any] | None:
    if figures.reached.budget is None:
        return None
    is_seconds = figures.is_level_of_time or figures.terms.meaning.unit is Unit.SECONDS
    return {
        "allowed": exact_text(budget.allowed),
        "left": exact_text(budget.remaining),
        "allowed_seconds": budget.allowed.__floor__() if is_seconds else None,
        "left_seconds": budget.remaining.__floor__() if is_seconds else None,
    }
