"""Outcomes and demand as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from brm.models import BusinessOutcome, Demand
from slm.models.service import Service

_FIGURE: dict[str, Any] = {"max_digits": 20, "decimal_places": 4}


class MeasurementSerializer(serializers.Serializer):
    """What was planned and what was realised by a day (R85)."""

    measured_on = serializers.DateField()
    planned = serializers.DecimalField(**_FIGURE, allow_null=True, default=None)
    realised = serializers.DecimalField(**_FIGURE, allow_null=True, default=None)
    note = serializers.CharField(allow_blank=True, default="")


class OutcomeSerializer(serializers.Serializer):
    """An outcome; the last three fields are the provider's own and left out for a customer."""

    id = serializers.UUIDField()
    customer = serializers.CharField(help_text="Code of the customer.")
    reference = serializers.CharField()
    statement = serializers.CharField()
    measure = serializers.CharField()
    unit = serializers.CharField()
    baseline = serializers.DecimalField(**_FIGURE, allow_null=True)
    target = serializers.DecimalField(**_FIGURE, allow_null=True)
    actual = serializers.DecimalField(**_FIGURE, allow_null=True)
    actual_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=BusinessOutcome.State.values)
    importance = serializers.IntegerField(required=False)
    measurements = MeasurementSerializer(many=True, required=False)


class OutcomeInput(serializers.Serializer):
    """What a caller may say about an outcome; what is left out of a change stays."""

    statement = serializers.CharField(max_length=240)
    measure = serializers.CharField(max_length=160, allow_blank=True, required=False)
    unit = serializers.CharField(max_length=40, allow_blank=True, required=False)
    baseline = serializers.DecimalField(**_FIGURE, allow_null=True, required=False)
    target = serializers.DecimalField(**_FIGURE, allow_null=True, required=False)
    importance = serializers.IntegerField(min_value=0, max_value=10, required=False)
    due_on = serializers.DateField(allow_null=True, required=False)
    state = serializers.ChoiceField(choices=BusinessOutcome.State.choices, required=False)


def outcome_row(row: Any, *, is_internal: bool) -> dict[str, Any]:
    """An outcome as plain values; a customer reads its statement and figures (decision 31)."""
    names = ("statement", "measure", "unit", "baseline", "target", "actual", "actual_on", "due_on")
    answer = {"id": row.pk, "customer": row.customer.code, "reference": row.reference}
    answer |= {name: getattr(row, name) for name in (*names, "state")}
    data: dict[str, Any] = dict(OutcomeSerializer(answer).data)
    if is_internal:
        data["importance"] = row.importance
        data["measurements"] = MeasurementSerializer(row.measurements.all(), many=True).data
    return data


class DemandInput(serializers.Serializer):
    """What a caller may say about a demand; what is left out of a change stays."""

    customer = serializers.CharField(help_text="Code of the customer; it never changes.")
    kind = serializers.ChoiceField(choices=Demand.Kind.choices, required=False)
    title = serializers.CharField(max_length=160)
    description = serializers.CharField(allow_blank=True, required=False)
    services = serializers.SlugRelatedField(
        slug_field="code", many=True, queryset=Service.objects.all(), required=False
    )
    source = serializers.ChoiceField(choices=Demand.Source.choices, required=False)
    source_note = serializers.CharField(max_length=200, allow_blank=True, required=False)
    expected_on = serializers.DateField(
        allow_null=True, required=False, help_text="Any day of the month."
    )
    volume = serializers.IntegerField(
        min_value=0, max_value=2**63 - 1, allow_null=True, required=False
    )
    volume_unit = serializers.CharField(max_length=40, allow_blank=True, required=False)
    value = serializers.DecimalField(
        max_digits=18, decimal_places=2, min_value=0, allow_null=True, required=False
    )
    currency = serializers.RegexField(r"^[A-Z]{3}\Z", required=False)
    probability_percent = serializers.IntegerField(min_value=0, max_value=100, required=False)
    effort = serializers.ChoiceField(choices=Demand.Effort.choices, required=False)


class DemandSerializer(DemandInput):
    """A demand with what became of it."""

    code = serializers.CharField()
    outcome = serializers.UUIDField(allow_null=True)
    score = serializers.CharField(help_text="Four decimals; see the page for how it is made.")
    state = serializers.ChoiceField(choices=Demand.State.values)
    decision = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)
    deferred_to = serializers.DateField(allow_null=True)


def demand_row(row: Any) -> dict[str, Any]:
    """A row of `with_score` as plain values."""
    names = [name for name in DemandSerializer().get_fields() if hasattr(row, name)]
    answer = {name: getattr(row, name) for name in names}
    return dict(
        DemandSerializer(
            answer
            | {
                "customer": row.customer.code,
                "services": list(row.services.all()),
                "outcome": row.outcome_id,
                "score": f"{row.score:.4f}",
            }
        ).data
    )
