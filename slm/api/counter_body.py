"""Readings of counters as they arrive: `good` and `total` beside `at` (slm.api.series_body)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from slm.api.series_body import MAX_ERRORS, Shape, read_series
from slm.models import Indicator
from slm.operations.ingest_readings import MOST, Readings


def read_counters(data: Any, user: Any) -> list[Readings]:
    """The readings of a request. Raises Malformed, UnknownNames or TooLarge."""
    return [
        Readings(
            indicator=found.indicator,
            source=found.source,
            instants=found.column.instants,
            good=found.column.values["good"],
            total=found.column.values["total"],
            rows=found.column.rows,
            number=found.column.number,
        )
        for found in read_series(data, user, _SHAPE)
    ]


def _read_counts(given: Sequence[Any]) -> tuple[Any, list[tuple[int, str]]]:
    """Whole numbers as they are; 0, and a word, for what is none or too large."""
    wrong = [
        place
        for place, value in enumerate(given)
        if type(value) is not int or not 0 <= value <= MOST
    ]
    if wrong:
        given = [value if type(value) is int and 0 <= value <= MOST else 0 for value in given]
    message = _("A counter shows a whole number from 0 to %(most)d.") % {"most": MOST}
    return (
        np.fromiter(given, dtype=np.int64, count=len(given)),
        [(place, message) for place in wrong[:MAX_ERRORS]],
    )


_SHAPE = Shape(Indicator.Kind.COUNTER, {"good": _read_counts, "total": _read_counts})
