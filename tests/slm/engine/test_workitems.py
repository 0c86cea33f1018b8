import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.ui.times import write_instant
from slm.engine.calendar import compile_hours
from slm.engine.hours import Hours, HoursVersion, round_the_clock
from slm.engine.spans import spans
from slm.engine.workitems import (
    Fate,
    WorkItem,
    deadline,
    elapsed,
    fate,
    fates,
    overdue_since,
    time_item,
    unprotected,
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


def test_pauses_of_which_nobody_knows_when_they_were_move_the_deadline_and_the_used_time():
    item = WorkItem(MONDAY + 9 * HOUR, done=MONDAY + 14 * HOUR, paused=2 * HOUR)
    assert elapsed(ALWAYS, item, 0) == 3 * HOUR
    assert deadline(ALWAYS, item, 4 * HOUR) == MONDAY + 15 * HOUR
    assert elapsed(ALWAYS, WorkItem(MONDAY, MONDAY + HOUR, paused=2 * HOUR), 0) == 0


def test_done_in_time_counts_when_it_was_done():
    item = WorkItem(MONDAY + 9 * HOUR, done=MONDAY + 10 * HOUR)
    assert fate(OFFICE, item, HOUR) == Fate(MONDAY + 10 * HOUR, within=True)


def test_done_late_counts_at_the_first_second_it_was_late():
    item = WorkItem(MONDAY + 9 * HOUR, done=MONDAY + 12 * HOUR)
    assert fate(OFFICE, item, HOUR) == Fate(MONDAY + 10 * HOUR + 1, within=False)


def test_late_at_closing_time_is_late_with_the_first_second_of_the_next_day():
    at_closing = WorkItem(MONDAY + 17 * HOUR)
    assert fate(OFFICE, at_closing, HOUR) == Fate(MONDAY + DAY_SECONDS + 8 * HOUR + 1, within=False)


def test_a_pause_that_lasts_leaves_the_fate_open():
    item = WorkItem(MONDAY + 9 * HOUR, pauses=((MONDAY + 10 * HOUR, None),))
    assert fate(OFFICE, item, 2 * HOUR) == Fate(None, within=False)


def test_raised_priority_is_late_when_it_was_raised():
    nine, one = MONDAY + 9 * HOUR, MONDAY + 13 * HOUR
    item = WorkItem(nine, pauses=((MONDAY + 12 * HOUR, one),), target_since=one)
    assert fate(ALWAYS, item, 2 * HOUR) == Fate(one, within=False)


def test_raised_priority_of_what_is_done_is_not_late_after_it_was_done():
    item = WorkItem(MONDAY, done=MONDAY + 3 * HOUR, target_since=MONDAY + 9 * HOUR)
    assert fate(ALWAYS, item, HOUR) == Fate(MONDAY + 3 * HOUR, within=False)


def test_no_clock_runs_in_what_is_protected():
    protected = spans(
        [(MONDAY + 10 * HOUR, MONDAY + 12 * HOUR), (MONDAY + 11 * HOUR, MONDAY + 13 * HOUR)]
    )
    kept = unprotected(OFFICE, protected)
    item = WorkItem(MONDAY + 9 * HOUR, pauses=((MONDAY + 12 * HOUR, MONDAY + 14 * HOUR),))
    assert deadline(kept, item, 2 * HOUR) == MONDAY + 15 * HOUR
    assert unprotected(OFFICE, spans()) is OFFICE


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 90 * HOUR), st.integers(0, 90 * HOUR) | st.none(), pauses),
        max_size=4,
    ),
    target=st.integers(0, 30 * HOUR),
)
def test_fates_together_are_those_one_by_one_and_the_first_late_second_is_found(rows, target):
    items = [
        WorkItem(
            MONDAY + opened,
            None if took is None else MONDAY + opened + took,
            tuple((MONDAY + start, MONDAY + end) for start, end in stops),
        )
        for opened, took, stops in rows
    ]
    found = fates(OFFICE, items, target)
    assert found == [fate(OFFICE, item, target) for item in items]
    for item, known in zip(items, found, strict=True):
        assert known.at is not None
        running = WorkItem(item.opened, pauses=item.pauses)
        assert known.within is (elapsed(OFFICE, running, known.at) <= target)
        if not known.within:
            assert elapsed(OFFICE, running, known.at) == target + 1
            assert elapsed(OFFICE, running, known.at - 1) == target


def test_t09_a_viewer_elsewhere_sees_the_same_instant_in_another_clock():
    opened, due = instant("2026-06-01T12:00:00+03:00"), instant("2026-06-01T09:30:00Z")
    item = WorkItem(opened)
    assert deadline(ALWAYS, item, HOUR // 2) == due
    timing = time_item(ALWAYS, item, HOUR // 2, opened)
    assert (timing.remaining, timing.within) == (HOUR // 2, True)
    at = dt.datetime.fromtimestamp(due, dt.UTC)
    assert write_instant(at, zone="Asia/Riyadh", form="time") == "12:30\N{NO-BREAK SPACE}UTC+3"
    assert write_instant(at, zone="Asia/Kolkata", form="time") == "15:00\N{NO-BREAK SPACE}IST"
