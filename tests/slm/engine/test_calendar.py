import numpy as np
import pytest

from slm.engine.calendar import OutsideHorizon, compile_hours
from slm.engine.hours import Hours, HoursVersion, round_the_clock
from tests.cases.kinds import instant

OFFICE = HoursVersion.of(weekly=[(day, 9 * 3_600, 17 * 3_600) for day in range(5)])
YEAR = (instant("2026-01-01T00:00:00Z"), instant("2027-01-01T00:00:00Z"))


def test_a_question_outside_the_horizon_raises():
    calendar = compile_hours(round_the_clock(), *YEAR)
    for at in (YEAR[0] - 1, YEAR[1] + 1):
        with pytest.raises(OutsideHorizon):
            calendar.service_before(at)


@pytest.mark.parametrize("first", [-(10**10), 5 * 10**9])
def test_a_horizon_beyond_two_centuries_is_refused(first):
    with pytest.raises(OutsideHorizon):
        compile_hours(round_the_clock(), first, first + 1)


def test_a_year_of_office_hours_lies_where_it_belongs():
    calendar = compile_hours(Hours("Europe/London", (OFFICE,)), *YEAR)
    walls = [calendar.zone.datetime_at(at).strftime("%H:%M") for at in calendar.spans[:, 0]]
    assert (set(walls), len(walls)) == ({"09:00"}, 261)


def test_advance_without_enough_service_time_is_none():
    empty = compile_hours(Hours("UTC", (HoursVersion(),)), *YEAR)
    assert empty.advance(YEAR[0], 1) is None
    assert compile_hours(round_the_clock(), *YEAR).advance(YEAR[0], 366 * 86_400) is None


def test_advance_by_nothing_stays():
    assert compile_hours(Hours("UTC", (OFFICE,)), *YEAR).advance(YEAR[0] + 5, 0) == YEAR[0] + 5


def test_table_and_search_agree_for_every_kind_of_question():
    odd = HoursVersion.of(weekly=[(1, 1, 2), (2, 3_601, 7_200), (4, 80_000, 70_000)])
    rng = np.random.default_rng(3)
    for version in (OFFICE, odd):
        calendar = compile_hours(Hours("Australia/Lord_Howe", (version,)), *YEAR)
        at = rng.integers(YEAR[0], YEAR[1] + 1, 70_000)
        assert (calendar.service_before(at) == calendar._searched(at)).all()
        assert calendar.service_before(at.reshape(7, 10_000)).shape == (7, 10_000)


def test_one_calendar_in_milliseconds_is_a_thousand_times_that_in_seconds():
    seconds = compile_hours(Hours("Europe/London", (OFFICE,)), *YEAR)
    thousandths = compile_hours(Hours("Europe/London", (OFFICE,)), *YEAR, 1_000)
    at = np.arange(YEAR[0], YEAR[1], 10_007)
    assert (thousandths.service_before(at * 1_000) == seconds.service_before(at) * 1_000).all()
    days, starts = seconds.local_day_starts(*YEAR)
    same, in_thousandths = thousandths.local_day_starts(YEAR[0] * 1_000, YEAR[1] * 1_000)
    assert (days == same).all()
    assert (starts * 1_000 == in_thousandths).all()


def test_windows_are_the_open_spans_inside():
    calendar = compile_hours(Hours("UTC", (OFFICE,)), *YEAR)
    start, end = instant("2026-06-01T10:00:00Z"), instant("2026-06-02T12:00:00Z")
    assert calendar.windows(start, end).tolist() == [
        [start, instant("2026-06-01T17:00:00Z")],
        [instant("2026-06-02T09:00:00Z"), end],
    ]


def test_the_same_hours_are_compiled_once():
    assert compile_hours(Hours("UTC", (OFFICE,)), *YEAR) is compile_hours(
        Hours("UTC", (HoursVersion.of(weekly=OFFICE.weekly[::-1]),)), *YEAR
    )
