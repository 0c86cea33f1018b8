"""Invents a past: outages that use up a told share of each month's budget. Pure; seeded."""

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

from slm.engine.calendar import Calendar

QUIET_PERCENT = 20


@dataclass(frozen=True, slots=True)
class Incident:
    """An outage `[start, end)` in UTC seconds."""

    start: int
    end: int


def months_back(now: dt.datetime, count: int) -> list[tuple[int, int]]:
    """The last `count` local months and the running one as `[start, end)` in UTC seconds."""
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    starts = [first]
    for _ in range(count):
        starts.insert(0, (starts[0] - dt.timedelta(days=1)).replace(day=1))
    starts.append((first + dt.timedelta(days=32)).replace(day=1))
    edges = [int(start.timestamp()) for start in starts]
    return list(itertools.pairwise(edges))


def incidents(
    *,
    calendar: Calendar,
    months: list[tuple[int, int]],
    used_percent: tuple[int, ...],
    target_ppm: int,
    until: int,
    dice: random.Random,
) -> Iterator[Incident]:
    """Outages inside service hours that use these shares of each month's budget by `until`."""
    told = [QUIET_PERCENT] * (len(months) - len(used_percent)) + list(used_percent)
    for (start, end), percent in zip(months, told[-len(months) :], strict=True):
        service = calendar.elapsed(start, end)
        wanted = service * (1_000_000 - target_ppm) * percent // 100_000_000
        yield from _spread(calendar, start, min(end, until), wanted, dice)


def _spread(
    calendar: Calendar, start: int, end: int, wanted: int, dice: random.Random
) -> Iterator[Incident]:
    """One to four outages in `[start, end)`, apart from each other, `wanted` seconds together."""
    open_seconds = calendar.elapsed(start, end)
    count = min(1 + wanted // 1_800, dice.randint(1, 4))
    if wanted < 10 or open_seconds < wanted * 3:
        return
    slot = open_seconds // count
    for index in range(count):
        part = wanted // count + (wanted % count if index == 0 else 0)
        latest = max(1, slot - part - 60)
        begins = calendar.advance(start, index * slot + dice.randint(0, latest) + 1)
        if begins is None:
            return
        ends = calendar.advance(begins, part)
        if ends is not None and ends < end:
            yield Incident(begins, ends)
