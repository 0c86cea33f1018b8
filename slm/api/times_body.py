"""Response times as they arrive: `ms` beside `at` (slm.api.series_body), or beside milliseconds.

A series may name its instants as `at_ms`, milliseconds after its `from` (after 1970 without one),
or as `from` and a `step_ms` from one sample to the next. Whatever is not called *ms* is an instant
as everywhere: a text with a zone, or whole seconds.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from slm.api.fields import WHY
from slm.api.series_body import MAX_ERRORS, Error, Malformed, Shape, read_series
from slm.engine.instants import EARLIEST_SECONDS, LATEST_SECONDS, Unread, read_milliseconds
from slm.models import Indicator
from slm.operations.ingest_response_times import LONGEST_MS, TimesSeries

_EARLIEST_MS, _LATEST_MS = EARLIEST_SECONDS * 1000, LATEST_SECONDS * 1000


class _Milliseconds(list[Any]):
    """A column of instants that was read already."""

    def __init__(self, given: Any, instants: Any, unread: Sequence[Unread]) -> None:
        super().__init__(given)
        self.instants, self.unread = instants, unread


def read_times(data: Any, user: Any) -> list[TimesSeries]:
    """The response times of a request. Raises Malformed, UnknownNames or TooLarge."""
    return [
        TimesSeries(
            indicator=found.indicator,
            source=found.source,
            at=found.column.instants,
            ms=found.column.values["ms"],
            rows=found.column.rows,
            number=found.column.number,
        )
        for found in read_series(_with_instants(data), user, _SHAPE)
    ]


def _with_instants(data: Any) -> Any:
    """The body with a column `at` in each series; one series alone becomes a list of one."""
    if not isinstance(data, dict):
        return data
    if "series" not in data and isinstance(data.get("ms"), list):
        data = {"source": data.get("source"), "series": [data]}
    given = data.get("series")
    if not isinstance(given, list):
        return data
    errors: list[Error] = []
    series = [
        _series(one, errors, number) if isinstance(one, dict) and "at" not in one else one
        for number, one in enumerate(given)
    ]
    if errors:
        raise Malformed(errors)
    return {**data, "series": series}


def _series(one: Mapping[str, Any], errors: list[Error], number: int) -> Mapping[str, Any]:
    def wrong(field: str, message: Any) -> Mapping[str, Any]:
        place = {"series": number, "field": field, "message": str(message), "code": "malformed"}
        errors.append(place)
        return one

    begin = 0
    if "from" in one:
        read, unread = read_milliseconds([one["from"]])
        if unread:
            return wrong("from", WHY[unread[0].why])
        begin = int(read[0])
    if "at_ms" in one:
        offsets = one["at_ms"]
        if not isinstance(offsets, list):
            return wrong("at_ms", _("A list is wanted here."))
        instants, bad = _whole_numbers(offsets, -_LATEST_MS, _LATEST_MS)
        instants = np.where(bad, 0, instants + begin)
        out = ~bad & ((instants < _EARLIEST_MS) | (instants >= _LATEST_MS))
        unread = [Unread(place, "number") for place in np.flatnonzero(bad).tolist()]
        unread += [Unread(place, "range") for place in np.flatnonzero(out).tolist()]
        return {**one, "at": _Milliseconds(offsets, instants, sorted(unread))}
    if "step_ms" in one and isinstance(one.get("ms"), list):
        step = one["step_ms"]
        if type(step) is not int or not 1 <= step <= LONGEST_MS:
            return wrong("step_ms", _("A step is a whole number from 1 to a day's milliseconds."))
        if "from" not in one:
            return wrong("from", _("A step needs the instant of its first sample."))
        numbers = range(len(one["ms"]))
        return {**one, "at": _Milliseconds(numbers, begin + np.arange(len(numbers)) * step, [])}
    return one


def _read_at(given: Sequence[Any]) -> tuple[Any, Sequence[tuple[int, str]]]:
    if isinstance(given, _Milliseconds):
        return given.instants, given.unread
    return read_milliseconds(given)


def _read_ms(given: Sequence[Any]) -> tuple[Any, list[tuple[int, str]]]:
    values, bad = _whole_numbers(given, 0, LONGEST_MS)
    message = _("A response time is a whole number of milliseconds up to a day; round up.")
    return values, [(place, message) for place in np.flatnonzero(bad)[:MAX_ERRORS].tolist()]


def _whole_numbers(given: Sequence[Any], low: int, high: int) -> tuple[Any, Any]:
    """Whole numbers in bounds, 0 for what is none, and which were none."""
    try:
        if not set(map(type, given)) <= {int}:
            raise OverflowError
        values = np.array(given, dtype=np.int64)
    except OverflowError:
        values = np.array(
            [v if type(v) is int and low <= v <= high else low - 1 for v in given], dtype=np.int64
        )
    bad = (values < low) | (values > high)
    return np.where(bad, 0, values), bad


_SHAPE = Shape(Indicator.Kind.RESPONSE_TIME, {"ms": _read_ms}, read_at=_read_at)
