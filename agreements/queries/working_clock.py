"""Service hours as the clocks by which complaints climb their ladder (brm.engine.ladder)."""

import datetime as dt
from dataclasses import dataclass

from common.db.instants import from_seconds, to_seconds
from slm.engine.calendar import Calendar
from slm.engine.hours import Hours
from slm.models import ServiceHours
from slm.queries.calendars import calendar_for, hours_by_id

# Where the hours open no second in so long, the time never comes.
_FURTHEST_SECONDS = 40 * 366 * 86_400


@dataclass(frozen=True)
class WorkingClock:
    """Time that runs while the hours are open, and stands still otherwise."""

    hours: Hours

    def after(self, start_at: dt.datetime, seconds: int) -> dt.datetime | None:
        """First instant at which so much working time has passed; None where it never does."""
        start, reach = to_seconds(start_at), max(seconds, 86_400)
        while True:
            due = self._calendar(start, start + reach).advance(start, seconds)
            if due is not None:
                return from_seconds(due)
            if reach >= _FURTHEST_SECONDS:
                return None
            reach = min(reach * 8, _FURTHEST_SECONDS)

    def between(self, start_at: dt.datetime, end_at: dt.datetime) -> int:
        """Working time in `[start_at, end_at)`."""
        start, end = to_seconds(start_at), to_seconds(end_at)
        return self._calendar(start, max(start, end)).elapsed(start, max(start, end))

    def _calendar(self, start: int, end: int) -> Calendar:
        return calendar_for(self.hours, start, end)


def hours_choices() -> list[tuple[str, str]]:
    """Service hours by code and name."""
    return [
        (code, f"{name} ({zone})")
        for code, name, zone in ServiceHours.objects.order_by("name").values_list(
            "code", "name", "zone"
        )
    ]


def clock_of(code: str) -> WorkingClock | None:
    """The clock of the service hours with this code; None where there are none."""
    pk = ServiceHours.objects.filter(code=code).values_list("pk", flat=True).first()
    return None if pk is None else WorkingClock(hours_by_id([pk])[pk])
