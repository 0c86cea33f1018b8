"""A year of service hours: how much of each day and month counts."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from slm.engine.zones import DAY_SECONDS, date_of, zone
from slm.models import HoursVersion, ServiceHours
from slm.queries.calendars import calendar_for, hours_value

FIRST_YEAR, LAST_YEAR = 1990, 2090


@dataclass(frozen=True)
class DayOfHours:
    """One local date: what counts, how long the date is, and what it is called if it has a name.

    `kind` is `open`, `closed`, `holiday`, `own` (closed by the organisation) or `special`.
    `windows` are what counts of it, as spans of UTC seconds.
    """

    on: dt.date
    seconds: int
    length: int
    kind: str
    name: str
    windows: tuple[tuple[int, int], ...] = ()

    @property
    def clock_moves(self) -> int:
        """How many seconds the clocks add to the date; negative where they take some."""
        return self.length - DAY_SECONDS


@dataclass(frozen=True)
class MonthOfHours:
    """A month with its days; `seconds` of service time, `open_days` with any of it."""

    on: dt.date
    days: tuple[DayOfHours, ...]

    @property
    def seconds(self) -> int:
        return sum(day.seconds for day in self.days)

    @property
    def open_days(self) -> int:
        return sum(1 for day in self.days if day.seconds)

    @property
    def named(self) -> list[DayOfHours]:
        """The days that differ from the week, in order."""
        return [day for day in self.days if day.kind in ("holiday", "own", "special")]


def year_of_hours(
    hours: ServiceHours, versions: Iterable[HoursVersion], year: int
) -> list[MonthOfHours]:
    """The twelve months of a year as the versions in force then have them, second by second."""
    rows = sorted(versions, key=lambda version: version.valid_from)
    clock = zone(hours.zone)
    edges = clock.first_instants(
        np.array([_day(dt.date(year, 1, 1)), _day(dt.date(year + 1, 1, 1))])
    ).tolist()
    calendar = calendar_for(hours_value(hours, rows), edges[0], edges[1])
    numbers, starts = calendar.local_day_starts(edges[0], edges[1])
    ends = np.append(starts[1:], edges[1])
    served = calendar.between(starts, ends)
    months: dict[int, list[DayOfHours]] = {month: [] for month in range(1, 13)}
    columns = (numbers.tolist(), starts.tolist(), ends.tolist(), served.tolist())
    for number, start, end, seconds in zip(*columns, strict=True):
        on = date_of(number)
        kind, name = _named(_version_at(rows, start), on)
        if not kind:
            kind = "open" if seconds else "closed"
        windows = tuple((opens, closes) for opens, closes in calendar.windows(start, end).tolist())
        months[on.month].append(DayOfHours(on, seconds, end - start, kind, name, windows))
    return [MonthOfHours(dt.date(year, month, 1), tuple(days)) for month, days in months.items()]


def week_seconds(version: HoursVersion) -> int:
    """How much of an ordinary week counts, overlapping windows once."""
    from slm.engine.spans import spans, union
    from slm.queries.calendars import day_second

    week = 7 * DAY_SECONDS
    pieces = []
    for weekday, opens, closes in version.weekly:
        begin = weekday * DAY_SECONDS + day_second(opens)
        end = weekday * DAY_SECONDS + day_second(closes)
        end += DAY_SECONDS if end <= begin else 0
        pieces.append((begin, min(end, week)))
        if end > week:
            pieces.append((0, end - week))
    found = union(spans(pieces))
    return int((found[:, 1] - found[:, 0]).sum())


def _day(on: dt.date) -> int:
    return (on - dt.date(1970, 1, 1)).days


def _version_at(rows: list[HoursVersion], instant: int) -> HoursVersion | None:
    """The version in force; the first holds from the beginning."""
    current = rows[0] if rows else None
    for row in rows[1:]:
        if row.valid_from.timestamp() <= instant:
            current = row
    return current


def _named(version: HoursVersion | None, on: dt.date) -> tuple[str, str]:
    if version is None:
        return "", ""
    key = on.isoformat()
    if key in version.special_days:
        name = version.closed_days.get(key) or version.holidays.get(key) or ""
        return "special", name
    if key in version.closed_days:
        return "own", version.closed_days[key]
    if key in version.holidays:
        return "holiday", version.holidays[key]
    return "", ""
