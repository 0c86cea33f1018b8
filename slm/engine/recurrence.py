"""When something that comes again comes: wall times of a named zone, turned into UTC one by one.

The rule is the text of RFC 5545 (`FREQ=WEEKLY;BYDAY=SU`). A wall time that a clock change skips is
read by the clock before the change, one that comes twice is its first; the length is exact, so a
window over a clock change ends at another wall time, never earlier or later.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dateutil.rrule import rrulestr

from slm.engine.zones import Zone

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKLY, MONTHLY = "WEEKLY", "MONTHLY"
NTH = (1, 2, 3, 4, -1)
MAX_EVERY = 52
MAX_COUNT = 1_000


class UnknownRule(ValueError):
    """The text is not a rule that this product writes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Every `every` weeks on `weekdays` (0 is Monday), or months on the `nth` of them (-1: last).

    `until` is the last date that may be one, `count` how many there are at most.
    """

    frequency: str
    weekdays: tuple[int, ...]
    every: int = 1
    nth: int = 1
    until: dt.date | None = None
    count: int | None = None

    def __post_init__(self) -> None:
        if self.frequency not in (WEEKLY, MONTHLY) or self.nth not in NTH:
            raise UnknownRule(self.frequency)
        if not self.weekdays or not set(self.weekdays) <= set(range(7)):
            raise UnknownRule("BYDAY")
        if not 1 <= self.every <= MAX_EVERY:
            raise UnknownRule("INTERVAL")
        if self.count is not None and not 1 <= self.count <= MAX_COUNT:
            raise UnknownRule("COUNT")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time: the local date of the rule, and `[start, end)` in UTC seconds."""

    on: dt.date
    start: int
    end: int


def write_rule(rule: Rule) -> str:
    """The rule as RFC 5545 writes it."""
    nth = str(rule.nth) if rule.frequency == MONTHLY else ""
    parts = [f"FREQ={rule.frequency}"]
    if rule.every > 1:
        parts.append(f"INTERVAL={rule.every}")
    parts.append("BYDAY=" + ",".join(nth + WEEKDAYS[day] for day in sorted(set(rule.weekdays))))
    if rule.until is not None:
        parts.append(f"UNTIL={rule.until:%Y%m%d}T235959")
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    return ";".join(parts)


def read_rule(text: str) -> Rule:
    """The rule of a text that `write_rule` wrote. Raises UnknownRule for any other."""
    try:
        parts = dict(part.split("=", 1) for part in text.split(";"))
        days = parts["BYDAY"].split(",")
        until, count = parts.get("UNTIL"), parts.get("COUNT")
        rule = Rule(
            frequency=parts["FREQ"],
            weekdays=tuple(WEEKDAYS.index(day[-2:]) for day in days),
            every=int(parts.get("INTERVAL", "1")),
            nth=int(days[0][:-2] or "1"),
            until=dt.date.fromisoformat(until[:8]) if until else None,
            count=int(count) if count else None,
        )
    except (KeyError, ValueError) as error:
        raise UnknownRule(text) from error
    if write_rule(rule) != text:
        raise UnknownRule(text)
    return rule


def occurrences(
    rule: str,
    *,
    first: dt.datetime,
    clock: Zone,
    duration: int,
    exceptions: Collection[dt.date] = (),
    until: int,
) -> Iterator[Occurrence]:
    """Every time of the rule that begins before `until`, in order, without the `exceptions`.

    `first` is a wall time without zone: the day and time of day from which the rule counts.
    """
    for local in rrulestr(rule, dtstart=first):
        start = int(local.replace(tzinfo=clock.info, fold=0).timestamp())
        if start >= until:
            return
        if local.date() not in exceptions:
            yield Occurrence(local.date(), start, start + duration)
