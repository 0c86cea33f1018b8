"""How work items stand with what was promised of them: time used, time left, the deadline."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from common.db.instants import from_seconds, to_seconds
from common.ui.times import write_span
from slm.engine.calendar import Calendar
from slm.engine.metrics import Metric
from slm.engine.spans import clip, spans, union
from slm.engine.workitems import deadline, elapsed, fate, unprotected
from slm.models import Measure, ServiceHours, WorkItem
from slm.queries.calendars import calendar_for, kept_hours
from slm.queries.counted.protected import protected_spans
from slm.queries.counted.work_items import as_timed, read_item

TIMED = (Metric.RESPONDED, Metric.RESOLVED)
# More open items than somebody can look through; those that opened first are timed.
MOST_OPEN = 5_000

MET, MISSED, OVERDUE, PAUSED, RUNNING = "met", "missed", "overdue", "paused", "running"


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise that counts an item, and how the item stands with it.

    Amounts are seconds of service time; `left_seconds` is negative once it is late. `due_at` is
    None while a pause that lasts stops the clock. `state` is met or missed where it is done, else
    overdue, paused or running. `is_closed_now` says that the service hours stop the clock.
    """

    metric: Metric
    hours: ServiceHours
    within_seconds: int
    priority: str
    used_seconds: int
    paused_seconds: int
    due_at: dt.datetime | None
    done_at: dt.datetime | None
    state: str
    is_closed_now: bool = False

    @property
    def left_seconds(self) -> int:
        return self.within_seconds - self.used_seconds

    @property
    def over_seconds(self) -> int:
        """How much service time it is late by."""
        return max(-self.left_seconds, 0)

    @property
    def is_running(self) -> bool:
        """Whether it is neither done nor late."""
        return self.state in (PAUSED, RUNNING)

    @property
    def promise(self) -> str:
        """The promise in words."""
        words = {
            Metric.RESPONDED: _("answered within %(span)s"),
            Metric.RESOLVED: _("resolved within %(span)s"),
        }
        return words[self.metric] % {"span": write_span(self.within_seconds)}


def clocks_of(items: Iterable[WorkItem], at: dt.datetime) -> dict[int, list[Clock]]:
    """The clocks of each item at `at`, by its id; those that are due first stand first.

    An item has a clock for each promise of its indicator and priority that was watched while the
    item was open. The number of queries does not depend on how many items there are.
    """
    standing = [item for item in items if not item.is_void]
    found: dict[int, list[Clock]] = {item.pk: [] for item in standing}
    promises = _promises({item.indicator_id for item in standing})
    if not promises:
        return found
    now = to_seconds(at)
    earliest = min(now, *(to_seconds(item.opened_at) for item in standing))
    calendars = _Calendars(promises, earliest, now)
    for item in standing:
        for measure in promises.get(item.indicator_id, ()):
            if _counts(measure, item, at):
                found[item.pk].append(_clock(item, measure, calendars, now))
        found[item.pk].sort(key=lambda clock: (clock.due_at is None, clock.due_at or at))
    return found


def late_ids(items: Sequence[WorkItem], clocks: Mapping[int, list[Clock]]) -> list[int]:
    """The ids of open items that are late by one of their promises."""
    return [
        item.pk
        for item in items
        if item.is_open and any(clock.state == OVERDUE for clock in clocks.get(item.pk, ()))
    ]


def due_soon(
    items: Sequence[WorkItem], clocks: Mapping[int, list[Clock]]
) -> list[tuple[WorkItem, Clock]]:
    """Open items with the clock that runs out first, in the order of these deadlines.

    What is late already, or paused, is not due.
    """
    next_of = {
        item.pk: next(
            (clock for clock in clocks.get(item.pk, ()) if clock.state == RUNNING and clock.due_at),
            None,
        )
        for item in items
        if item.is_open
    }
    rows = [(item, clock) for item in items if (clock := next_of.get(item.pk)) is not None]
    return sorted(rows, key=lambda row: (row[1].due_at, row[0].pk))


def open_items(rows: Any) -> list[WorkItem]:
    """The open ones of a queryset, as many as are timed."""
    standing = rows.filter(resolved_at=None, is_void=False)
    return list(standing.order_by("opened_at", "pk")[:MOST_OPEN])


def _promises(indicators: Iterable[int]) -> dict[int, list[Any]]:
    """Measures that time work items, by indicator, each with the stretch in which it is watched."""
    rows = (
        Measure.objects.filter(indicator__in=indicators, counts__in=[m.value for m in TIMED])
        .annotate(watched_from=Min("periods__start_at"), watched_to=Max("periods__end_at"))
        .exclude(watched_from=None)
        .select_related("hours")
        .order_by("counts", "within", "pk")
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.indicator_id].append(row)
    return found


def _counts(measure: Any, item: WorkItem, at: dt.datetime) -> bool:
    """Whether the promise counts this priority, and was watched while the item was open."""
    if measure.priority and measure.priority.casefold() != item.priority.casefold():
        return False
    until = item.resolved_at or at
    return bool(measure.watched_from <= until and measure.watched_to > item.opened_at)


class _Calendars:
    """The calendar of each hours and indicator, without what is protected."""

    def __init__(self, promises: Mapping[int, list[Any]], first: int, last: int) -> None:
        hours = kept_hours({row.hours_id for rows in promises.values() for row in rows})
        self.whole = {pk: calendar_for(value, first, last) for pk, value in hours.items()}
        furthest = max(calendar.last for calendar in self.whole.values())
        self.protected = protected_spans(np.array(sorted(promises)), first, furthest)
        self._kept: dict[tuple[int, int], Calendar] = {}

    def of(self, indicator: int, hours: int) -> Calendar:
        key = indicator, hours
        if key not in self._kept:
            self._kept[key] = unprotected(self.whole[hours], self.protected[indicator])
        return self._kept[key]


def _clock(item: WorkItem, measure: Any, calendars: _Calendars, now: int) -> Clock:
    calendar = calendars.of(item.indicator_id, measure.hours_id)
    metric, within = Metric(measure.counts), int(measure.within or 0)
    timed = as_timed(read_item(item), metric, calendar)
    until = max(timed.opened, now if timed.done is None else timed.done)
    stops = union(spans((start, until if end is None else end) for start, end in timed.pauses))
    known = fate(calendar, timed, within)
    if timed.done is not None:
        state = MET if known.within else MISSED
    elif known.at is not None and known.at <= now:
        state = OVERDUE
    else:
        state = PAUSED if any(end is None or end > now for _start, end in timed.pauses) else RUNNING
    due = deadline(calendar, timed, within)
    return Clock(
        metric=metric,
        hours=measure.hours,
        within_seconds=within,
        priority=measure.priority,
        used_seconds=elapsed(calendar, timed, now),
        paused_seconds=calendar.measure(clip(stops, timed.opened, until)) + timed.paused,
        due_at=None if due is None else from_seconds(due),
        done_at=None if timed.done is None else from_seconds(timed.done),
        state=state,
        is_closed_now=state == RUNNING and not bool(calendar.is_open(now)),
    )
