"""What a change of service hours moves: compared second by second, told by month and by day."""

import datetime as dt

import pytest

from common.db.instants import to_seconds
from slm.engine.hours import Hours, HoursVersion
from slm.engine.spans import total
from slm.engine.zones import zone
from slm.queries.moved_time import moved_time

HOUR = 3_600
OFFICE = [(day, 8 * HOUR, 16 * HOUR) for day in range(5)]
NOON = dt.datetime(2026, 11, 25, 5, tzinfo=dt.UTC)
AT = to_seconds(NOON)


def instant(on, name="Asia/Jakarta"):
    return zone(name).first_instant(on)


def hours(*versions, name="Asia/Jakarta"):
    return Hours(name, tuple(versions))


FIRST = HoursVersion.of(weekly=OFFICE)


def later(on, name="Asia/Jakarta", **changes):
    return HoursVersion.of(valid_from=instant(on, name), **({"weekly": OFFICE} | changes))


def moved(*versions, before=FIRST, name="Asia/Jakarta"):
    return moved_time(hours(before, name=name), hours(before, *versions, name=name), at=AT)


def test_same_hours_move_nothing():
    found = moved(later(dt.date(2026, 12, 1)))
    assert (found.is_nothing, found.months, found.days, found.bounds) == (True, (), (), (0, 0))


def test_an_hour_more_goes_on_for_good_from_its_first_day():
    longer = [(day, 8 * HOUR, 17 * HOUR) for day in range(5)]
    found = moved(later(dt.date(2026, 12, 1), weekly=longer))
    assert (found.first_on, found.last_on, found.goes_on) == (dt.date(2026, 12, 1), None, True)
    december = found.months[0]
    assert (december.on, december.gained, december.lost) == (dt.date(2026, 12, 1), 23 * HOUR, 0)
    assert (december.before, december.after) == (23 * 8 * HOUR, 23 * 9 * HOUR)


def test_window_that_is_shifted_gains_and_loses():
    shifted = [(day, 9 * HOUR, 17 * HOUR) for day in range(5)]
    found = moved(later(dt.date(2026, 12, 1), weekly=shifted))
    day = found.days[0]
    assert (day.on, day.before, day.after, day.change) == (
        dt.date(2026, 12, 1),
        8 * HOUR,
        8 * HOUR,
        0,
    )
    assert (day.gained, day.lost) == (HOUR, HOUR)


def test_special_day_moves_one_day_alone():
    closed = [(dt.date(2026, 12, 24), [])]
    found = moved(later(dt.date(2026, 12, 1), special=closed))
    assert (found.first_on, found.last_on) == (dt.date(2026, 12, 24), dt.date(2026, 12, 24))
    assert [(day.on, day.gained, day.lost) for day in found.days] == [
        (dt.date(2026, 12, 24), 0, 8 * HOUR)
    ]
    assert found.touches(instant(dt.date(2026, 12, 1)), instant(dt.date(2027, 1, 1)))
    assert not found.touches(instant(dt.date(2026, 11, 1)), instant(dt.date(2026, 12, 1)))


def test_overnight_window_moves_the_morning_after_too():
    night = [*OFFICE, (4, 22 * HOUR, 4 * HOUR)]
    found = moved(later(dt.date(2026, 12, 1), weekly=night))
    assert [(day.on, day.gained) for day in found.days[:2]] == [
        (dt.date(2026, 12, 4), 2 * HOUR),
        (dt.date(2026, 12, 5), 4 * HOUR),
    ]


def test_first_week_moves_from_the_beginning_of_time():
    found = moved_time(None, hours(FIRST), at=AT)
    assert (found.is_from_beginning, found.goes_on, found.bounds) == (True, True, (None, None))
    assert {month.before for month in found.months} == {0}


@pytest.mark.parametrize(
    ("name", "on", "seconds"),
    [
        ("Europe/Berlin", dt.date(2027, 3, 28), 23 * HOUR),
        ("Europe/Berlin", dt.date(2027, 10, 31), 25 * HOUR),
        ("America/New_York", dt.date(2027, 11, 7), 25 * HOUR),
    ],
)
def test_days_on_which_clocks_change_are_counted_as_long_as_they_are(name, on, seconds):
    always = [(day, 0, 24 * HOUR) for day in range(7)]
    found = moved(
        later(dt.date(2027, 1, 1), name, weekly=always),
        before=HoursVersion.of(weekly=[(0, 0, HOUR)]),
        name=name,
    )
    (day,) = [day for day in found.days if day.on == on]
    assert day.after == seconds


def test_days_months_and_spans_agree_to_the_second():
    mixed = later(
        dt.date(2026, 3, 17),
        weekly=[(0, 7 * HOUR + 60, 12 * HOUR), (5, 22 * HOUR, 4 * HOUR)],
        holidays=[dt.date(2026, 12, 25)],
        special=[(dt.date(2027, 1, 2), [(HOUR, 2 * HOUR)])],
    )
    found = moved(mixed)
    for kind in ("gained", "lost", "before", "after"):
        of_days = sum(getattr(day, kind) for day in found.days)
        of_months = sum(getattr(month, kind) for month in found.months)
        if kind in ("gained", "lost"):
            assert of_days == of_months
    first, last = found.months[0].on, found.months[-1].on
    begin = instant(first)
    end = instant((last.replace(day=28) + dt.timedelta(days=7)).replace(day=1))
    before, after = found.served(begin, end)
    assert after - before == sum(month.change for month in found.months)
    assert total(found.gained) >= sum(month.gained for month in found.months)
