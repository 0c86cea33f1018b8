"""Cells, read by one rule for the whole column."""

import datetime as dt
import zoneinfo
from decimal import Decimal

import pytest

from common.imports.cells import (
    LengthUnit,
    Mark,
    Order,
    Unreadable,
    marks_of,
    orders_of,
    read_day,
    read_length,
    read_moment,
    read_month,
    read_number,
)

WALL = dt.datetime.fromisoformat("2026-11-25T09:41")
JAKARTA = zoneinfo.ZoneInfo("Asia/Jakarta")
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
UTC_0241 = dt.datetime(2026, 11, 25, 2, 41, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("2026-11-25 09:41", Order.YEAR_FIRST),
        ("2026-11-25T09:41:00", Order.YEAR_FIRST),
        ("2026/11/25 9:41:00", Order.YEAR_FIRST),
        ("25/11/2026 09:41", Order.DAY_FIRST),
        ("25.11.2026 09.41", Order.DAY_FIRST),
        ("25-11-26 09:41:00", Order.DAY_FIRST),
        ("11/25/2026 9:41 AM", Order.MONTH_FIRST),
        ("25/Nov/26 9:41 AM", Order.DAY_FIRST),
        ("25 Nopember 2026, 09:41", Order.DAY_FIRST),
        ("25 Nov 2026 09:41", Order.MONTH_FIRST),
        ("2026-11-25T02:41:00Z", Order.DAY_FIRST),
        ("2026-11-25 03:41:00+01:00", Order.MONTH_FIRST),
        (WALL, Order.MONTH_FIRST),
        (46351 + 9 / 24 + 41 / 1440, Order.MONTH_FIRST),
    ],
)
def test_one_moment_written_in_many_ways(cell, order):
    assert read_moment(cell, order=order, zone=JAKARTA) == UTC_0241


def test_a_date_alone_is_its_midnight_and_half_past_twelve_is_noon_or_night():
    midnight = dt.datetime(2026, 11, 24, 17, tzinfo=dt.UTC)
    assert read_moment("25/11/2026", order=Order.DAY_FIRST, zone=JAKARTA) == midnight
    assert read_moment(dt.date(2026, 11, 25), order=Order.DAY_FIRST, zone=JAKARTA) == midnight
    for text, hours in (("12:30 am", 0.5), ("12:30 pm", 12.5), ("1:00 p.m.", 13)):
        moment = read_moment(f"25/11/2026 {text}", order=Order.DAY_FIRST, zone=JAKARTA)
        assert moment == midnight + dt.timedelta(hours=hours)


@pytest.mark.parametrize("cell", ["", None, " ", "-", "–"])
def test_an_empty_cell_is_no_moment_and_no_length(cell):
    assert read_moment(cell, order=Order.DAY_FIRST, zone=JAKARTA) is None
    assert read_length(cell, unit=LengthUnit.SECONDS) is None


@pytest.mark.parametrize(
    "cell",
    [
        "yesterday",
        "13/13/2026 09:41",
        "2026-11-25 09:41",
        "31/02/2026",
        "25/11/2026 25:00",
        "25/11/2026 13:00 pm",
        "25/11/2026 noon",
        7,
        1e9,
        "=NOW()",
    ],
)
def test_what_is_no_moment_in_this_order_is_unreadable(cell):
    with pytest.raises(Unreadable):
        read_moment(cell, order=Order.DAY_FIRST, zone=JAKARTA)


@pytest.mark.parametrize("text", ["25/10/2026 02:30", "29/03/2026 02:30"])
def test_a_wall_time_that_came_twice_or_never_is_no_moment(text):
    with pytest.raises(Unreadable):
        read_moment(text, order=Order.DAY_FIRST, zone=BERLIN)


@pytest.mark.parametrize(
    ("cells", "orders"),
    [
        (["01/02/2026", "13/02/2026"], {Order.DAY_FIRST}),
        (["01/02/2026", "02/13/2026"], {Order.MONTH_FIRST}),
        (["01/02/2026 10:00", "", "03/04/2026"], {Order.DAY_FIRST, Order.MONTH_FIRST}),
        (["2026-02-01"], {Order.YEAR_FIRST}),
        (["2026-02-01T10:00:00Z", "x", dt.date(2026, 1, 1), 46351.4], set(Order)),
        (["01/02/03"], set(Order)),
        (["13/02/2026", "14/02/2026", "02/15/2026"], {Order.DAY_FIRST}),
    ],
)
def test_the_order_is_decided_by_the_whole_column(cells, orders):
    assert orders_of(cells) == orders


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("1:30", 5_400),
        ("1:30:15", 5_415),
        ("2h 30m", 9_000),
        ("1 jam 15 menit", 4_500),
        ("1,5 h", 5_400),
        ("1 day 2 hours", 93_600),
        ("90", 5_400),
        ("1.5", 90),
        (90.0, 5_400),
        (dt.timedelta(minutes=90), 5_400),
        (dt.time(1, 30), 5_400),
        ("0", 0),
    ],
)
def test_lengths_are_read_to_the_second(cell, seconds):
    assert read_length(cell, unit=LengthUnit.MINUTES) == seconds


@pytest.mark.parametrize("cell", ["soon", "2 fortnights", "1:75", "-1:30", "3h later"])
def test_what_is_no_length_is_unreadable(cell):
    with pytest.raises(Unreadable):
        read_length(cell, unit=LengthUnit.HOURS)


@pytest.mark.parametrize(
    ("cell", "mark", "number"),
    [
        ("1234", Mark.POINT, "1234"),
        ("1234.5", Mark.POINT, "1234.5"),
        ("1,234.50", Mark.POINT, "1234.5"),
        ("1,234", Mark.POINT, "1234"),
        ("1.234", Mark.POINT, "1.234"),
        ("1.234", Mark.COMMA, "1234"),
        ("1.234,5", Mark.COMMA, "1234.5"),
        ("1 234,5", Mark.COMMA, "1234.5"),
        ("1'234.5", Mark.POINT, "1234.5"),
        ("1.234.567", Mark.COMMA, "1234567"),
        ("-3,5", Mark.COMMA, "-3.5"),
        (2.5, Mark.COMMA, "2.5"),
        (0.1, Mark.POINT, "0.1"),
        (1000, Mark.POINT, "1000"),
        ("", Mark.POINT, None),
        ("–", Mark.COMMA, None),
    ],
)
def test_number_is_read_exactly_by_the_mark_of_its_column(cell, mark, number):
    assert read_number(cell, mark=mark) == (None if number is None else Decimal(number))


@pytest.mark.parametrize("cell", ["1,2,3", "1,234,56", "1.234,5", "abc", "1.2.3", "=1"])
def test_what_is_no_number_with_this_mark_is_unreadable(cell):
    with pytest.raises(Unreadable):
        read_number(cell, mark=Mark.POINT)


@pytest.mark.parametrize(
    ("cells", "marks"),
    [
        (["1.234", "1,5"], {Mark.COMMA}),
        (["1,234", "1.5"], {Mark.POINT}),
        (["1.234", "17", ""], {Mark.POINT, Mark.COMMA}),
        (["1.5", "1,5"], {Mark.POINT, Mark.COMMA}),
    ],
)
def test_the_mark_is_decided_by_the_whole_column(cells, marks):
    assert marks_of(cells) == marks


@pytest.mark.parametrize(
    "cell", ["2026-10", "10/2026", "Oct 2026", "Okt 2026", "31/10/2026", dt.date(2026, 10, 9)]
)
def test_a_month_is_its_first_day(cell):
    assert read_month(cell, order=Order.DAY_FIRST) == dt.date(2026, 10, 1)


def test_a_month_that_is_none_is_unreadable_and_an_empty_cell_no_month():
    assert read_month("", order=Order.DAY_FIRST) is None
    for cell in ("2026-13", "Quarter 3", "13/13/2026"):
        with pytest.raises(Unreadable):
            read_month(cell, order=Order.DAY_FIRST)


def test_day_is_the_one_that_stands_there():
    assert read_day("25/11/2026 23:59", order=Order.DAY_FIRST) == dt.date(2026, 11, 25)
    assert read_day("", order=Order.DAY_FIRST) is None
