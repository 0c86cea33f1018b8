"""Ends are stored exclusive and shown as the last day included (decision 24)."""

import datetime as dt

from agreements.queries.local_dates import end_after, first_instant, last_day, local_day


def test_term_of_a_year_is_shown_by_its_last_day():
    end = end_after(dt.date(2026, 12, 31), "Asia/Jakarta")
    assert end == dt.datetime(2026, 12, 31, 17, tzinfo=dt.UTC)
    assert last_day(end, "Asia/Jakarta") == dt.date(2026, 12, 31)


def test_day_without_a_midnight_begins_at_its_first_instant():
    # In Beirut the clocks went from 24:00 to 01:00 on 27 March 2022.
    start = first_instant(dt.date(2022, 3, 27), "Asia/Beirut")
    assert start == dt.datetime(2022, 3, 26, 22, tzinfo=dt.UTC)
    assert local_day(start, "Asia/Beirut") == dt.date(2022, 3, 27)


def test_no_end_stays_none():
    assert end_after(None, "UTC") is None
    assert last_day(None, "UTC") is None
