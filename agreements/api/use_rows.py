"""Uses of services as the API reads and writes them."""

import datetime as dt
from typing import Any

from rest_framework import serializers

from agreements.models import ServiceUse
from agreements.queries.what_rests_on import Rests
from brm.models import BusinessOutcome

_AMOUNT: dict[str, Any] = {"max_digits": 18, "decimal_places": 2, "min_value": 0}
# The API's words for the levels; the database's begin with a figure, so that they sort.
LEVELS = {value.split("_")[1]: value for value in ServiceUse.Criticality.values}


class WeightSerializer(serializers.Serializer):
    """An outcome and how hard it rests on the use, 0 to 10."""

    outcome = serializers.UUIDField()
    weight = serializers.IntegerField(min_value=0, max_value=10)


class UseInput(serializers.Serializer):
    """What a caller may say about a use; what is left out stays. Figures need ground and day."""

    users = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, allow_null=True, required=False
    )
    users_on = serializers.DateField(allow_null=True, required=False)
    criticality = serializers.ChoiceField(choices=sorted(LEVELS), allow_blank=True, required=False)
    criticality_basis = serializers.CharField(allow_blank=True, required=False)
    currency = serializers.RegexField(r"^[A-Z]{3}\Z", required=False)
    hour_cost = serializers.DecimalField(**_AMOUNT, allow_null=True, required=False)
    hour_cost_basis = serializers.CharField(allow_blank=True, required=False)
    hour_cost_on = serializers.DateField(allow_null=True, required=False)
    month_value = serializers.DecimalField(**_AMOUNT, allow_null=True, required=False)
    month_value_by = serializers.CharField(max_length=120, allow_blank=True, required=False)
    month_value_on = serializers.DateField(allow_null=True, required=False)
    since_on = serializers.DateField(allow_null=True, required=False)
    ends_before = serializers.DateField(
        allow_null=True, required=False, help_text="The first day without it."
    )
    outcomes = WeightSerializer(
        many=True, required=False, help_text="All that rest on it; left out, they stay."
    )


class UseSerializer(UseInput):
    """The use of a service by a unit."""

    customer = serializers.CharField()
    service = serializers.CharField()


class RestsSerializer(serializers.Serializer):
    """What rests on a service on a day. A sum says of how many uses nothing is known."""

    service = serializers.CharField()
    as_of = serializers.DateField()
    units = serializers.ListField(child=serializers.CharField(), help_text="Codes of customers.")
    users = serializers.IntegerField(allow_null=True)
    users_unknown = serializers.IntegerField()
    hour_costs = serializers.DictField(
        child=serializers.DecimalField(max_digits=24, decimal_places=2),
        help_text="By currency; never added up across currencies.",
    )
    costs_unknown = serializers.IntegerField()
    outcomes = WeightSerializer(many=True)
    uses = UseSerializer(many=True)


def use_row(row: Any) -> dict[str, Any]:
    """A row of `seen_uses` as plain values."""
    names = [name for name in UseInput().get_fields() if name != "outcomes"]
    answer = {name: getattr(row, name) for name in names} | {
        "customer": row.customer.code,
        "service": row.service.code,
        "criticality": row.criticality.partition("_")[2],
        "outcomes": [
            {"outcome": found.outcome_id, "weight": found.weight} for found in row.seen_dependencies
        ],
    }
    return dict(UseSerializer(answer).data)


def rests_row(service: Any, rests: Rests, *, as_of: dt.date) -> dict[str, Any]:
    """What rests on a service as plain values."""
    return {
        "service": service.code,
        "as_of": as_of.isoformat(),
        "units": [unit.code for unit in rests.units],
        "users": rests.users,
        "users_unknown": rests.users_unknown,
        "hour_costs": {currency: str(amount) for currency, amount in rests.hour_costs.items()},
        "costs_unknown": rests.costs_unknown,
        "outcomes": [
            {"outcome": str(row.outcome.pk), "weight": row.weight} for row in rests.outcomes
        ],
        "uses": [use_row(row) for row in rests.uses],
    }


def weights_of(said: list[dict[str, Any]], known: dict[Any, BusinessOutcome]) -> Any:
    """The weights by outcome; KeyError for one that the caller does not see."""
    return {known[row["outcome"]]: row["weight"] for row in said}
