"""A version of service hours that is not saved yet, and what saving it would move."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count

from common.db.instants import from_seconds, to_seconds
from slm.engine.hours import Hours
from slm.models import HoursVersion, Indicator, PeriodState, ServiceHours
from slm.queries.calendars import hours_value
from slm.queries.moved_time import MovedTime, moved_time


@dataclass(frozen=True, slots=True)
class MovedPeriods:
    """Watched periods of one span that saving would move: how many, and their service time."""

    start_at: dt.datetime
    end_at: dt.datetime
    count: int
    before: int
    after: int
    is_running: bool

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, eq=False)
class Proposal:
    """Service hours as they are and as they would be with `version`, which is not saved.

    `before` is none where these hours have no version yet.
    """

    hours: ServiceHours
    version: HoursVersion
    before: Hours | None
    after: Hours
    at: dt.datetime

    @property
    def key(self) -> str:
        """Names what was shown: another proposal, or other versions beneath it, have another."""
        version = self.version
        content = (
            self.before.content_hash() if self.before else "",
            self.after.content_hash(),
            version.valid_from.isoformat(),
            version.country,
            version.subdivision,
            sorted(version.holidays.items()),
            sorted(version.closed_days.items()),
        )
        return hashlib.sha256(repr(content).encode()).hexdigest()

    @cached_property
    def moved(self) -> MovedTime:
        return moved_time(self.before, self.after, at=to_seconds(self.at))

    @cached_property
    def indicators(self) -> list[Indicator]:
        """What is read through these hours."""
        return list(
            Indicator.objects.filter(measures__hours=self.hours)
            .select_related("service", "slice")
            .order_by("service__code", "pk")
            .distinct()
        )

    @cached_property
    def periods(self) -> list[MovedPeriods]:
        """The watched periods in which a second would change sides, the latest first."""
        first, last = self.moved.bounds
        rows = PeriodState.objects.filter(measure__hours=self.hours)
        if first is not None:
            rows = rows.filter(end_at__gt=from_seconds(first))
        if last is not None:
            rows = rows.filter(start_at__lt=from_seconds(last))
        found = []
        spans = rows.values_list("start_at", "end_at").annotate(Count("pk"))
        for start_at, end_at, count in spans.order_by("-start_at", "-end_at"):
            start, end = to_seconds(start_at), to_seconds(end_at)
            if not self.moved.covers(start, end) or not self.moved.touches(start, end):
                continue
            before, after = self.moved.served(start, end)
            found.append(MovedPeriods(start_at, end_at, count, before, after, end_at > self.at))
        return found

    @property
    def running(self) -> list[MovedPeriods]:
        return [row for row in self.periods if row.is_running]

    @property
    def past(self) -> list[MovedPeriods]:
        return [row for row in self.periods if not row.is_running]

    @property
    def running_count(self) -> int:
        return sum(row.count for row in self.running)

    @property
    def past_count(self) -> int:
        return sum(row.count for row in self.past)


def proposal_of(
    version: HoursVersion, versions: Sequence[HoursVersion], *, at: dt.datetime
) -> Proposal:
    """What `version`, not saved, would make of hours that have `versions` so far."""
    hours = version.hours
    return Proposal(
        hours=hours,
        version=version,
        before=hours_value(hours, versions) if versions else None,
        after=hours_value(hours, [*versions, version]),
        at=at,
    )


# Higher apps tell what would move of their own: the API shows it beside the time that moves.
Teller = Callable[[Proposal, Any], Mapping[str, Any]]
_tellers: dict[str, Teller] = {}


def register_moves(key: str, tell: Teller) -> None:
    """Let a higher app add plain values under `key`: `tell(proposal, user)`.

    Pages have the slot `hours.moves` for the same.
    """
    _tellers[key] = tell


def told_by_others(proposal: Proposal, user: Any) -> dict[str, Mapping[str, Any]]:
    """What the apps above tell this user of a proposal, by their keys."""
    return {key: tell(proposal, user) for key, tell in sorted(_tellers.items())}
