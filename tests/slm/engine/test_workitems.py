import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm.engine.calendar import compile_hours
from slm.engine.hours import Hours, HoursVersion, round_the_clock
from slm.engine.level import Level
from slm.engine.workitems import (
    WorkItem,
    deadline,
    elapsed,
    overdue_since,
    share_within,
    time_item,
    warning,
)
from slm.engine.zones import DAY_SECONDS
from tests.cases.kinds import instant

HOUR = 3_600
MONDAY = instant("2026-06-01T00:00:00Z")
HORIZON = MONDAY - 30 * DAY_SECONDS, MONDAY + 300 * DAY_SECONDS
ALWAYS = compile_hours(round_the_clock(), *HORIZON)
OFFICE = compile_hours(
    Hours("UTC", (HoursVersion.of(weekly=[(d, 8 * HOUR, 18 * HOUR) for d in range(5)]),)), *HORIZON
)


def test_the_warning_is_before_the_deadline_in_service_time():
    item = WorkItem(MONDAY + 17 * HOUR)
    assert deadline(OFFICE, item, 4 * HOUR) == MONDAY + DAY_SECONDS + 11 * HOUR
    assert warning(OFFICE, item, 4 * HOUR, HOUR) == MONDAY + DAY_SECONDS + 10 * HOUR


def test_a_target_added_later_runs_from_when_it_was_added():
    item = WorkItem(MONDAY + 12 * HOUR + 25 * 60)
    assert deadline(ALWAYS, item, HOUR) == MONDAY + 13 * HOUR + 25 * 60
    assert warning(ALWAYS, item, HOUR, 15 * 60) == MONDAY + 13 * HOUR + 10 * 60


def test_a_target_shortened_below_what_was_used_is_late_at_once():
    nine, noon, one = (MONDAY + hour * HOUR for hour in (9, 12, 13))
    item = WorkItem(nine, pauses=((noon, one),))
    timing = time_item(ALWAYS, item, 2 * HOUR, one)
    assert (timing.elapsed, timing.remaining, timing.within) == (3 * HOUR, -HOUR, False)
    assert overdue_since(ALWAYS, item, 2 * HOUR, target_since=one) == one
    assert overdue_since(ALWAYS, item, 8 * HOUR, target_since=one) == MONDAY + 18 * HOUR


def test_a_pause_without_end_stops_the_clock_only_before_the_deadline():
    nine = MONDAY + 9 * HOUR
    assert deadline(ALWAYS, WorkItem(nine, pauses=((nine + HOUR, None),)), 2 * HOUR) is None
    assert deadline(ALWAYS, WorkItem(nine, pauses=((nine + 3 * HOUR, None),)), 2 * HOUR) == (
        nine + 2 * HOUR
    )


def test_hours_that_never_open_have_no_deadline():
    never = compile_hours(Hours("UTC", (HoursVersion(),)), *HORIZON)
    assert deadline(never, WorkItem(MONDAY, pauses=((MONDAY, MONDAY + HOUR),)), HOUR) is None


pauses = st.lists(
    st.tuples(st.integers(-5 * HOUR, 90 * HOUR), st.integers(-5 * HOUR, 90 * HOUR)), max_size=5
)


@pytest.mark.parametrize("calendar", [ALWAYS, OFFICE])
@given(pauses=pauses, target=st.integers(1, 60 * HOUR))
def test_elapsed_until_the_deadline_is_the_target_with_pauses(calendar, pauses, target):
    item = WorkItem(
        MONDAY + 9 * HOUR, pauses=tuple((MONDAY + start, MONDAY + end) for start, end in pauses)
    )
    due = deadline(calendar, item, target)
    assert due is not None
    assert elapsed(calendar, item, due) == target
    assert elapsed(calendar, item, due - 1) == target - 1


def test_open_items_count_only_once_they_are_late():
    def timing(done, now):
        return time_item(ALWAYS, WorkItem(MONDAY, done), HOUR, now)

    soon, late = MONDAY + HOUR // 2, MONDAY + 2 * HOUR
    timings = [timing(soon, late), timing(late, late), timing(None, soon), timing(None, late)]
    assert share_within(timings) == Level(1, 3)
