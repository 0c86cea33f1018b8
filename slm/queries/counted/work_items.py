"""Counts work items: answered and resolved in time, how many came, how many were resolved.

An item belongs to the period in which its fate is decided: done in time when it was done, late when
it became late, be it open or not. So it counts once for each promise, a period that is over does
not change by waiting, and what is open and may still make it counts nowhere yet. It is judged by
the priority that it has now. An item that is resolved has been answered.

The clock runs in service hours, stands still in pauses, and in what is protected: nobody works on a
ticket in the time that both sides take out. Throughput is what was resolved in a period, whatever
the hour, since protection is not there to take work away from who did it. Workload is what was
opened in it, except what came in protected time.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q

from common.db.instants import from_seconds, to_seconds
from slm.engine.calendar import Calendar
from slm.engine.counts import Count, CountedPeriod
from slm.engine.metrics import Metric
from slm.engine.spans import Spans, contains
from slm.engine.workitems import Fate, WorkItem, fates, unprotected
from slm.models import WorkItem as WorkItemRow

from .protected import protected_spans


@dataclass(frozen=True, slots=True)
class Item:
    """A standing work item as counting needs it, instants in UTC seconds."""

    priority: str
    opened: int
    responded: int | None
    resolved: int | None
    pauses: tuple[tuple[int, int | None], ...]
    paused: int
    priority_since: int | None


def counts_of(periods: Sequence[CountedPeriod], *, at: int) -> dict[int, Count]:
    """What is counted of each period up to `at`, by its id."""
    if not periods:
        return {}
    ids = sorted({period.indicator for period in periods})
    first, last = min(p.start for p in periods), max(p.end for p in periods)
    items = _read(ids, first, last)
    earliest = min((item.opened for rows in items.values() for item in rows), default=first)
    # Wider than what the periods come with: a pause of last month moves a deadline of this one.
    protected = protected_spans(np.array(ids), min(first, earliest), max(at, last))
    judge = _Judge(items, protected)
    return {period.id: _count(period, judge, at) for period in periods}


def _count(period: CountedPeriod, judge: "_Judge", at: int) -> Count:
    if period.metric in (Metric.RESPONDED, Metric.RESOLVED):
        found = judge.fates(period)
        decided = [fate for fate in found if fate.at is not None and fate.at <= at]
        inside = [fate for fate in decided if _lies_in(period, fate.at)]
        return Count(
            good=sum(fate.within for fate in inside),
            total=len(inside),
            next_check=_next((fate.at for fate in found), period, at),
        )
    moments = judge.moments(period)
    total = sum(_lies_in(period, moment) and moment <= at for moment in moments)
    return Count(good=total, total=total, next_check=_next(moments, period, at))


def _lies_in(period: CountedPeriod, moment: int | None) -> bool:
    return moment is not None and period.start <= moment < period.end


def _next(moments: Iterable[int | None], period: CountedPeriod, at: int) -> int | None:
    """The first instant behind `at` that changes what is counted in the period."""
    ahead = (moment for moment in moments if moment is not None and moment > at)
    return min((moment for moment in ahead if _lies_in(period, moment)), default=None)


class _Judge:
    """Judges the items of each promise once, however many of its periods ask."""

    def __init__(self, items: dict[int, list[Item]], protected: dict[int, Spans]) -> None:
        self.items, self.protected = items, protected
        self._calendars: dict[tuple[int, int], Calendar] = {}
        self._fates: dict[tuple[int, int, int, str], list[Fate]] = {}

    def mine(self, period: CountedPeriod) -> list[Item]:
        """The items of the period's indicator and priority, written in any case."""
        rows, wanted = self.items[period.indicator], period.priority.casefold()
        return [row for row in rows if row.priority == wanted] if wanted else rows

    def fates(self, period: CountedPeriod) -> list[Fate]:
        within = period.within or 0
        key = period.indicator, id(period.calendar), within, period.priority
        if key not in self._fates:
            calendar = self._calendar(period)
            items = [as_timed(row, period.metric, calendar) for row in self.mine(period)]
            self._fates[key] = fates(calendar, items, within)
        return self._fates[key]

    def moments(self, period: CountedPeriod) -> list[int]:
        """When the items were resolved, or when they came outside of protected time."""
        rows = self.mine(period)
        if period.metric is Metric.THROUGHPUT:
            return [row.resolved for row in rows if row.resolved is not None]
        opened = np.array([row.opened for row in rows], dtype=np.int64)
        counts = ~contains(self.protected[period.indicator], opened)
        moments: list[int] = opened[counts].tolist()
        return moments

    def _calendar(self, period: CountedPeriod) -> Calendar:
        key = period.indicator, id(period.calendar)
        if key not in self._calendars:
            self._calendars[key] = unprotected(period.calendar, self.protected[period.indicator])
        return self._calendars[key]


def as_timed(item: Item, metric: Metric, calendar: Calendar) -> WorkItem:
    """The item as one promise times it.

    Total pauses of which nobody knows when they were are taken from the time to resolve alone: an
    answer mostly comes before the first of them. An item opened before the calendar begins, which
    is two years before the year of the period, is timed from there.
    """
    done = item.resolved
    if metric is Metric.RESPONDED:
        known = [moment for moment in (item.responded, item.resolved) if moment is not None]
        done = min(known, default=None)
    opened = min(max(item.opened, calendar.first), calendar.last)
    return WorkItem(
        opened=opened,
        done=None if done is None else min(max(done, opened), calendar.last),
        pauses=item.pauses,
        paused=item.paused if metric is Metric.RESOLVED else 0,
        target_since=item.priority_since,
    )


def read_item(row: WorkItemRow) -> Item:
    """A stored item, its priority without regard to case."""
    return Item(
        priority=row.priority.casefold(),
        opened=to_seconds(row.opened_at),
        responded=None if row.responded_at is None else to_seconds(row.responded_at),
        resolved=None if row.resolved_at is None else to_seconds(row.resolved_at),
        pauses=tuple((start, end) for start, end in row.pauses),
        paused=row.paused_seconds,
        priority_since=None if row.priority_since_at is None else to_seconds(row.priority_since_at),
    )


def _read(ids: list[int], first: int, last: int) -> dict[int, list[Item]]:
    """Items that may be decided in `[first, last)`: opened before its end, not over before it."""
    rows = WorkItemRow.objects.filter(
        Q(resolved_at=None) | Q(resolved_at__gte=from_seconds(first)),
        is_void=False,
        indicator__in=ids,
        opened_at__lt=from_seconds(last),
    ).only(
        "indicator_id",
        "priority",
        "opened_at",
        "responded_at",
        "resolved_at",
        "pauses",
        "paused_seconds",
        "priority_since_at",
    )
    found: dict[int, list[Item]] = defaultdict(list)
    for row in rows.iterator(chunk_size=5_000):
        found[row.indicator_id].append(read_item(row))
    return {pk: found[pk] for pk in ids}
