"""Months as numbers that can be counted: year × 12 + month − 1."""

import datetime as dt

Month = int


def month_of(day: dt.date) -> Month:
    """The number of the month that a day lies in."""
    return day.year * 12 + day.month - 1


def first_day(month: Month) -> dt.date:
    """The first day of a month."""
    return dt.date(month // 12, month % 12 + 1, 1)
