"""When a complaint climbs: round the clock, in working time, after a level, again."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.queries.working_clock import WorkingClock
from brm.engine.ladder import Level, RoundTheClock, Rung, Stop, ahead, is_stopped
from slm.engine.hours import Hours, HoursVersion

HOUR = 3_600
BERLIN, JAKARTA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Jakarta")
LEVELS = [
    Level(1, 4 * HOUR, Stop.ACKNOWLEDGED),
    Level(2, 8 * HOUR, Stop.RESOLVED),
    Level(3, 24 * HOUR, Stop.RESOLVED),
]
START = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)


def office(zone: str, *, holidays=()) -> WorkingClock:
    """Monday to Friday, 08:00 to 16:00."""
    version = HoursVersion.of(
        valid_from=None,
        weekly=[(day, 8 * HOUR, 16 * HOUR) for day in range(5)],
        holidays=holidays,
        special=[],
    )
    return WorkingClock(Hours(zone, (version,)))


def numbers(rungs):
    return [rung.number for rung in rungs]


def test_levels_ahead_are_counted_from_the_beginning():
    found = ahead(LEVELS, clock=RoundTheClock(), start_at=START, state="new", climbed=())

    assert found == [
        Rung(1, START + dt.timedelta(hours=4)),
        Rung(2, START + dt.timedelta(hours=8)),
        Rung(3, START + dt.timedelta(hours=24)),
    ]


@pytest.mark.parametrize(
    ("state", "climbed", "left"),
    [
        ("new", (1,), [2, 3]),
        ("new", (2,), [3]),  # by hand past the first: who stands higher knows
        ("acknowledged", (), [2, 3]),
        ("investigating", (1, 2), [3]),
        ("reopened", (), [1, 2, 3]),
        ("resolved", (), []),
        ("closed", (), []),
        ("new", (1, 2, 3), []),
    ],
)
def test_what_is_reached_or_stopped_lies_not_ahead(state, climbed, left):
    found = ahead(LEVELS, clock=RoundTheClock(), start_at=START, state=state, climbed=climbed)

    assert numbers(found) == left


def test_a_level_stops_as_it_says():
    assert [is_stopped(Stop.ACKNOWLEDGED, s) for s in ("new", "reopened")] == [False, False]
    assert [is_stopped(Stop.ACKNOWLEDGED, s) for s in ("acknowledged", "resolved")] == [True, True]
    assert [is_stopped(Stop.RESOLVED, s) for s in ("acknowledged", "resolved")] == [False, True]


def test_working_time_stands_still_over_a_weekend():
    friday = dt.datetime(2026, 11, 27, 15, 0, tzinfo=JAKARTA)

    due = office("Asia/Jakarta").after(friday, 4 * HOUR)

    assert due == dt.datetime(2026, 11, 30, 11, 0, tzinfo=JAKARTA)
    assert office("Asia/Jakarta").between(friday, due) == 4 * HOUR


def test_working_time_stands_still_on_a_holiday():
    friday = dt.datetime(2026, 11, 27, 15, 0, tzinfo=JAKARTA)
    clock = office("Asia/Jakarta", holidays=[dt.date(2026, 11, 30)])

    assert clock.after(friday, 4 * HOUR) == dt.datetime(2026, 12, 1, 11, 0, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("saturday", "hours"), [((2026, 3, 28), 23), ((2026, 10, 24), 25)], ids=["spring", "autumn"]
)
def test_round_the_clock_counts_seconds_where_the_summer_time_changes(saturday, hours):
    """From noon to noon over the change a wall clock says 24 hours."""
    noon = dt.datetime(*saturday, 12, tzinfo=BERLIN)
    next_noon = noon + dt.timedelta(days=1)  # by the wall

    assert RoundTheClock().between(noon, next_noon) == hours * HOUR
    assert RoundTheClock().after(noon, hours * HOUR) == next_noon


def test_working_time_follows_the_wall_where_the_summer_time_changes():
    friday = dt.datetime(2026, 3, 27, 15, 0, tzinfo=BERLIN)

    due = office("Europe/Berlin").after(friday, 2 * HOUR)

    assert due.astimezone(BERLIN) == dt.datetime(2026, 3, 30, 9, 0, tzinfo=BERLIN)


def test_hours_that_never_open_never_come():
    closed = WorkingClock(
        Hours("UTC", (HoursVersion.of(valid_from=None, weekly=[], holidays=[], special=[]),))
    )

    assert closed.after(START, HOUR) is None
    assert numbers(ahead(LEVELS, clock=closed, start_at=START, state="new", climbed=())) == [
        1,
        2,
        3,
    ]


@given(
    offset=st.integers(0, 400 * 24 * HOUR),
    seconds=st.integers(1, 200 * HOUR),
    more=st.integers(0, 50 * HOUR),
)
def test_working_time_is_additive_and_never_early(offset, seconds, more):
    clock = office("Europe/Berlin")
    start = START + dt.timedelta(seconds=offset)

    first, later = clock.after(start, seconds), clock.after(start, seconds + more)

    assert clock.between(start, first) == seconds
    assert first <= later
    assert clock.between(first, later) == more
