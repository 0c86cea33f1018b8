"""Feedback of a period in figures: how much, of what, how fast (R9, R57)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from brm.models import Feedback

K = Feedback.Kind


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One month, or the whole period. Medians are None where nothing was there to be timed.

    `acknowledge_seconds` and `resolve_seconds` are plain time from receipt to the first
    acknowledgement, and to the resolution that stands; complaints only.
    """

    label: str
    complaints: int
    compliments: int
    comments: int
    suggestions: int
    accepted: int
    rejected: int
    closed: int
    acknowledge_seconds: int | None
    acknowledged: int
    resolve_seconds: int | None
    resolved: int

    @property
    def unjudged(self) -> int:
        """Complaints of which nobody has said whether they were justified."""
        return self.complaints - self.accepted - self.rejected


@dataclass(frozen=True, slots=True)
class Share:
    """Complaints of one severity, service or customer, and how many of them were justified."""

    label: str
    complaints: int
    accepted: int
    before: int


@dataclass(frozen=True, slots=True)
class Report:
    """Feedback received in `[start_at, end_at)`, by month, and complaints by what they are of.

    `before` is the same for the stretch of equal length that ended where this one begins.
    """

    lines: list[ReportLine]
    whole: ReportLine
    before: ReportLine
    by_severity: list[Share]
    by_service: list[Share]
    by_customer: list[Share]


def report_of(rows: Any, *, start_at: dt.datetime, end_at: dt.datetime, zone: dt.tzinfo) -> Report:
    """Count the feedback of `rows` (a queryset that the reader may see) received in the period."""
    length = end_at.astimezone(dt.UTC) - start_at.astimezone(dt.UTC)
    seen = list(
        rows.filter(received_at__gte=start_at - length, received_at__lt=end_at)
        .select_related("service", "customer")
        .order_by("received_at", "pk")
    )
    now = [row for row in seen if row.received_at >= start_at]
    then = [row for row in seen if row.received_at < start_at]
    months: dict[str, list[Feedback]] = {
        label: [] for label in _months(start_at.astimezone(zone), end_at.astimezone(zone))
    }
    for row in now:
        months[f"{row.received_at.astimezone(zone):%Y-%m}"].append(row)
    return Report(
        lines=[_line(label, found) for label, found in months.items()],
        whole=_line(_("Whole period"), now),
        before=_line(_("Period before"), then),
        by_severity=_shares(now, then, lambda row: row.get_severity_display()),
        by_service=_shares(now, then, lambda row: str(row.service or _("no service named"))),
        by_customer=_shares(now, then, lambda row: row.customer.name),
    )


def _months(first: dt.datetime, end: dt.datetime) -> list[str]:
    last = end - dt.timedelta(microseconds=1)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1
    return [f"{(start + n) // 12:04d}-{(start + n) % 12 + 1:02d}" for n in range(count)]


def _line(label: str, rows: list[Feedback]) -> ReportLine:
    kinds = Counter(row.kind for row in rows)
    complaints = [row for row in rows if row.is_complaint]
    acknowledged = _seconds((row.received_at, row.acknowledged_at) for row in complaints)
    resolved = _seconds((row.received_at, row.resolved_at) for row in complaints)
    return ReportLine(
        label=label,
        complaints=kinds[K.COMPLAINT],
        compliments=kinds[K.COMPLIMENT],
        comments=kinds[K.COMMENT],
        suggestions=kinds[K.SUGGESTION],
        accepted=sum(row.is_accepted is True for row in complaints),
        rejected=sum(row.is_accepted is False for row in complaints),
        closed=sum(row.closed_at is not None for row in complaints),
        acknowledge_seconds=_middle(acknowledged),
        acknowledged=len(acknowledged),
        resolve_seconds=_middle(resolved),
        resolved=len(resolved),
    )


def _seconds(pairs: Iterable[tuple[dt.datetime, dt.datetime | None]]) -> list[int]:
    second = dt.timedelta(seconds=1)
    return [(end - start) // second for start, end in pairs if end is not None]


def _middle(seconds: list[int]) -> int | None:
    return int(median(seconds)) if seconds else None


def _shares(now: list[Feedback], then: list[Feedback], label: Any) -> list[Share]:
    complaints = Counter(label(row) for row in now if row.is_complaint)
    accepted = Counter(label(row) for row in now if row.is_complaint and row.is_accepted)
    before = Counter(label(row) for row in then if row.is_complaint)
    names = sorted(complaints | before, key=lambda name: (-complaints[name], name))
    return [Share(name, complaints[name], accepted[name], before[name]) for name in names]
