"""What a change of service hours moves: which seconds, in which months, from which day to which."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from slm.engine.calendar import Calendar, compile_hours
from slm.engine.hours import Hours
from slm.engine.spans import Instants, Spans, clip, spans, subtract, union
from slm.engine.zones import DAY_SECONDS, Zone, date_of, zone

MONTHS_BACK, MONTHS_AHEAD = 12, 12
# Behind the last day that is written down only weeks follow, so a year of them tells the rest.
_BEYOND_DAYS = 400
_SPILL_SECONDS = 2 * DAY_SECONDS  # a special window may run on into the day after
_EARLIEST, _LATEST = dt.date(1950, 1, 1), dt.date(2095, 1, 1)


@dataclass(frozen=True, slots=True)
class MovedStretch:
    """A local day or month (`on` its first day): service time as it is and as it would be.

    `gained` and `lost` are the seconds that come to it and that go; both where a window is shifted.
    """

    on: dt.date
    before: int
    after: int
    gained: int
    lost: int

    @property
    def change(self) -> int:
        """Seconds more than before; negative where there are fewer."""
        return self.after - self.before


@dataclass(frozen=True, eq=False)
class MovedTime:
    """Where two values of the same service hours differ.

    `gained` opens and `lost` closes, in UTC seconds. `first_on` and `last_on` are the local dates
    between which anything differs: none where nothing does. `first_on` is also none where it
    differs from the beginning of time, `last_on` where it goes on for good. `months` and `days` are
    those that differ of the twelve months past and of the twelve after the later of now and the
    first change; they agree to the second.
    """

    before: Calendar | None
    after: Calendar
    gained: Spans
    lost: Spans
    first_on: dt.date | None
    last_on: dt.date | None
    is_from_beginning: bool
    goes_on: bool
    months: tuple[MovedStretch, ...]
    days: tuple[MovedStretch, ...]

    @property
    def is_nothing(self) -> bool:
        return not len(self.gained) and not len(self.lost)

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """The instants between which anything differs; none at an end that is not known."""
        moved = union(self.gained, self.lost)
        if not len(moved):
            return 0, 0
        return (
            None if self.is_from_beginning else int(moved[0, 0]),
            None if self.goes_on else int(moved[-1, 1]),
        )

    def touches(self, start: int, end: int) -> bool:
        """Whether a second of `[start, end)` would change sides."""
        return bool(len(clip(self.gained, start, end)) or len(clip(self.lost, start, end)))

    def served(self, start: int, end: int) -> tuple[int, int]:
        """Service time in `[start, end)` as it is and as it would be."""
        before = 0 if self.before is None else self.before.elapsed(start, end)
        return before, self.after.elapsed(start, end)

    def covers(self, start: int, end: int) -> bool:
        """Whether `[start, end)` lies in the time that was compared."""
        return self.after.first <= start and end <= self.after.last


def moved_time(before: Hours | None, after: Hours, *, at: int) -> MovedTime:
    """Compare two values of service hours of the same zone, second by second.

    `before` is none where there were no hours yet; `at` is now, in UTC seconds.
    """
    clock = zone(after.zone)
    marks = [*_marks(before, clock), *_marks(after, clock)]
    first, last = min([at, *marks]), max([at, *marks])
    known = marks or [at]
    begin = max(first - _BEYOND_DAYS * DAY_SECONDS, clock.first_instant(_EARLIEST))
    end = min(last + _BEYOND_DAYS * DAY_SECONDS, clock.first_instant(_LATEST))
    was = None if before is None else compile_hours(before, begin, end)
    will = compile_hours(after, begin, end)
    old = spans() if was is None else was.spans
    gained, lost = subtract(will.spans, old), subtract(old, will.spans)
    moved = union(gained, lost)
    if not len(moved):
        return MovedTime(was, will, gained, lost, None, None, False, False, (), ())
    opens, closes = int(moved[0, 0]), int(moved[-1, 1])
    from_beginning = opens < min(known)
    goes_on = closes > max(known) + _SPILL_SECONDS
    found = MovedTime(
        before=was,
        after=will,
        gained=gained,
        lost=lost,
        first_on=None if from_beginning else clock.date_at(opens),
        last_on=None if goes_on else clock.date_at(closes - 1),
        is_from_beginning=from_beginning,
        goes_on=goes_on,
        months=(),
        days=(),
    )
    later = at if from_beginning else max(at, opens)
    first_month = _month(clock.date_at(at), -MONTHS_BACK)
    last_month = _month(clock.date_at(later), MONTHS_AHEAD)
    months, days = _stretches(found, clock, first_month, last_month)
    return replace(found, months=months, days=days)


def _marks(hours: Hours | None, clock: Zone) -> Iterator[int]:
    """Every instant at which hours stop being the same week again and again."""
    for version in hours.versions if hours else ():
        if version.valid_from is not None:
            yield version.valid_from
        for on in (*version.holidays, *(day.on for day in version.special)):
            yield clock.first_instant(on)


def _stretches(
    moved: MovedTime, clock: Zone, first: dt.date, last: dt.date
) -> tuple[tuple[MovedStretch, ...], tuple[MovedStretch, ...]]:
    """Months and days that differ, of whole months from `first` to `last`, as far as compared."""
    months = [first]
    while months[-1] <= last:
        months.append(_month(months[-1], 1))
    edges = [clock.first_instant(month) for month in months]
    covered = [
        place for place in range(len(months) - 1) if moved.covers(edges[place], edges[place + 1])
    ]
    if not covered:
        return (), ()
    begin, end = edges[covered[0]], edges[covered[-1] + 1]
    numbers, starts = moved.after.local_day_starts(begin, end)
    by_day = _compared(
        moved, [date_of(number) for number in numbers.tolist()], np.append(starts, end)
    )
    kept = slice(covered[0], covered[-1] + 1)
    by_month = _compared(moved, months[kept], np.array([*edges[kept], end], dtype=np.int64))
    return by_month, by_day


def _compared(moved: MovedTime, dates: list[dt.date], edges: Instants) -> tuple[MovedStretch, ...]:
    """The stretches between neighbouring edges in which something moves."""
    gained, lost = _inside(moved.gained, edges), _inside(moved.lost, edges)
    after = np.diff(moved.after.service_before(edges))
    before = after - gained + lost
    columns = (before.tolist(), after.tolist(), gained.tolist(), lost.tolist())
    return tuple(
        MovedStretch(on, *amounts)
        for on, *amounts in zip(dates, *columns, strict=True)
        if amounts[2] or amounts[3]
    )


def _inside(some: Spans, edges: Instants) -> Instants:
    """How much of canonical spans lies between neighbouring edges."""
    if not len(some):
        return np.zeros(len(edges) - 1, dtype=np.int64)
    sums = np.append(0, np.cumsum(some[:, 1] - some[:, 0]))
    index = np.searchsorted(some[:, 0], edges, side="right") - 1
    reached = np.minimum(edges, some[index, 1]) - some[index, 0]
    found: Instants = np.diff(np.where(index < 0, 0, sums[index] + reached))
    return found


def _month(on: dt.date, months: int) -> dt.date:
    """The first day of the month so many months later."""
    place = on.year * 12 + on.month - 1 + months
    return dt.date(place // 12, place % 12 + 1, 1)
