"""Counts response times against a promised threshold, exactly, and draws percentiles."""

import numpy as np
import numpy.typing as npt

from slm.engine.calendar import Calendar
from slm.engine.level import PPM, Level
from slm.engine.spans import Instants, Spans, contains, union


def counted(
    calendar: Calendar, at: npt.ArrayLike, *, start: int, end: int, protected: Spans
) -> npt.NDArray[np.bool_]:
    """Which samples count: in ``[start, end)``, in service time and not excluded.

    ``protected`` are exclusions and approved maintenance, in any order.
    """
    instants = np.asarray(at, dtype=np.int64)
    inside = (instants >= start) & (instants < end)
    inside[inside] = calendar.is_open(instants[inside])
    inside[inside] = ~contains(union(protected), instants[inside])
    return inside


def within(values: npt.ArrayLike, threshold: int) -> Level:
    """How many values reach a threshold, itself included (decision 10)."""
    every = np.asarray(values, dtype=np.int64)
    return Level(int((every <= threshold).sum()), int(every.size))


def percentile(values: npt.ArrayLike, rank_ppm: int) -> int | None:
    """The value at a rank, by nearest rank: one that was measured. None without a value."""
    every: Instants = np.sort(np.asarray(values, dtype=np.int64), axis=None)
    if not every.size:
        return None
    rank = max(-(-every.size * rank_ppm // PPM), 1)
    return int(every[rank - 1])
