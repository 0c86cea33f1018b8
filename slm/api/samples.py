"""Samples of state: the door that has to be fast."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from slm.api.bodies import FactsParser
from slm.api.doors import FactsDoor
from slm.api.sample_body import WORDS, read_body
from slm.api.series_door import LIMITS, Taken, body_schema, take_series
from slm.operations.take_samples import take_samples

_BODY = body_schema({"state": {"type": "string", "enum": list(WORDS)}})


class Samples(FactsDoor, APIView):
    parser_classes = [FactsParser]

    @extend_schema(
        summary="Send samples of state, all or nothing",
        description=LIMITS,
        tags=["samples"],
        request={"application/json": _BODY},
        responses={200: Taken},
        examples=[
            OpenApiExample(
                "Columns",
                value={
                    "source": "PROBE-JKT",
                    "series": [
                        {
                            "service": "PAY-GW",
                            "at": ["2026-11-25T02:29:00Z", "2026-11-25T02:30:00Z"],
                            "state": ["down", "up"],
                        }
                    ],
                },
                request_only=True,
            ),
            OpenApiExample(
                "One row",
                value={
                    "source": "PROBE-JKT",
                    "service": "PAY-GW",
                    "at": 1795573740,
                    "state": "down",
                },
                request_only=True,
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        now = timezone.now()
        return take_series(
            request, read=read_body, take=lambda series: take_samples(series=series, at=now)
        )
