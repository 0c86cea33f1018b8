"""Periods as people name them."""

import datetime as dt

from django.utils.translation import gettext as _

from common.ui.times import write_day, write_month
from slm.engine.periods import PeriodKind


def begins_on(label: str) -> dt.date:
    """The first local day of the whole period that a verdict's label names."""
    return dt.date.fromisoformat(label.partition(":")[2])


def kind_of(label: str) -> str:
    """The kind of period that a label names: day, week, month …"""
    return label.partition(":")[0]


def write_period(label: str) -> str:
    """`month:2026-11-01` in the reader's language: November 2026, Q4 2026, 25 Nov 2026."""
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
        case PeriodKind.WEEK:
            return _("week of %(day)s") % {"day": write_day(on)}
        case _:
            return write_day(on)


def plain_label(label: str) -> str:
    """The same for machines: 2026-11, 2026-Q4, 2026-H2, 2026, 2026-11-25; a week by its start."""
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
        case _:
            return on.isoformat()
