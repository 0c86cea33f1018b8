"""Periods in which a level is counted, in a zone: day to contract year, and rolling days.

A period is a pair of local dates first and becomes instants once: it starts at the first instant
of its local date and ends where the next one starts, so periods of one cadence never overlap and
leave no gap, whatever the clocks do (decision 13).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from slm.engine.zones import Zone


class PeriodKind(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    FISCAL_YEAR = "fiscal_year"
    CONTRACT_YEAR = "contract_year"
    ROLLING = "rolling"


_MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.YEAR: 12,
    PeriodKind.FISCAL_YEAR: 12,
}


@dataclass(frozen=True, slots=True)
class Cadence:
    """How periods follow each other.

    ``first_weekday`` (0 is Monday) belongs to weeks, ``first_month`` to fiscal years,
    ``anchor_on`` to contract years, ``rolling_days`` to rolling periods.
    """

    kind: PeriodKind
    first_weekday: int = 0
    first_month: int = 1
    anchor_on: date | None = None
    rolling_days: int | None = None

    def __post_init__(self) -> None:
        if self.kind is PeriodKind.CONTRACT_YEAR and self.anchor_on is None:
            raise ValueError("A contract year needs the date on which the first one began.")
        if self.kind is PeriodKind.ROLLING and not (self.rolling_days and self.rolling_days > 0):
            raise ValueError("A rolling period needs a number of days.")
        if not 0 <= self.first_weekday <= 6 or not 1 <= self.first_month <= 12:
            raise ValueError("Weekdays are 0 to 6 and months 1 to 12.")

    def __str__(self) -> str:
        """Short text that names this cadence for good: part of a promise's terms."""
        detail = {
            PeriodKind.WEEK: self.first_weekday,
            PeriodKind.FISCAL_YEAR: self.first_month,
            PeriodKind.CONTRACT_YEAR: self.anchor_on,
            PeriodKind.ROLLING: self.rolling_days,
        }.get(self.kind)
        return self.kind if detail is None else f"{self.kind}:{detail}"


@dataclass(frozen=True, slots=True)
class Period:
    """One period: local dates (the second exclusive) and the instants they mean (UTC seconds).

    A clipped period keeps the dates of the whole one; only its instants are cut.
    """

    cadence: Cadence
    begins_on: date
    ends_before: date
    start: int
    end: int
    clipped: bool = False

    @property
    def key(self) -> str:
        """Stable name, unique among the periods of one cadence: ``month:2026-03-01``."""
        return f"{self.cadence.kind}:{self.begins_on.isoformat()}"

    @property
    def label(self) -> dict[str, int]:
        """Numbers with which a page names the period: the year and, by kind, which part of it.

        A fiscal year is named by the calendar year in which it ends, a contract year by its count
        from the first, a week by its ISO number when it begins on Monday.
        """
        year, month = self.begins_on.year, self.begins_on.month
        match self.cadence.kind:
            case PeriodKind.MONTH:
                return {"year": year, "month": month}
            case PeriodKind.QUARTER:
                return {"year": year, "quarter": (month + 2) // 3}
            case PeriodKind.HALF_YEAR:
                return {"year": year, "half": (month + 5) // 6}
            case PeriodKind.YEAR:
                return {"year": year}
            case PeriodKind.FISCAL_YEAR:
                return {"year": (self.ends_before - timedelta(days=1)).year}
            case PeriodKind.CONTRACT_YEAR:
                assert self.cadence.anchor_on is not None
                return {"number": year - self.cadence.anchor_on.year + 1}
            case PeriodKind.WEEK if self.cadence.first_weekday == 0:
                iso = self.begins_on.isocalendar()
                return {"year": iso.year, "week": iso.week}
            case PeriodKind.ROLLING:
                return {"days": (self.ends_before - self.begins_on).days}
            case _:
                return {"year": year, "month": month, "day": self.begins_on.day}


def add_months(on: date, months: int) -> date:
    """The same day some months later, clamped to the end of a shorter month (decision 24).

    Always count from the original day: adding 1 twice to 31 January is not the same as adding 2.
    """
    years, month = divmod(on.month - 1 + months, 12)
    first = date(on.year + years, month + 1, 1)
    return first + timedelta(days=min(on.day, _days_in_month(first)) - 1)


def period_of(cadence: Cadence, on: date, zone: Zone) -> Period:
    """The period that contains a local date; a rolling one is the one that ends with that date."""
    begins_on, ends_before = _bounds(cadence, on)
    return Period(
        cadence,
        begins_on,
        ends_before,
        zone.first_instant(begins_on),
        zone.first_instant(ends_before),
    )


def period_at(cadence: Cadence, instant: int, zone: Zone) -> Period:
    """The period that contains an instant (UTC seconds)."""
    return period_of(cadence, zone.date_at(instant), zone)


def next_period(period: Period, zone: Zone) -> Period:
    """The period after this one; for rolling periods the one that is judged a day later."""
    return period_of(period.cadence, period.ends_before, zone)


def periods_between(cadence: Cadence, start: int, end: int, zone: Zone) -> Iterator[Period]:
    """Every period with an instant in ``[start, end)``, in order and not clipped.

    Of rolling periods those that are judged in ``(start, end]``.
    """
    if end <= start:
        return
    period = period_at(cadence, start, zone)
    if cadence.kind is PeriodKind.ROLLING:
        while period.end <= end:
            yield period
            period = next_period(period, zone)
        return
    while period.start < end:
        # A date that the zone skipped has no instant: its day does not exist.
        if period.end > period.start:
            yield period
        period = next_period(period, zone)


def clip_period(period: Period, start: int | None, end: int | None) -> Period:
    """The period cut to a term; ``clipped`` says whether anything was cut away.

    Of a period wholly outside the term an empty one is left.
    """
    first = period.start if start is None else max(period.start, start)
    last = period.end if end is None else min(period.end, end)
    if (first, last) == (period.start, period.end):
        return period
    return replace(period, start=first, end=max(first, last), clipped=True)


def _bounds(cadence: Cadence, on: date) -> tuple[date, date]:
    kind = cadence.kind
    if kind is PeriodKind.DAY:
        return on, on + timedelta(days=1)
    if kind is PeriodKind.WEEK:
        begins = on - timedelta(days=(on.weekday() - cadence.first_weekday) % 7)
        return begins, begins + timedelta(days=7)
    if kind is PeriodKind.ROLLING:
        assert cadence.rolling_days is not None
        ends = on + timedelta(days=1)
        return ends - timedelta(days=cadence.rolling_days), ends
    if kind is PeriodKind.CONTRACT_YEAR:
        assert cadence.anchor_on is not None
        years = on.year - cadence.anchor_on.year
        if on < add_months(cadence.anchor_on, 12 * years):
            years -= 1
        return (
            add_months(cadence.anchor_on, 12 * years),
            add_months(cadence.anchor_on, 12 * (years + 1)),
        )
    months = _MONTHS[kind]
    first_month = cadence.first_month if kind is PeriodKind.FISCAL_YEAR else 1
    back = (on.month - first_month) % months
    begins = add_months(on.replace(day=1), -back)
    return begins, add_months(begins, months)


def _days_in_month(first: date) -> int:
    following = (first + timedelta(days=31)).replace(day=1)
    return (following - first).days
