"""Counters as a page shows them: the last days, and the latest readings with what they added."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from common.db.instants import to_seconds
from slm.engine.level import Level
from slm.engine.zones import date_of, zone
from slm.models import CounterReading, Indicator
from slm.queries.counted.ratio import read_increases


@dataclass(frozen=True, slots=True)
class CounterDay:
    """Good of all events of one local day, around the clock; `level` knows no value for none."""

    on: dt.date
    good: int
    total: int

    @property
    def level(self) -> Level:
        return Level(min(self.good, self.total), self.total)

    @property
    def bad(self) -> int:
        return max(self.total - self.good, 0)


@dataclass(frozen=True, slots=True)
class ShownReading:
    """A reading that stands, and what was added since the one before; None for the first."""

    reading: CounterReading
    added_good: int | None
    added_total: int | None
    is_reset: bool


def counter_days(
    indicator: Indicator, *, at: dt.datetime, days: int, zone_name: str
) -> list[CounterDay]:
    """The last local days of a counter, the oldest first, today's as far as it has gone.

    What was read at an instant happened before it, so a reading at midnight closes the day before.
    """
    clock, now = zone(zone_name), to_seconds(at)
    today = int(clock.local_days(now))
    numbers = np.arange(today - days + 1, today + 2)
    edges = clock.first_instants(numbers)
    added = read_increases({indicator.pk: (int(edges[0]), now)})[indicator.pk]
    bounds = np.searchsorted(added.at, edges, side="right").tolist()
    return [
        CounterDay(
            date_of(int(number)),
            int(added.good[low:high].sum()),
            int(added.total[low:high].sum()),
        )
        for number, low, high in zip(numbers[:-1], bounds, bounds[1:], strict=False)
    ]


def latest_readings(indicator: Indicator, *, limit: int) -> list[ShownReading]:
    """The readings that stand, the latest first: of one instant the one received last."""
    rows = (
        CounterReading.objects.filter(indicator=indicator)
        .select_related("source")
        .order_by("-read_at", "-number")
        .distinct("read_at")[: limit + 1]
    )
    return _with_steps(list(rows))[:limit]


def _with_steps(rows: Sequence[CounterReading]) -> list[ShownReading]:
    shown = []
    for place, row in enumerate(rows):
        if place + 1 == len(rows):
            shown.append(ShownReading(row, None, None, is_reset=False))
            continue
        before = rows[place + 1]
        is_reset = row.good < before.good or row.total < before.total
        good, total = (0, 0) if is_reset else (before.good, before.total)
        shown.append(ShownReading(row, row.good - good, row.total - total, is_reset))
    return shown
