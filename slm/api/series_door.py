"""How a door for columns of values answers: all or nothing, each error with its place."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from common.problems import MEDIA_TYPE, problem
from slm.api.series_body import MAX_ROWS, MAX_SAMPLES, Malformed, UnknownNames

Series = TypeVar("Series")

LIMITS = (
    f"Columns (at most {MAX_SAMPLES} values), one row, or a list of at most {MAX_ROWS} rows; in "
    "any order, any number of times. `Content-Encoding: gzip` is understood. An indicator is named "
    "by its id, or by the service where the source feeds one of it. A malformed body is answered "
    "with 400, names and instants that are refused with 422; each error names its series and row."
)
INSTANT = {"oneOf": [{"type": "string", "format": "date-time"}, {"type": "integer"}]}


class Taken(serializers.Serializer):
    """How many samples came, and how many of them said something new."""

    received = serializers.IntegerField()
    new = serializers.IntegerField()


def body_schema(values: dict[str, Any]) -> dict[str, Any]:
    """The schema of a body whose instants go with these values, by name."""
    names = {
        "service": {"type": "string"},
        "indicator": {"type": "string", "format": "uuid"},
    }
    columns = {
        name: {"type": "array", "items": kind} for name, kind in ({"at": INSTANT} | values).items()
    }
    row = {
        "type": "object",
        "required": ["source", "at", *values],
        "properties": {"source": {"type": "string"}, **names, "at": INSTANT, **values},
    }
    series = {
        "type": "object",
        "required": ["source", "series"],
        "properties": {
            "source": {"type": "string"},
            "series": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["at", *values],
                    "properties": {**names, **columns},
                },
            },
        },
    }
    return {"oneOf": [series, row, {"type": "array", "items": row}]}


def take_series(
    request: Request,
    *,
    read: Callable[[Any, Any], Sequence[Series]],
    take: Callable[[Sequence[Series]], Any],
) -> Response:
    """Read the body into series and take them in; `take` answers counts of received and new."""
    try:
        series = read(request.data, request.user)
    except UnknownNames as unknown:
        return _refused(422, _("Names in the request are not known."), "unknown", unknown)
    except Malformed as malformed:
        return _refused(
            400, _("The request has errors; each is named with its place."), "invalid", malformed
        )
    taken = take(series)
    return Response({"received": taken.received, "new": taken.new})


def _refused(status: int, detail: str, code: str, why: Malformed) -> Response:
    body: dict[str, Any] = problem(status, detail, code=code, errors=why.errors)
    response = Response(body, status=status)
    response.content_type = MEDIA_TYPE
    return response
