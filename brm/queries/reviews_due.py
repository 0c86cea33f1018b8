"""Which reviews are owed, to whom, since when (R6, R72)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from brm.engine.reviews import Cadence, next_due
from brm.models import Interaction, ReviewSchedule


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """The next review that a schedule asks for.

    `due_on` is a local day of the customer, `days_left` is negative once it has passed; then it is
    overdue, whatever was planned. `meeting` is the one planned for it, `last_held_at` the review
    before it.
    """

    schedule: ReviewSchedule
    due_on: dt.date
    days_left: int
    meeting: Interaction | None
    last_held_at: dt.datetime | None

    @property
    def customer_id(self) -> int:
        return self.schedule.customer_id

    @property
    def is_overdue(self) -> bool:
        return self.days_left < 0

    @property
    def days_late(self) -> int:
        return max(0, -self.days_left)


@dataclass(frozen=True, slots=True)
class Kept:
    """The due days of a schedule by what became of their reviews."""

    held: frozenset[dt.date] = frozenset()
    skipped: frozenset[dt.date] = frozenset()
    planned: frozenset[dt.date] = frozenset()

    @property
    def taken(self) -> frozenset[dt.date]:
        return self.held | self.skipped | self.planned


def reviews_due(customer_ids: Iterable[int], *, as_of: dt.datetime) -> list[ReviewDue]:
    """What the running schedules of these customers ask for next, the longest owed first."""
    return due_of(ReviewSchedule.objects.filter(customer__in=list(customer_ids)), as_of=as_of)


def due_of(schedules: QuerySet[ReviewSchedule], *, as_of: dt.datetime) -> list[ReviewDue]:
    """The same for some schedules; ended ones ask for nothing. Two queries."""
    rows = list(
        schedules.filter(ended_on=None).select_related("customer__manager__person", "chair__person")
    )
    meetings: dict[Any, list[Interaction]] = defaultdict(list)
    for one in Interaction.objects.filter(schedule__in=[row.pk for row in rows]).order_by("due_on"):
        meetings[one.schedule_id].append(one)
    return sorted(
        (_due(row, meetings[row.pk], as_of) for row in rows),
        key=lambda due: (due.due_on, due.schedule.customer.name, str(due.schedule.pk)),
    )


def kept_of(meetings: Iterable[Interaction]) -> Kept:
    """The due days of one schedule's meetings, by state."""
    days: dict[str, set[dt.date]] = defaultdict(set)
    for one in meetings:
        if one.due_on is not None:
            days[one.state].add(one.due_on)
    state = Interaction.State
    return Kept(
        held=frozenset(days[state.HELD] | days[state.AGREED]),
        skipped=frozenset(days[state.CANCELLED]),
        planned=frozenset(days[state.PLANNED]),
    )


def cadence_of(schedule: ReviewSchedule) -> Cadence:
    """The rule by which its days are counted."""
    return Cadence(schedule.first_on, schedule.every_months)


def local_day(schedule: ReviewSchedule, at: dt.datetime) -> dt.date:
    """The day of an instant where the customer is."""
    return at.astimezone(ZoneInfo(schedule.customer.zone)).date()


def _due(schedule: ReviewSchedule, meetings: list[Interaction], as_of: dt.datetime) -> ReviewDue:
    kept = kept_of(meetings)
    due_on = next_due(cadence_of(schedule), held=kept.held, skipped=kept.skipped)
    planned = [
        one for one in meetings if one.due_on == due_on and one.state == Interaction.State.PLANNED
    ]
    held = [one.held_at for one in meetings if one.held_at is not None]
    return ReviewDue(
        schedule=schedule,
        due_on=due_on,
        days_left=(due_on - local_day(schedule, as_of)).days,
        meeting=planned[0] if planned else None,
        last_held_at=max(held, default=None),
    )
