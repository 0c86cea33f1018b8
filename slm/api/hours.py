"""Service hours and their versions."""

import datetime as dt
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from slm.api.doors import RecordsDoor
from slm.api.fields import InstantField
from slm.engine.zones import zone_names
from slm.models import HoursVersion, ServiceHours
from slm.operations.save_hours_version import proposed_version, save_hours_version
from slm.operations.save_record import save_record
from slm.queries.calendar_file import MAX_BYTES, read_calendar
from slm.queries.hours_filter import HoursFilter
from slm.queries.hours_text import Unreadable
from slm.queries.proposed_hours import Proposal, proposal_of, told_by_others
from slm.queries.public_holidays import written_years

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
    closed_days_ics = serializers.CharField(
        max_length=MAX_BYTES,
        allow_blank=True,
        default="",
        trim_whitespace=False,
        help_text=(
            "An iCalendar file: the whole days of its events are added to `closed_days`, which win."
        ),
    )
    seen_number = serializers.IntegerField(
        min_value=1,
        default=None,
        allow_null=True,
        help_text=(
            "The `number` that a dry run answered: saving is refused where another version took it."
        ),
    )

    def validate_closed_days(self, days: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return _once_each(days)

    def validate_special_days(self, days: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return _once_each(days)

    def arguments(self, hours: ServiceHours, *, at: dt.datetime) -> dict[str, Any]:
        """As the verb takes them; with the days of the calendar file. Raises ValidationError."""
        wish = self.validated_data
        closed = {day["on"].isoformat(): day["name"] for day in wish["closed_days"]}
        if wish["closed_days_ics"]:
            is_first = not hours.versions.filter(valid_from__lte=wish["valid_from"]).exists()
            years = written_years(wish["valid_from"], at, goes_back=is_first)
            content = wish["closed_days_ics"].encode()
            try:
                read = read_calendar(content, zone=hours.zone, years=years)
            except Unreadable as error:
                raise serializers.ValidationError({"closed_days_ics": [str(error)]}) from error
            closed = read.days | closed
        return {
            "valid_from": wish["valid_from"],
            "weekly": [[w["weekday"], w["opens"], w["closes"]] for w in wish["weekly"]],
            "country": wish["country"].upper(),
            "subdivision": wish["subdivision"],
            "closed_days": closed,
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


class MovedStretchSerializer(serializers.Serializer):
    """A local day, or a month by its first day: seconds of service time as is and as proposed."""

    on = serializers.DateField()
    before = serializers.IntegerField()
    added = serializers.IntegerField(source="gained")
    removed = serializers.IntegerField(source="lost")
    after = serializers.IntegerField()


class MovedPeriodSerializer(serializers.Serializer):
    """Watched periods of one span; seconds of service time as is and as proposed."""

    start_at = serializers.DateTimeField()
    end_at = serializers.DateTimeField()
    count = serializers.IntegerField()
    before = serializers.IntegerField()
    after = serializers.IntegerField()
    is_running = serializers.BooleanField()


class MovesSerializer(serializers.Serializer):
    """What saving would move: nothing outside `first_on` to `last_on`.

    `first_on` is null where it moves from the beginning of time, `last_on` where it goes on for
    good; months and days are those of the twelve months past and of a year ahead.
    """

    first_on = serializers.DateField(allow_null=True)
    last_on = serializers.DateField(allow_null=True)
    months = MovedStretchSerializer(many=True)
    days = MovedStretchSerializer(many=True)


class HoursDryRunSerializer(serializers.Serializer):
    """A version as it would be saved, and what it would move; nothing is saved."""

    version = HoursVersionSerializer()
    moves = MovesSerializer(source="moved")
    indicators = serializers.SerializerMethodField(
        help_text="Ids of the indicators read through these hours."
    )
    periods = MovedPeriodSerializer(many=True)
    touches = serializers.SerializerMethodField(
        help_text="What stands on these hours and would move, by kind, such as `commitments`."
    )

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_indicators(self, proposal: Proposal) -> list[str]:
        return [str(row.public_id) for row in proposal.indicators]

    @extend_schema_field(serializers.DictField(child=serializers.DictField()))
    def get_touches(self, proposal: Proposal) -> dict[str, Any]:
        return told_by_others(proposal, self.context["request"].user)


class HoursVersions(HoursDoor):
    serializer_class = HoursVersionInput

    @extend_schema(
        summary="Save the next version of service hours, or see what it would move",
        tags=["service hours"],
        parameters=[
            OpenApiParameter(
                "dry_run",
                bool,
                description="Only tell which seconds, periods and commitments would move.",
            )
        ],
        request=HoursVersionInput,
        responses={200: HoursDryRunSerializer, 201: HoursVersionSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        hours = get_object_or_404(self.get_queryset(), code=code)
        wish = HoursVersionInput(data=request.data)
        wish.is_valid(raise_exception=True)
        now = timezone.now()
        arguments = {**wish.arguments(hours, at=now), "actor": request.user, "at": now}
        if _is_yes(request.query_params.get("dry_run", "")):
            version = proposed_version(hours=hours, **arguments)
            proposal = proposal_of(version, list(hours.versions.all()), at=now)
            told = HoursDryRunSerializer(proposal, context=self.get_serializer_context())
            return Response(told.data)
        version = save_hours_version(
            hours=hours, seen_number=wish.validated_data["seen_number"], **arguments
        )
        return Response(HoursVersionSerializer(version).data, 201)


def _is_yes(text: str) -> bool:
    """Whether a parameter says yes. Raises ValidationError for neither yes nor no."""
    if text in ("", "false", "0"):
        return False
    if text in ("true", "1"):
        return True
    raise serializers.ValidationError({"dry_run": [_("Write true or false.")]})
