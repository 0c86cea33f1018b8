"""By when feedback is to be acknowledged and resolved, by its severity."""

import datetime as dt
from dataclasses import dataclass

from brm.models import DueTime, Feedback
from brm.queries.clocks import clock_of

HOUR, DAY = 3_600, 86_400


@dataclass(frozen=True, slots=True)
class Due:
    """The times of one severity, in seconds of `hours` (a code; empty is round the clock)."""

    severity: str
    acknowledge_seconds: int
    resolve_seconds: int
    hours: str = ""


# What holds until somebody says otherwise.
USUAL = (
    Due(Feedback.Severity.CRITICAL, 1 * HOUR, 1 * DAY),
    Due(Feedback.Severity.HIGH, 4 * HOUR, 3 * DAY),
    Due(Feedback.Severity.MEDIUM, 1 * DAY, 7 * DAY),
    Due(Feedback.Severity.LOW, 2 * DAY, 14 * DAY),
)


def due_times() -> list[Due]:
    """The times of every severity, the gravest first."""
    stored = {row.severity: row for row in DueTime.objects.all()}
    return [
        Due(usual.severity, row.acknowledge_seconds, row.resolve_seconds, row.hours)
        if (row := stored.get(usual.severity))
        else usual
        for usual in USUAL
    ]


def due_of(severity: str) -> Due:
    """The times of one severity."""
    return next(due for due in due_times() if due.severity == severity)


def instants_of(
    severity: str, begun_at: dt.datetime
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """By when feedback that begins at an instant is to be acknowledged, and to be resolved."""
    due = due_of(severity)
    clock = clock_of(due.hours)
    return (
        clock.after(begun_at, due.acknowledge_seconds),
        clock.after(begun_at, due.resolve_seconds),
    )
