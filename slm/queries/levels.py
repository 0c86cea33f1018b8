"""The last ninety days of indicators, day by day.

Where a watched measure exists its day rows are read; else the facts are measured round the clock,
so that a service shows its level before any agreement asks for it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accounts.models import Installation
from common.db.instants import from_seconds, to_seconds
from slm.engine.bulk import Facts, Lanes, measure_lanes
from slm.engine.calendar import Calendar
from slm.engine.hours import Hours, round_the_clock
from slm.engine.layers import Layer, Parts
from slm.engine.level import Level, Reading, coverage, read_level
from slm.engine.zones import date_of
from slm.models import BucketDay, Indicator, Measure, PeriodState, ServiceHours
from slm.queries.calendars import calendar_for, hours_by_id
from slm.queries.timelines import timelines

DAYS = 90
WEEK = 7
# Shown where no agreement says otherwise: its own policies are applied to its own verdicts.
READING = Reading()


@dataclass(frozen=True, eq=False)
class DayParts:
    """One local day and what it held; None where nothing was computed for it."""

    on: dt.date
    parts: Parts | None


@dataclass(frozen=True, eq=False)
class RecentLevel:
    """Ninety local days of an indicator, today's included as far as it has gone.

    `hours` is None where it was measured round the clock. `days` are the oldest first.
    """

    indicator: Indicator
    hours: ServiceHours | None
    zone: str
    days: tuple[DayParts, ...]

    @property
    def parts(self) -> Parts:
        """Everything computed, together."""
        return _together(self.days)

    @property
    def level(self) -> Level:
        return read_level(self.parts, READING)

    @property
    def coverage(self) -> Level:
        return coverage(self.parts)

    @property
    def bad_seconds(self) -> int:
        return self.level.bad

    @property
    def bad_days(self) -> int:
        """On how many days something was bad."""
        return sum(1 for day in self.days if day.parts and read_level(day.parts, READING).bad)

    @property
    def month(self) -> Parts:
        """This month to date."""
        today = self.days[-1].on
        return _together([day for day in self.days if day.on >= today.replace(day=1)])

    @property
    def month_level(self) -> Level:
        return read_level(self.month, READING)

    @property
    def month_coverage(self) -> Level:
        return coverage(self.month)

    @property
    def weeks(self) -> list[tuple[dt.date, Level]]:
        """Levels of the last weeks, each ending on today's weekday: its last day and its level."""
        ends = range(len(self.days), WEEK - 1, -WEEK)
        return [
            (self.days[end - 1].on, read_level(_together(self.days[end - WEEK : end]), READING))
            for end in reversed(ends)
        ]


def _together(days: Sequence[DayParts]) -> Parts:
    return sum((day.parts for day in days if day.parts is not None), Parts())


def recent_levels(indicators: Sequence[Indicator], at: dt.datetime) -> list[RecentLevel]:
    """The last ninety days of each indicator, in a fixed number of queries."""
    now = to_seconds(at)
    measures = _watched(indicators)
    compiled = hours_by_id(measure.hours_id for measure in measures.values())
    calendars = {
        pk: calendar_for(hours, now - (DAYS + 2) * 86_400, now) for pk, hours in compiled.items()
    }
    stored = _stored(list(measures.values()), calendars, at)
    zone = Installation.current().zone
    live = _live([row for row in indicators if row.pk not in measures], round_the_clock(zone), now)
    return [
        RecentLevel(row, measures[row.pk].hours, measures[row.pk].hours.zone, stored[row.pk])
        if row.pk in measures
        else RecentLevel(row, None, zone, live[row.pk])
        for row in indicators
    ]


def _watched(indicators: Sequence[Indicator]) -> dict[int, Measure]:
    """One watched measure of each indicator: the plainest, then the oldest."""
    rows = (
        Measure.objects.filter(
            indicator__in=indicators, pk__in=PeriodState.objects.values("measure")
        )
        .select_related("hours")
        .order_by("-min_break_seconds", "-pk")
    )
    return {row.indicator_id: row for row in rows}


def _days(calendar: Calendar, now: int) -> list[tuple[dt.date, int, int]]:
    """The last ninety local days up to `now`: date, first instant, end (now for today)."""
    numbers, starts = calendar.local_day_starts(now - (DAYS + 1) * 86_400, now + 1)
    ends = np.append(starts[1:], now)
    rows = zip(numbers.tolist(), starts.tolist(), ends.tolist(), strict=True)
    return [(date_of(day), start, max(start, end)) for day, start, end in rows][-DAYS:]


def _stored(
    measures: Sequence[Measure], calendars: dict[int, Calendar], at: dt.datetime
) -> dict[int, tuple[DayParts, ...]]:
    if not measures:
        return {}
    now = to_seconds(at)
    days = {row.pk: _days(calendars[row.hours_id], now) for row in measures}
    first = min(rows[0][1] for rows in days.values())
    buckets = {
        (row.measure_id, row.day): row
        for row in BucketDay.objects.filter(
            measure__in=measures,
            day__gte=min(rows[0][0] for rows in days.values()),
            day__lte=max(rows[-1][0] for rows in days.values()),
        )
    }
    periods = defaultdict(list)
    for period in PeriodState.objects.filter(
        measure__in=measures, end_at__gt=from_seconds(first), start_at__lte=at
    ).order_by("computed_to_at"):
        periods[period.measure_id].append(period)
    return {
        row.indicator_id: tuple(
            DayParts(
                on,
                _day_parts(
                    calendars[row.hours_id],
                    periods[row.pk],
                    buckets.get((row.pk, on)),
                    start,
                    end,
                ),
            )
            for on, start, end in days[row.pk]
        )
        for row in measures
    }


def _day_parts(
    calendar: Calendar,
    periods: Sequence[PeriodState],
    bucket: BucketDay | None,
    start: int,
    end: int,
) -> Parts | None:
    """A day of a measure: its row, and the tail of its period for what came after that.

    None for a day that no watched period touches. Of several periods the latest computed tells.
    """
    around = [
        period
        for period in periods
        if to_seconds(period.start_at) < max(end, start + 1) and to_seconds(period.end_at) > start
    ]
    if not around:
        return None
    amounts = [0] * len(Layer)
    if bucket is not None:
        amounts[: Layer.GOOD] = [
            bucket.excluded_seconds,
            bucket.planned_seconds,
            bucket.down_seconds,
            bucket.partial_seconds,
            bucket.degraded_seconds,
            bucket.unknown_seconds,
        ]
    known_to = max(start, to_seconds(around[-1].computed_to_at))
    if known_to < end:
        amounts[around[-1].tail] += calendar.elapsed(known_to, end)
    service = calendar.elapsed(start, end)
    amounts[Layer.GOOD] = 0
    bad = sum(amounts)
    if bad > service:  # the row was written for a later instant than the one asked for
        return None
    amounts[Layer.GOOD] = service - bad
    return Parts(service, *amounts)


def _live(
    indicators: Sequence[Indicator], hours: Hours, now: int
) -> dict[int, tuple[DayParts, ...]]:
    if not indicators:
        return {}
    calendar = calendar_for(hours, now - (DAYS + 2) * 86_400, now)
    days = _days(calendar, now)
    first = days[0][1]
    known = timelines(indicators, first, now)
    lane, layer, start, end = [], [], [], []
    for index, row in enumerate(indicators):
        for kind, claimed in known[row.pk].layers(now).items():
            lane.append(np.full(len(claimed), index, dtype=np.int64))
            layer.append(np.full(len(claimed), kind, dtype=np.int64))
            start.append(claimed[:, 0])
            end.append(claimed[:, 1])
    nothing = [np.zeros(0, dtype=np.int64)]
    count = len(indicators)
    found = measure_lanes(
        Lanes(
            calendars=[calendar],
            calendar=np.zeros(count, dtype=np.int64),
            start=np.full(count, first, dtype=np.int64),
            end=np.full(count, now, dtype=np.int64),
            minimum_break=np.zeros(count, dtype=np.int64),
        ),
        Facts(
            lane=np.concatenate(nothing + lane),
            layer=np.concatenate(nothing + layer),
            start=np.concatenate(nothing + start),
            end=np.concatenate(nothing + end),
        ),
    )
    by_day = {
        (index, date_of(day)): Parts(*parts)
        for index, day, parts in zip(
            found.lane.tolist(), found.day.tolist(), found.parts.tolist(), strict=True
        )
    }
    return {
        row.pk: tuple(
            DayParts(on, by_day.get((index, on)) or _all_good(calendar.elapsed(begin, until)))
            for on, begin, until in days
        )
        for index, row in enumerate(indicators)
    }


def _all_good(seconds: int) -> Parts:
    return Parts(service=seconds, good=seconds)
