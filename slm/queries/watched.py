"""Reads watched periods as columns: what a cycle needs of them, and of their indicators."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from common.db.copying import NEVER, array, read_columns
from slm.engine.calendar import Calendar
from slm.engine.history import History
from slm.engine.spans import Instants
from slm.engine.sums import Watched
from slm.queries.calendars import calendar_for, kept_hours
from slm.queries.history import read_history

_PERIODS = """
SELECT period.id, period.measure_id, period.start_at, period.end_at, period.computed_to_at,
       measure.hours_id, measure.min_break_seconds, measure.indicator_id, measure.counts <> '',
       indicator.is_fed, coalesce(indicator.max_gap_seconds, %(never)s::bigint)
  FROM slm_periodstate AS period
  JOIN slm_measure AS measure ON measure.id = period.measure_id
  JOIN slm_indicator AS indicator ON indicator.id = measure.indicator_id
 WHERE period.id = ANY(%(ids)s::bigint[])
"""
_KINDS = {
    "id": "int8",
    "measure": "int8",
    "start": "instant",
    "end": "instant",
    "computed_to": "instant",
    "hours": "int8",
    "minimum_break": "int4",
    "indicator": "int8",
    "is_counted": "flag",
    "is_fed": "flag",
    "max_gap": "int8",
}


@dataclass(frozen=True, eq=False)
class WatchedPeriods:
    """Columns of some periods, in the order of their measures and starts.

    `is_counted` tells measures that count events from those that sum up time.
    """

    id: Instants
    measure: Instants
    start: Instants
    end: Instants
    computed_to: Instants
    hours: Instants
    minimum_break: Instants
    indicator: Instants
    is_counted: Instants
    is_fed: Instants
    max_gap: Instants

    def __len__(self) -> int:
        return len(self.id)

    def pick(self, which: npt.NDArray[np.bool_] | slice) -> "WatchedPeriods":
        return WatchedPeriods(**{name: getattr(self, name)[which] for name in _KINDS})

    def calendars(self, now: int) -> dict[int, Calendar]:
        """Compiled calendars by service hours id that cover every period and `now`."""
        first, last = int(self.start.min()), max(now, int(self.end.max()))
        hours = kept_hours(np.unique(self.hours).tolist())
        return {pk: calendar_for(value, first, last) for pk, value in sorted(hours.items())}

    def known(self, calendars: Sequence[Calendar], now: int) -> tuple[Watched, History]:
        """The periods as the engine takes them, and all that is known of their indicators."""
        ids, place, owner = np.unique(self.indicator, return_index=True, return_inverse=True)
        first = int(self.start.min())
        # Day rows are whole days, so knowledge begins where the first period's day does.
        since = min(int(c.local_day_starts(first, first + 1)[1][0]) for c in calendars)
        history = read_history(
            ids=ids,
            is_fed=self.is_fed[place],
            max_gap=self.max_gap[place],
            start=since,
            end=max(now, int(self.end.max())),
        )
        watched = Watched(
            calendars=calendars,
            measure=self.measure,
            owner=owner.astype(np.int64),
            calendar=np.unique(self.hours, return_inverse=True)[1].astype(np.int64),
            start=self.start,
            end=self.end,
            minimum_break=self.minimum_break,
        )
        return watched, history


def read_watched(ids: npt.ArrayLike) -> WatchedPeriods:
    """The periods of these ids."""
    found = read_columns(_PERIODS, _KINDS, {"ids": array(ids), "never": NEVER})
    order = np.lexsort((found["start"], found["measure"]))
    return WatchedPeriods(**{name: column[order] for name, column in found.items()})
