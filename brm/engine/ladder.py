"""When a complaint climbs to the next level of its escalation ladder (R10).

A level is due so much time after the complaint came, or came back. The time is working time of a
calendar, or runs round the clock; a level stops once the complaint is acknowledged or resolved.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from .feedback import UNSETTLED, UNTOUCHED


class Clock(Protocol):
    """Time as somebody counts it: every hour, or working hours only."""

    def after(self, start_at: dt.datetime, seconds: int) -> dt.datetime | None:
        """First instant at which `seconds` have passed since `start_at`; None if never."""

    def between(self, start_at: dt.datetime, end_at: dt.datetime) -> int:
        """Seconds that count in `[start_at, end_at)`."""


class RoundTheClock:
    """Every second counts."""

    def after(self, start_at: dt.datetime, seconds: int) -> dt.datetime | None:
        # In UTC: a wall clock would lose or gain an hour where the summer time changes.
        return start_at.astimezone(dt.UTC) + dt.timedelta(seconds=seconds)

    def between(self, start_at: dt.datetime, end_at: dt.datetime) -> int:
        passed = end_at.astimezone(dt.UTC) - start_at.astimezone(dt.UTC)
        return max(0, passed // dt.timedelta(seconds=1))


class Stop(StrEnum):
    """What ends the waiting of a level."""

    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a ladder: its number, when it is due, what stops it."""

    number: int
    after_seconds: int
    stop: Stop


@dataclass(frozen=True, slots=True)
class Rung:
    """A level and the instant at which it is due; None where its calendar ends before that."""

    number: int
    due_at: dt.datetime | None


def is_stopped(stop: Stop, state: str) -> bool:
    """Whether a level does not apply to a complaint in this state."""
    return state not in (UNTOUCHED if stop is Stop.ACKNOWLEDGED else UNSETTLED)


def ahead(
    levels: Iterable[Level],
    *,
    clock: Clock,
    start_at: dt.datetime,
    state: str,
    climbed: Collection[int],
) -> list[Rung]:
    """The levels that a complaint has still before it, the first due first.

    `climbed` are the numbers of those that it reached since `start_at`. A level lower than one
    that was reached, by hand for instance, is passed over: whoever stands higher knows.
    """
    highest = max(climbed, default=0)
    found = [
        Rung(level.number, clock.after(start_at, level.after_seconds))
        for level in levels
        if level.number > highest and not is_stopped(level.stop, state)
    ]
    return sorted(found, key=lambda rung: (rung.due_at is None, rung.due_at, rung.number))
