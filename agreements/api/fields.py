"""Fields that the resources of this app share."""

from fractions import Fraction
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agreements.queries.percents import exact_text, parse_percent, percent_text


@extend_schema_field({"type": "string", "pattern": r"^\d{1,3}([.,]\d{1,4}0*)?$", "example": "99.5"})
class PercentField(serializers.Field):
    """A percentage as exact text, `"99.5"`; a JSON number with a fraction is refused."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, (str, int)):
            raise serializers.ValidationError('Send a percentage as text, such as "99.5".')
        try:
            return parse_percent(str(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value: int) -> str:
        return percent_text(value)


@extend_schema_field(
    {"oneOf": [{"type": "integer"}, {"type": "string", "pattern": r"^-?\d+/\d+$"}]}
)
class ExactField(serializers.Field):
    """A whole number of seconds, or `"a/b"` where weights cut a second."""

    def to_internal_value(self, data: Any) -> Fraction:
        return Fraction(str(data))

    def to_representation(self, value: int | Fraction) -> int | str:
        return exact_text(value)


class NamedSerializer(serializers.Serializer):
    """A record by its code and name."""

    code = serializers.CharField()
    name = serializers.CharField()
