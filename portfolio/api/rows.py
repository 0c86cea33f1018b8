"""How figures of money are written and read by machines."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from portfolio.models import Origin, RevenueFact


@extend_schema_field({"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"})
class MonthField(serializers.Field):
    """A month as `2026-10`; its first day within."""

    default_error_messages = {"invalid": _("Write a month such as 2026-10.")}

    def to_internal_value(self, data: Any) -> dt.date:
        try:
            if not isinstance(data, str) or len(data) != 7:
                raise ValueError
            return dt.date.fromisoformat(f"{data}-01")
        except ValueError:
            self.fail("invalid")

    def to_representation(self, value: dt.date) -> str:
        return f"{value:%Y-%m}"


def _amount(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(
        **({"max_digits": 20, "decimal_places": 4, "min_value": 0} | options)
    )


def _code(**options: Any) -> serializers.CharField:
    return serializers.CharField(**({"max_length": 120} | options))


class _Fact(serializers.Serializer):
    """What a figure of a month is of."""

    month = MonthField()
    customer = _code(source="customer.code", help_text="Code of the customer or unit.")
    service = _code(source="service.code", help_text="Code of the service.")


class _CameIn(serializers.Serializer):
    """By what a figure is named, and how it came in."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    origin = serializers.ChoiceField(choices=Origin.choices, read_only=True)
    recorded_at = serializers.DateTimeField(read_only=True)


class RevenueInput(_Fact):
    """What a customer unit paid for a service in a month."""

    kind = serializers.ChoiceField(
        choices=RevenueFact.Kind.choices,
        required=False,
        help_text="Without it: notional for internal customers, else actual.",
    )
    amount = _amount()
    currency = serializers.CharField(
        max_length=3, required=False, help_text="Without it the customer's own."
    )


class RevenueSerializer(_CameIn, RevenueInput):
    """The same as it is kept."""


class CostInput(_Fact):
    """What it cost to serve a customer unit with a service in a month."""

    amount = _amount()
    currency = serializers.CharField(
        max_length=3, required=False, help_text="Without it the customer's own."
    )


class CostSerializer(_CameIn, CostInput):
    """The same as it is kept."""


class UsageInput(_Fact):
    """How much of a service a customer unit used in a month."""

    unit = serializers.CharField(max_length=40, help_text="What is counted.")
    quantity = _amount()


class UsageSerializer(_CameIn, UsageInput):
    """The same as it is kept."""


class RateInput(serializers.Serializer):
    """What one unit of a currency is worth in the reporting currency, in a month."""

    month = MonthField()
    currency = serializers.CharField(max_length=3)
    rate = _amount(decimal_places=10)


class RateSerializer(RateInput):
    """The same as it is kept; `into` is the reporting currency."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    into = serializers.CharField(read_only=True)


class PriceInput(serializers.Serializer):
    """What a service costs from a day on."""

    service = _code(source="service.code", help_text="Code of the service.")
    customer = _code(
        source="customer.code",
        allow_null=True,
        default=None,
        help_text="Code of the customer; none: for everybody.",
    )
    unit = serializers.CharField(
        max_length=40, allow_blank=True, default="", help_text="Charged for each; empty: a month."
    )
    amount = _amount()
    currency = serializers.CharField(max_length=3)
    minimum = _amount(default="0", help_text="Quantity a month that is committed to.")
    valid_from = serializers.DateField()
    ends_before = serializers.DateField(source="valid_until", allow_null=True, default=None)


class PriceSerializer(PriceInput):
    """The same as it is kept."""

    id = serializers.UUIDField(source="public_id", read_only=True)


class CompetitorInput(serializers.Serializer):
    """What a competitor asked for the like of a service."""

    competitor = serializers.CharField(max_length=120)
    service = _code(source="service.code", help_text="Code of the service.")
    customer = _code(
        source="customer.code",
        allow_null=True,
        default=None,
        help_text="Code of the customer to whom it was offered; none: anybody.",
    )
    unit = serializers.CharField(
        max_length=40, allow_blank=True, default="", help_text="Charged for each; empty: a month."
    )
    amount = _amount()
    currency = serializers.CharField(max_length=3)
    dated_on = serializers.DateField()
    source = serializers.CharField(max_length=200, help_text="Where it is known from.")
    comparability = serializers.IntegerField(min_value=1, max_value=5)


class CompetitorSerializer(CompetitorInput):
    """The same as it is kept."""

    id = serializers.UUIDField(source="public_id", read_only=True)


class FiguresWrittenSerializer(serializers.Serializer):
    """What became of the rows."""

    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    same = serializers.IntegerField()


class ValueSerializer(serializers.Serializer):
    """A customer's value at the start of a month, with every input that was kept with it."""

    id = serializers.UUIDField(source="public_id")
    customer = serializers.CharField(source="customer.code")
    month = MonthField()
    currency = serializers.CharField()
    past = serializers.DecimalField(max_digits=22, decimal_places=4, allow_null=True)
    future = serializers.DecimalField(max_digits=22, decimal_places=4, allow_null=True)
    past_rank_ppm = serializers.IntegerField(allow_null=True)
    future_rank_ppm = serializers.IntegerField(allow_null=True)
    index_ppm = serializers.IntegerField(allow_null=True)
    computed_at = serializers.DateTimeField()
    inputs = serializers.JSONField()
