"""Times work items in service hours: elapsed, left, deadline, with pauses taken out once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from slm.engine.calendar import Calendar
from slm.engine.spans import Spans, clip, spans, subtract, union


@dataclass(frozen=True, slots=True)
class WorkItem:
    """What a ticket tool says of one item: when its clock began and stopped, and its pauses.

    ``done`` is the response or the resolution, whichever is promised. A pause may begin before
    the opening, overlap others, or have no end yet. ``paused`` is paused service time of which
    nobody knows when it was. ``target_since`` is when the target became this one: an item of which
    the priority was raised cannot have been late before.
    """

    opened: int
    done: int | None = None
    pauses: tuple[tuple[int, int | None], ...] = ()
    paused: int = 0
    target_since: int | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """An item against its target, amounts in service time of the calendar's units.

    ``deadline`` is None while a pause without end stops the clock before it, and where the horizon
    has not so much service time.
    """

    elapsed: int
    remaining: int
    within: bool
    final: bool
    deadline: int | None


def elapsed(calendar: Calendar, item: WorkItem, at: int) -> int:
    """Service time from opening until done, or until ``at``, without the pauses."""
    until = at if item.done is None else item.done
    paused = union(
        spans((start, until if end is None else end) for start, end in item.pauses),
    )
    worked = calendar.elapsed(item.opened, max(item.opened, until)) - calendar.measure(
        clip(paused, item.opened, until)
    )
    return max(worked - item.paused, 0)


def deadline(calendar: Calendar, item: WorkItem, target: int) -> int | None:
    """First instant at which the elapsed time reaches ``target`` with the pauses known."""
    stops = min((start for start, end in item.pauses if end is None), default=calendar.last)
    known = union(spans((start, end) for start, end in item.pauses if end is not None))
    amount = target + item.paused
    for start, end in clip(known, item.opened, calendar.last).tolist():
        due = calendar.advance(item.opened, amount)
        if due is None or due <= start:
            break
        amount += calendar.elapsed(start, end)
    due = calendar.advance(item.opened, amount)
    return due if due is not None and due <= max(stops, item.opened) else None


def warning(calendar: Calendar, item: WorkItem, target: int, before: int) -> int | None:
    """First instant at which no more than ``before`` of the target is left, in service time."""
    return deadline(calendar, item, max(target - before, 0))


def overdue_since(
    calendar: Calendar, item: WorkItem, target: int, *, target_since: int | None = None
) -> int | None:
    """Instant from which the item is late: its deadline, or when the target became this one.

    A target shortened below what was already used makes the item late at once (situation T39).
    """
    due = deadline(calendar, item, target)
    return due if due is None or target_since is None else max(due, target_since)


def time_item(calendar: Calendar, item: WorkItem, target: int, at: int) -> Timing:
    """The item as it stands at an instant; exactly on target is within."""
    used = elapsed(calendar, item, at)
    return Timing(
        elapsed=used,
        remaining=target - used,
        within=used <= target,
        final=item.done is not None,
        deadline=deadline(calendar, item, target),
    )


@dataclass(frozen=True, slots=True)
class Fate:
    """When it is decided whether an item was in time, and how.

    ``at`` is when it was done in time, or the first instant at which it was late; None where the
    item is open and no instant can be named at which it becomes late.
    """

    at: int | None
    within: bool


def fate(calendar: Calendar, item: WorkItem, target: int) -> Fate:
    """What becomes of an item if nothing more is said of it.

    Each item has one such instant, so that it belongs to one period only, and to one that does not
    change by waiting: done in time it counts when it was done, late it counts when it became late.
    """
    if item.done is not None and elapsed(calendar, item, item.done) <= target:
        return Fate(item.done, within=True)
    late = overdue_since(calendar, item, target + 1, target_since=item.target_since)
    if item.done is not None:
        late = item.done if late is None else min(late, item.done)
    return Fate(late, within=False)


def fates(calendar: Calendar, items: Sequence[WorkItem], target: int) -> list[Fate]:
    """The fate of each item; those that are done and had no pause all at once."""
    plain = np.array([item.done is not None and not item.pauses for item in items], dtype=np.bool_)
    opened = np.array([item.opened for item in items], dtype=np.int64)
    done = np.array([item.done or item.opened for item in items], dtype=np.int64)
    spared = np.array([item.paused for item in items], dtype=np.int64)
    in_time = plain & (calendar.between(opened, done) - spared <= target)
    return [
        Fate(item.done, within=True) if known else fate(calendar, item, target)
        for item, known in zip(items, in_time.tolist(), strict=True)
    ]


def unprotected(calendar: Calendar, protected: Spans) -> Calendar:
    """The calendar without what is protected: no clock of a work item runs in it."""
    if not len(protected):
        return calendar
    return Calendar(
        subtract(calendar.spans, union(protected)),
        zone=calendar.zone,
        first=calendar.first,
        last=calendar.last,
        scale=calendar.scale,
        content_hash=calendar.content_hash,
    )
