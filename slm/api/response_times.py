"""Response times: sent in columns or rows, read as percentiles and counts by day."""

import datetime as dt
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from slm.api.bodies import FactsParser
from slm.api.doors import FactsDoor, RecordsDoor
from slm.api.series_door import INSTANT, LIMITS, Taken, body_schema, take_series
from slm.api.times_body import read_times
from slm.engine import sketch
from slm.engine.zones import zone
from slm.models import Indicator
from slm.operations.ingest_response_times import LONGEST_MS, ingest_times_of_many
from slm.queries.times_by_day import DayOfTimes, times_by_day

MOST_DAYS = 400
DAYS = 90
_MS = {"type": "integer", "minimum": 0, "maximum": LONGEST_MS}
_COLUMNS: dict[str, Any] = {
    "type": "object",
    "required": ["source", "ms"],
    "properties": {
        "source": {"type": "string"},
        "service": {"type": "string"},
        "indicator": {"type": "string", "format": "uuid"},
        "from": INSTANT,
        "at_ms": {"type": "array", "items": {"type": "integer"}},
        "step_ms": {"type": "integer", "minimum": 1},
        "ms": {"type": "array", "items": _MS},
    },
}


class ResponseTimes(FactsDoor, APIView):
    parser_classes = [FactsParser]

    @extend_schema(
        summary="Send response times, all or nothing",
        description=(
            "Whole milliseconds, rounded up. Instants are exact to the millisecond: `at` as texts "
            "with a fraction or whole seconds; or `at_ms`, milliseconds after `from` (after 1970 "
            "without one); or `from` and `step_ms`. Of one source there is one sample an instant: "
            f"the latest received wins, and one that is known changes nothing. {LIMITS}"
        ),
        tags=["response times"],
        request={
            "application/json": {"oneOf": [*body_schema({"ms": _MS})["oneOf"], _COLUMNS]},
        },
        responses={200: Taken},
        examples=[
            OpenApiExample(
                "Columns, one sample every ten seconds",
                value={
                    "source": "PROBE-JKT",
                    "service": "WEB",
                    "from": "2026-11-25T02:29:00Z",
                    "step_ms": 10000,
                    "ms": [212, 198, 1204],
                },
                request_only=True,
            ),
            OpenApiExample(
                "Several series, milliseconds after an instant",
                value={
                    "source": "PROBE-JKT",
                    "series": [
                        {
                            "service": "WEB",
                            "from": "2026-11-25T02:29:00Z",
                            "at_ms": [0, 10250, 20031],
                            "ms": [212, 198, 1204],
                        }
                    ],
                },
                request_only=True,
            ),
            OpenApiExample(
                "One row",
                value={
                    "source": "PROBE-JKT",
                    "service": "WEB",
                    "at": "2026-11-25T02:29:00.250Z",
                    "ms": 212,
                },
                request_only=True,
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        now = timezone.now()
        return take_series(
            request,
            read=read_times,
            take=lambda series: ingest_times_of_many(series=series, at=now),
        )


class WithinSerializer(serializers.Serializer):
    """Samples that took at most `within_ms`, counted exactly."""

    within_ms = serializers.IntegerField()
    good = serializers.IntegerField()
    total = serializers.IntegerField()


class DaySerializer(serializers.Serializer):
    """One local day. Percentiles are approximate, counts are exact."""

    day = serializers.DateField()
    count = serializers.IntegerField()
    p50_ms = serializers.IntegerField(allow_null=True)
    p95_ms = serializers.IntegerField(allow_null=True)
    p99_ms = serializers.IntegerField(allow_null=True)
    shares = serializers.SerializerMethodField()

    @extend_schema(responses=WithinSerializer(many=True))
    def get_shares(self, day: DayOfTimes) -> list[dict[str, int]]:
        return [
            {"within_ms": within, "good": level.good, "total": level.measured}
            for within, level in day.shares.items()
        ]


class TimesByDaySerializer(serializers.Serializer):
    """An indicator's response times by local day, and how far its raw samples reach back."""

    zone = serializers.CharField(allow_blank=True)
    first_at = serializers.DateTimeField(allow_null=True)
    last_at = serializers.DateTimeField(allow_null=True)
    sample_count = serializers.IntegerField()
    raw_from_at = serializers.DateTimeField(allow_null=True)
    percentile_error_ppm = serializers.IntegerField()
    days = DaySerializer(many=True)


class _Span(serializers.Serializer):
    """The days that are asked for, both included."""

    from_on = serializers.DateField(required=False)
    until_on = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        until_on = attrs.get("until_on") or self.context["today"]
        earliest = max(until_on.toordinal() - DAYS + 1, 1)
        from_on = attrs.get("from_on") or dt.date.fromordinal(earliest)
        if from_on > until_on:
            raise serializers.ValidationError({"from_on": _("It lies behind the end.")})
        if (until_on - from_on).days >= MOST_DAYS:
            message = _("At most %(days)d days at once.") % {"days": MOST_DAYS}
            raise serializers.ValidationError({"from_on": message})
        return {"from_on": from_on, "until_on": until_on}


class TimesByDay(RecordsDoor, APIView):
    @extend_schema(
        summary="Read response times by day",
        description=(
            f"The last {DAYS} days unless others are asked for, at most {MOST_DAYS}; days without "
            "a sample are left out. Percentiles are drawn from sketches and differ from a measured "
            "value by at most `percentile_error_ppm`; no verdict reads them. Counts by promised "
            "threshold are exact, of all samples of the day."
        ),
        tags=["response times"],
        parameters=[
            OpenApiParameter("from_on", dt.date, description="First day."),
            OpenApiParameter("until_on", dt.date, description="Last day."),
        ],
        responses={200: TimesByDaySerializer},
    )
    def get(self, request: Request, public_id: Any) -> Response:
        indicator = get_object_or_404(
            Indicator.objects.visible_to(request.user)
            .filter(kind=Indicator.Kind.RESPONSE_TIME)
            .select_related("times_feed"),
            public_id=public_id,
        )
        feed = getattr(indicator, "times_feed", None)
        now = timezone.now()
        today = now.astimezone(zone(feed.zone).info).date() if feed else now.date()
        span = _Span(data=request.query_params, context={"today": today})
        span.is_valid(raise_exception=True)
        asked = span.validated_data
        body = {
            "zone": feed.zone if feed else "",
            "first_at": feed and feed.first_at,
            "last_at": feed and feed.last_at,
            "sample_count": feed.sample_count if feed else 0,
            "raw_from_at": feed and (feed.raw_from_at or feed.first_at),
            "percentile_error_ppm": sketch.ERROR_PPM,
            "days": times_by_day(indicator, asked["from_on"], asked["until_on"]),
        }
        return Response(TimesByDaySerializer(body).data)
