"""Readings of counters: good events and all events, as the tool's counters show them."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from slm.api.bodies import FactsParser
from slm.api.counter_body import read_counters
from slm.api.doors import FactsDoor
from slm.api.series_door import LIMITS, Taken, body_schema, take_series
from slm.operations.ingest_readings import MOST, ingest_readings

_COUNT = {"type": "integer", "minimum": 0, "maximum": MOST}


class Counters(FactsDoor, APIView):
    parser_classes = [FactsParser]

    @extend_schema(
        summary="Send readings of counters, all or nothing",
        description=(
            "What the counters *show*, not what was added: a counter that falls was reset, and "
            f"what it shows then was added since. {LIMITS}"
        ),
        tags=["counters"],
        request={"application/json": body_schema({"good": _COUNT, "total": _COUNT})},
        responses={200: Taken},
        examples=[
            OpenApiExample(
                "Columns",
                value={
                    "source": "GATEWAY",
                    "series": [
                        {
                            "service": "PAY-GW",
                            "at": ["2026-11-25T02:00:00Z", "2026-11-25T02:05:00Z"],
                            "good": [91200, 93810],
                            "total": [91230, 93842],
                        }
                    ],
                },
                request_only=True,
            ),
            OpenApiExample(
                "One row",
                value={
                    "source": "GATEWAY",
                    "service": "PAY-GW",
                    "at": 1795573740,
                    "good": 91200,
                    "total": 91230,
                },
                request_only=True,
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        now = timezone.now()
        return take_series(
            request,
            read=read_counters,
            take=lambda readings: ingest_readings(readings=readings, at=now),
        )
