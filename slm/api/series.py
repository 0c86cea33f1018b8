"""Maintenance that comes again: what sources plan by a rule, and the dates that it makes."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from common.paging import CursorPages
from slm.api.bodies import FactsParser
from slm.api.doors import FactsDoor
from slm.api.fields import InstantField
from slm.api.maintenance import EarliestFirst, MaintenanceSerializer
from slm.api.parts import MAX_PARTS, Parts, PartSerializer, UnknownPart, mapping
from slm.engine.recurrence import MAX_COUNT, MAX_EVERY, write_rule
from slm.engine.rule_text import Misread, understand_rule
from slm.engine.zones import zone_names
from slm.models import Maintenance, MaintenanceSeries, Source
from slm.operations.plan_maintenance import MaintenanceRefused
from slm.operations.plan_series import MAX_SERIES_REFERENCE, end_series
from slm.operations.take_series import record_series
from slm.operations.write_protections import LONGEST
from slm.queries.maintenance import maintenances, series_rows

LONGEST_REASON = 2_000
LONGEST_RULE = 200
# As the verbs call what the body calls otherwise.
_FIELDS = {"zone_name": "zone", "weekdays": "rule", "duration": "duration_seconds"}
_WHY: dict[str, Any] = {
    "": _("A rule is written like FREQ=MONTHLY;BYDAY=1SU."),
    "FREQ": _("FREQ is WEEKLY or MONTHLY."),
    "INTERVAL": _("INTERVAL is a whole number from 1 to %(every)d."),
    "BYDAY": _(
        "BYDAY names weekdays: SU or MO,TH by week; by month each with the same number from 1 to 4 "
        "before it, or -1 for the last: 1SU."
    ),
    "UNTIL": _("UNTIL is the last day, such as 20271231."),
    "COUNT": _("COUNT is a whole number from 1 to %(count)d, and stands without UNTIL."),
}


class RuleField(serializers.CharField):
    """A rule of RFC 5545 by week or month, kept in one way of writing."""

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        try:
            return write_rule(understand_rule(text))
        except Misread as misread:
            unknown = _t("%(part)s is no part of a rule here, or stands twice.")
            why = str(_WHY.get(misread.part, unknown)) % {
                "part": misread.part[:40],
                "every": MAX_EVERY,
                "count": MAX_COUNT,
            }
            raise serializers.ValidationError(why) from misread


class SeriesReferenceField(serializers.CharField):
    """A source's own name for a series; its dates stand behind it."""

    def to_internal_value(self, data: Any) -> Any:
        reference = super().to_internal_value(data)
        if reference.rsplit("/", 1)[-1] == "occurrences":
            raise serializers.ValidationError(_("No series may be called so."))
        return reference


class SeriesInput(serializers.Serializer):
    """A series as its source now plans it: a rule in the wall time of one zone."""

    parts = PartSerializer(many=True, allow_empty=False, max_length=MAX_PARTS)
    title = serializers.CharField(max_length=120)
    reason = serializers.CharField(max_length=LONGEST_REASON, allow_blank=True, default="")
    zone = serializers.CharField(max_length=64, help_text="For life, such as Asia/Jakarta.")
    rule = RuleField(max_length=LONGEST_RULE, help_text="RFC 5545, such as FREQ=MONTHLY;BYDAY=1SU.")
    first_on = serializers.DateField(help_text="No date of it lies before this day.")
    begins = serializers.TimeField(help_text="On the wall clock of the zone.")
    duration_seconds = serializers.IntegerField(min_value=1, max_value=int(LONGEST.total_seconds()))
    announced_at = InstantField(allow_null=True, default=None)
    change_reason = serializers.CharField(
        max_length=LONGEST_REASON, allow_blank=True, default="", help_text="Why it changes."
    )

    def validate_zone(self, name: str) -> str:
        if name not in zone_names():
            raise serializers.ValidationError(_("This is not a zone of the time zone data."))
        return name

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        until = understand_rule(attrs["rule"]).until
        if until is not None and until < attrs["first_on"]:
            raise serializers.ValidationError({"rule": _("It ends before it begins.")})
        return attrs


class SeriesRow(SeriesInput):
    external_id = SeriesReferenceField(max_length=MAX_SERIES_REFERENCE)


class SeriesSerializer(serializers.ModelSerializer):
    """A series as it is now known; its dates are maintenance of their own."""

    source = serializers.CharField(source="source.code")
    parts = serializers.SerializerMethodField()
    left_out = serializers.ListField(child=serializers.DateField(), source="exceptions")
    announced_at = InstantField(allow_null=True)

    class Meta:
        model = MaintenanceSeries
        fields = [
            "source",
            "external_id",
            "title",
            "reason",
            "parts",
            "zone",
            "rule",
            "first_on",
            "begins",
            "duration_seconds",
            "announced_at",
            "notice_seconds",
            "left_out",
            "ended_at",
        ]

    @extend_schema_field(PartSerializer(many=True))
    def get_parts(self, row: MaintenanceSeries) -> list[dict[str, Any]]:
        return [
            {"service": part.service.code, "slice": part.slice.code if part.slice else None}
            for part in row.parts.all()
        ]


class LatestFirst(CursorPages):
    ordering = ("-first_on", "-pk")


class SeriesDoor(FactsDoor, GenericAPIView):
    serializer_class = SeriesSerializer
    queryset = MaintenanceSeries.objects.none()
    parser_classes = [FactsParser]
    pagination_class: Any = LatestFirst

    def get_queryset(self) -> Any:
        return series_rows().visible_to(self.request.user)

    def source(self) -> Source:
        rows = Source.objects.visible_to(self.request.user)
        return get_object_or_404(rows, code=self.kwargs["code"])

    def record(self) -> MaintenanceSeries:
        rows = series_rows().visible_to(self.request.user).filter(source=self.source())
        return get_object_or_404(rows, external_id=self.kwargs["reference"])

    def answer(self, row: MaintenanceSeries, *, status: int = 200) -> Response:
        stored = self.get_queryset().get(pk=row.pk)
        return Response(SeriesSerializer(stored).data, status)


class SeriesList(ListModelMixin, SeriesDoor):
    @extend_schema(summary="List series of maintenance, the latest first", tags=["maintenance"])
    def get(self, request: Request) -> Response:
        return self.list(request)


class SourceSeries(SeriesDoor):
    """One series under its source's own name for it."""

    @extend_schema(summary="Read one series of maintenance", tags=["maintenance"])
    def get(self, request: Request, code: str, reference: str) -> Response:
        return self.answer(self.record())

    @extend_schema(
        summary="Plan or change a series of maintenance",
        description=(
            "Every date of the next thirteen months becomes a maintenance of its own. A change "
            "moves those that have not begun; dates that were changed by themselves stay so. One "
            "date is changed or cancelled as the maintenance that it is."
        ),
        tags=["maintenance"],
        request=SeriesInput,
        responses={200: SeriesSerializer, 201: SeriesSerializer},
    )
    def put(self, request: Request, code: str, reference: str) -> Response:
        source, now = self.source(), timezone.now()
        wish = SeriesRow(data={**mapping(request.data), "external_id": reference})
        wish.is_valid(raise_exception=True)
        before = MaintenanceSeries.objects.filter(source=source, external_id=reference).exists()
        try:
            made = record_series(
                source=source, **_arguments(wish.validated_data), actor=request.user, at=now
            )
        except MaintenanceRefused as refused:
            raise MaintenanceRefused(
                refused.message, field=_FIELDS.get(refused.field or "", refused.field)
            ) from refused
        return self.answer(made, status=200 if before else 201)

    @extend_schema(
        summary="End a series of maintenance",
        description=(
            "Every date that has not begun is cancelled, or every one from a day on. What has "
            "begun or is over stays."
        ),
        tags=["maintenance"],
        parameters=[
            OpenApiParameter("change_reason", str, description="Why it ends."),
            OpenApiParameter("from", OpenApiTypes.DATE, description="The first day left out."),
        ],
        responses={200: SeriesSerializer},
    )
    def delete(self, request: Request, code: str, reference: str) -> Response:
        why = request.query_params.get("change_reason", "").replace("\x00", "")[:LONGEST_REASON]
        row = end_series(
            series=self.record(),
            from_on=_day(request.query_params.get("from")),
            change_reason=why or _t("Ended by its source."),
            actor=request.user,
            at=timezone.now(),
        )
        return self.answer(row)


class SeriesOccurrences(ListModelMixin, SeriesDoor):
    serializer_class = MaintenanceSerializer
    pagination_class = EarliestFirst

    @extend_schema(
        summary="List the dates of a series",
        tags=["maintenance"],
        responses=MaintenanceSerializer(many=True),
    )
    def get(self, request: Request, code: str, reference: str) -> Response:
        return self.list(request)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Maintenance.objects.none()
        return maintenances().visible_to(self.request.user).filter(series=self.record())

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "now": timezone.now()}


def _arguments(wish: Mapping[str, Any]) -> dict[str, Any]:
    """As the verb takes them, or a refusal where a code is unknown."""
    known = Parts(wish["parts"])
    try:
        parts = [known.find(named) for named in wish["parts"]]
    except UnknownPart as unknown:
        raise MaintenanceRefused(unknown.message, field=f"parts.{unknown.field}") from unknown
    rest = {key: value for key, value in wish.items() if key not in ("parts", "zone")}
    return {**rest, "parts": parts, "zone_name": wish["zone"]}


def _day(text: str | None) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise serializers.ValidationError(
            {"from": _t("A day is written like 2026-11-25.")}
        ) from error
