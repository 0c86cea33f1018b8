"""Samples of state: the door that has to be fast."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.problems import MEDIA_TYPE, problem
from slm.api.bodies import FactsParser
from slm.api.doors import FactsDoor
from slm.api.sample_body import (
    MAX_ROWS,
    MAX_SAMPLES,
    Malformed,
    UnknownNames,
    read_body,
)
from slm.operations.take_samples import take_samples

_INSTANT = {"oneOf": [{"type": "string", "format": "date-time"}, {"type": "integer"}]}
_STATE = {"type": "string", "enum": ["up", "down", "partial", "degraded"]}
_ROW = {
    "type": "object",
    "required": ["source", "at", "state"],
    "properties": {
        "source": {"type": "string"},
        "service": {"type": "string"},
        "indicator": {"type": "string", "format": "uuid"},
        "at": _INSTANT,
        "state": _STATE,
    },
}
_SERIES = {
    "type": "object",
    "required": ["source", "series"],
    "properties": {
        "source": {"type": "string"},
        "series": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "state"],
                "properties": {
                    "service": {"type": "string"},
                    "indicator": {"type": "string", "format": "uuid"},
                    "at": {"type": "array", "items": _INSTANT},
                    "state": {"type": "array", "items": _STATE},
                },
            },
        },
    },
}


class Taken(serializers.Serializer):
    """How many samples came, and how many of them said something new."""

    received = serializers.IntegerField()
    new = serializers.IntegerField()


class Samples(FactsDoor, APIView):
    parser_classes = [FactsParser]

    @extend_schema(
        summary="Send samples of state, all or nothing",
        description=(
            f"Columns (at most {MAX_SAMPLES} samples), one row, or a list of at most {MAX_ROWS} "
            "rows; in any order, any number of times. `Content-Encoding: gzip` is understood. An "
            "indicator is named by its id, or by the service where the source feeds one of it. A "
            "malformed body is answered with 400, names and instants that are refused with 422; "
            "each error names its series and its row."
        ),
        tags=["samples"],
        request={"application/json": {"oneOf": [_SERIES, _ROW, {"type": "array", "items": _ROW}]}},
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
        try:
            series = read_body(request.data, request.user)
        except UnknownNames as unknown:
            return _refused(422, _("Names in the request are not known."), "unknown", unknown)
        except Malformed as malformed:
            return _refused(
                400,
                _("The request has errors; each is named with its place."),
                "invalid",
                malformed,
            )
        taken = take_samples(series=series, at=now)
        return Response({"received": taken.received, "new": taken.new})


def _refused(status: int, detail: str, code: str, why: Malformed) -> Response:
    body: dict[str, Any] = problem(status, detail, code=code, errors=why.errors)
    response = Response(body, status=status)
    response.content_type = MEDIA_TYPE
    return response
