"""Samples of state as they arrive: `state` beside `at` (slm.api.series_body)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from slm.api.series_body import MAX_ERRORS, Shape, read_series
from slm.models import Indicator, State
from slm.operations.take_samples import Series

WORDS = {
    "up": State.UP.value,
    "down": State.DOWN.value,
    "partial": State.PARTIAL.value,
    "degraded": State.DEGRADED.value,
}


def read_body(data: Any, user: Any) -> list[Series]:
    """The series of a request. Raises Malformed, UnknownNames or TooLarge."""
    return [
        Series(
            source=found.source,
            indicator=found.indicator,
            instants=found.column.instants,
            states=found.column.values["state"],
            rows=found.column.rows,
            number=found.column.number,
        )
        for found in read_series(data, user, _SHAPE)
    ]


def _read_states(given: Sequence[Any]) -> tuple[Any, list[tuple[int, str]]]:
    """Words as codes of `State`; -1 for what is none of them."""
    if set(map(type, given)) <= {str}:
        codes = np.fromiter(
            (WORDS.get(word, -1) for word in given), dtype=np.int64, count=len(given)
        )
    else:
        codes = np.array(
            [WORDS.get(word, -1) if isinstance(word, str) else -1 for word in given],
            dtype=np.int64,
        )
    message = _("A state is one of: %(words)s.") % {"words": ", ".join(WORDS)}
    return codes, [(place, message) for place in np.flatnonzero(codes < 0)[:MAX_ERRORS].tolist()]


_SHAPE = Shape(Indicator.Kind.AVAILABILITY, {"state": _read_states})
