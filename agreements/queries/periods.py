"""Periods as people name them, and those that a commitment is judged by."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from agreements.engine.terms import NewService, Terms
from common.ui.times import write_day, write_month
from slm.engine.periods import (
    Cadence,
    Period,
    PeriodKind,
    add_months,
    clip_period,
    next_period,
    period_at,
    period_of,
    periods_between,
)
from slm.engine.zones import Zone


def period_label(period: Period) -> str:
    """What a verdict's period is called: `month:2026-11-01`, and how many days roll behind it."""
    if period.cadence.kind is PeriodKind.ROLLING:
        return f"{period.key}:{period.cadence.rolling_days}"
    return period.key


def begins_on(label: str) -> dt.date:
    """The first local day of the whole period that a verdict's label names."""
    return dt.date.fromisoformat(label.split(":")[1])


def kind_of(label: str) -> str:
    """The kind of period that a label names: day, week, month …"""
    return label.partition(":")[0]


def whole_period(cadence: Cadence, label: str, zone: Zone) -> Period:
    """The period that a label names, not clipped to any term."""
    if cadence.kind is PeriodKind.ROLLING:
        return period_of(cadence, _last_day(label), zone)
    return period_of(cadence, begins_on(label), zone)


def begun_periods(
    terms: Terms,
    *,
    begin: int,
    now: int,
    term_start: int,
    term_end: int | None,
    zone: Zone,
) -> Iterator[Period]:
    """The periods of a term that have an instant from `begin` to `now`, clipped to the term.

    Of rolling periods one ends with each local day. Where a service that began inside a period is
    not counted from its start, the first period is the first whole one.
    """
    last = now + 1 if term_end is None else min(now + 1, term_end)
    for whole in _whole_periods(terms.cadence, begin, last, zone):
        if terms.new_service is NewService.WHOLE_PERIOD and whole.start < term_start:
            continue
        yield clip_period(whole, term_start, term_end)


def _whole_periods(cadence: Cadence, begin: int, last: int, zone: Zone) -> Iterator[Period]:
    if cadence.kind is not PeriodKind.ROLLING:
        yield from periods_between(cadence, begin, last, zone)
        return
    if last <= begin:
        return
    period = period_at(cadence, begin, zone)
    while zone.first_instant(period.ends_before - dt.timedelta(days=1)) < last:
        yield period
        period = next_period(period, zone)


def write_period(label: str) -> str:
    """`month:2026-11-01` in the reader's language: November 2026, Q4 2026, 25 Nov 2026.

    A fiscal year is named by the calendar year in which it ends, a contract year and rolling days
    by their days.
    """
    kind, on = PeriodKind(kind_of(label)), begins_on(label)
    match kind:
        case PeriodKind.MONTH:
            return write_month(on)
        case PeriodKind.QUARTER:
            return _("Q%(quarter)d %(year)d") % {"quarter": (on.month + 2) // 3, "year": on.year}
        case PeriodKind.HALF_YEAR:
            return _("half %(half)d of %(year)d") % {"half": (on.month + 5) // 6, "year": on.year}
        case PeriodKind.YEAR:
            return str(on.year)
        case PeriodKind.FISCAL_YEAR:
            return _("fiscal year %(year)d") % {"year": _last_day(label).year}
        case PeriodKind.CONTRACT_YEAR:
            return _("contract year to %(day)s") % {"day": write_day(_last_day(label))}
        case PeriodKind.ROLLING:
            return _("%(days)d days to %(day)s") % {
                "days": (_last_day(label) - on).days + 1,
                "day": write_day(_last_day(label)),
            }
        case PeriodKind.WEEK:
            return _("week of %(day)s") % {"day": write_day(on)}
        case _:
            return write_day(on)


def plain_label(label: str) -> str:
    """The same for machines: 2026-11, 2026-Q4, 2026-H2, 2026, FY2027, 2026-11-25.

    A week and a contract year by their first day, rolling days by their last.
    """
    kind, on = PeriodKind(kind_of(label)), begins_on(label)
    match kind:
        case PeriodKind.MONTH:
            return f"{on:%Y-%m}"
        case PeriodKind.QUARTER:
            return f"{on.year}-Q{(on.month + 2) // 3}"
        case PeriodKind.HALF_YEAR:
            return f"{on.year}-H{(on.month + 5) // 6}"
        case PeriodKind.YEAR:
            return str(on.year)
        case PeriodKind.FISCAL_YEAR:
            return f"FY{_last_day(label).year}"
        case PeriodKind.ROLLING:
            return _last_day(label).isoformat()
        case _:
            return on.isoformat()


def _last_day(label: str) -> dt.date:
    """The last local day of a year or of rolling days."""
    on = begins_on(label)
    if kind_of(label) == PeriodKind.ROLLING:
        return on + dt.timedelta(days=int(label.split(":")[2]) - 1)
    return add_months(on, 12) - dt.timedelta(days=1)
