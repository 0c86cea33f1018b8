"""Service hours and their versions."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from slm.api.doors import RecordsDoor
from slm.api.fields import InstantField
from slm.engine.zones import zone_names
from slm.models import HoursVersion, ServiceHours
from slm.operations.save_hours_version import save_hours_version
from slm.operations.save_record import save_record
from slm.queries.hours_filter import HoursFilter

MAX_WINDOWS = 100


class ClockField(serializers.RegexField):
    """`HH:MM`, up to 24:00."""

    def __init__(self, **options: Any) -> None:
        super().__init__(r"^([01]\d|2[0-3]):[0-5]\d\Z|^24:00\Z", **options)


class WindowSerializer(serializers.Serializer):
    """A window of a weekday, Monday is 0; an end at or before its start passes midnight."""

    weekday = serializers.IntegerField(min_value=0, max_value=6)
    opens = ClockField()
    closes = ClockField()


class SpanSerializer(serializers.Serializer):
    opens = ClockField()
    closes = ClockField()


class ClosedDaySerializer(serializers.Serializer):
    on = serializers.DateField()
    name = serializers.CharField(max_length=120, allow_blank=True, default="")


class SpecialDaySerializer(serializers.Serializer):
    """A date with windows of its own; none is closed."""

    on = serializers.DateField()
    windows = SpanSerializer(many=True, max_length=MAX_WINDOWS)


class HoursVersionInput(serializers.Serializer):
    """The hours from an instant on."""

    valid_from = InstantField()
    weekly = WindowSerializer(many=True, max_length=MAX_WINDOWS)
    country = serializers.CharField(max_length=2, allow_blank=True, default="")
    subdivision = serializers.CharField(max_length=8, allow_blank=True, default="")
    closed_days = ClosedDaySerializer(many=True, default=list, max_length=2_000)
    special_days = SpecialDaySerializer(many=True, default=list, max_length=2_000)

    def validate_closed_days(self, days: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return _once_each(days)

    def validate_special_days(self, days: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return _once_each(days)

    def arguments(self) -> dict[str, Any]:
        """As the verb takes them."""
        wish = self.validated_data
        return {
            "valid_from": wish["valid_from"],
            "weekly": [[w["weekday"], w["opens"], w["closes"]] for w in wish["weekly"]],
            "country": wish["country"].upper(),
            "subdivision": wish["subdivision"],
            "closed_days": {day["on"].isoformat(): day["name"] for day in wish["closed_days"]},
            "special_days": {
                day["on"].isoformat(): [[w["opens"], w["closes"]] for w in day["windows"]]
                for day in wish["special_days"]
            },
        }


def _once_each(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len({day["on"] for day in days}) < len(days):
        raise serializers.ValidationError(_("A date is given more than once."))
    return days


class HoursVersionSerializer(serializers.ModelSerializer):
    """A version as it is kept: what was given, and the public holidays written with it."""

    weekly = serializers.SerializerMethodField()
    holidays = serializers.DictField(child=serializers.CharField())
    closed_days = serializers.DictField(child=serializers.CharField())
    special_days = serializers.DictField(
        child=serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    )

    class Meta:
        model = HoursVersion
        fields = [
            "number",
            "valid_from",
            "weekly",
            "country",
            "subdivision",
            "holidays",
            "closed_days",
            "special_days",
            "created_at",
        ]

    @extend_schema_field(WindowSerializer(many=True))
    def get_weekly(self, version: HoursVersion) -> list[dict[str, Any]]:
        return [
            {"weekday": weekday, "opens": opens, "closes": closes}
            for weekday, opens, closes in version.weekly
        ]


class HoursSerializer(serializers.ModelSerializer):
    """A calendar with one zone for life and its versions, the earliest first."""

    versions = HoursVersionSerializer(many=True, read_only=True)

    class Meta:
        model = ServiceHours
        fields = ["code", "name", "zone", "versions"]

    def validate_code(self, code: str) -> str:
        return code.upper()

    def validate_zone(self, name: str) -> str:
        if name not in zone_names():
            raise serializers.ValidationError(_("This is not a zone of the time zone data."))
        return name


class HoursDoor(RecordsDoor, GenericAPIView):
    serializer_class = HoursSerializer
    queryset = ServiceHours.objects.none()
    lookup_field = "code"

    def get_queryset(self) -> Any:
        return ServiceHours.objects.visible_to(self.request.user).prefetch_related("versions")


class HoursList(ListModelMixin, HoursDoor):
    filterset_class = HoursFilter

    @extend_schema(summary="List service hours", tags=["service hours"])
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Add service hours", tags=["service hours"], responses={201: HoursSerializer}
    )
    def post(self, request: Request) -> Response:
        wish = self.get_serializer(data=request.data)
        wish.is_valid(raise_exception=True)
        hours = save_record(record=ServiceHours(**wish.validated_data))
        return Response(self.get_serializer(hours).data, 201)


class HoursDetail(RetrieveModelMixin, HoursDoor):
    @extend_schema(summary="Read service hours with every version", tags=["service hours"])
    def get(self, request: Request, code: str) -> Response:
        return self.retrieve(request)


class HoursVersions(HoursDoor):
    serializer_class = HoursVersionInput

    @extend_schema(
        summary="Save the next version of service hours",
        tags=["service hours"],
        request=HoursVersionInput,
        responses={201: HoursVersionSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        hours = get_object_or_404(self.get_queryset(), code=code)
        wish = HoursVersionInput(data=request.data)
        wish.is_valid(raise_exception=True)
        version = save_hours_version(
            hours=hours, **wish.arguments(), actor=request.user, at=timezone.now()
        )
        return Response(HoursVersionSerializer(version).data, 201)
