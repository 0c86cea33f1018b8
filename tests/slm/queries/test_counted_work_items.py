"""Which work items count in a period, by the clock of its service hours."""

import datetime as dt

import pytest

from slm.engine.metrics import Metric
from slm.models import PeriodState
from slm.operations.decide_exclusion import approve_exclusion
from slm.operations.recompute import run_cycle
from slm.queries.counted.counts import count
from slm.queries.watched import read_watched
from tests.slm.protections import propose
from tests.slm.work_items import ALWAYS, HOUR, MONDAY, OFFICE, WEEK_ENDS, make_desk, make_hours

HOURS_4 = 4 * 3600
NEXT = WEEK_ENDS + dt.timedelta(days=7)


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def always(db):
    return make_hours("ALWAYS", ALWAYS)


@pytest.fixture
def office(db):
    return make_hours("OFFICE", OFFICE)


def exclude(desk, start_at, end_at, *, actor, at):
    exclusion = propose(desk.indicator, start_at, end_at, at=at)
    approve_exclusion(exclusion=exclusion, decision_reason="Seen", actor=actor, at=at)


def pair(state):
    state.refresh_from_db()
    return state.good_count, state.total_count


def test_resolved_in_time_late_and_open_count_as_they_should(desk, always):
    desk.take(
        desk.ticket("in-time", 1, resolved=5),
        desk.ticket("a-second-late", 1, resolved=5 + 1 / 3600),
        desk.ticket("open-and-late", 2),
        desk.ticket("open-may-make-it", 8),
        at=MONDAY + 10 * HOUR,
    )
    state = desk.watch(always, Metric.RESOLVED, within=HOURS_4, at=MONDAY + 10 * HOUR)
    assert pair(state) == (1, 3)
    assert state.next_check_at == MONDAY + 12 * HOUR + dt.timedelta(seconds=1)


def test_time_alone_makes_an_open_item_late(desk, always):
    desk.take(desk.ticket("T", 1), at=MONDAY + 2 * HOUR)
    state = desk.watch(always, Metric.RESOLVED, within=HOURS_4, at=MONDAY + 2 * HOUR)
    assert pair(state) == (0, 0)
    run_cycle(at=MONDAY + 5 * HOUR)
    assert pair(state) == (0, 0)
    run_cycle(at=MONDAY + 5 * HOUR + dt.timedelta(seconds=1))
    assert pair(state) == (0, 1)


def test_an_item_counts_in_the_period_in_which_it_became_late_and_once(desk, always):
    ticket = desk.ticket("T", 24 * 7 - 2, resolved=24 * 7 + 20)
    desk.take(ticket, at=NEXT)
    first = desk.watch(always, Metric.RESOLVED, within=3600, at=NEXT)
    second = desk.watch(always, Metric.RESOLVED, within=3600, start=WEEK_ENDS, end=NEXT, at=NEXT)
    assert (pair(first), pair(second)) == ((0, 1), (0, 0))


def test_an_item_done_in_time_counts_in_the_period_in_which_it_was_done(desk, always):
    desk.take(desk.ticket("T", 24 * 7 - 2, resolved=24 * 7 + 1), at=NEXT)
    first = desk.watch(always, Metric.RESOLVED, within=HOURS_4, at=NEXT)
    second = desk.watch(always, Metric.RESOLVED, within=HOURS_4, start=WEEK_ENDS, end=NEXT, at=NEXT)
    assert (pair(first), pair(second)) == ((0, 0), (1, 1))


def test_a_response_is_the_first_answer_and_a_resolution_is_one(desk, always):
    desk.take(
        desk.ticket("answered", 1, responded=1.25, resolved=30),
        desk.ticket("answered-late", 1, responded=3),
        desk.ticket("resolved-at-once", 1, resolved=1.2),
    )
    state = desk.watch(always, Metric.RESPONDED, within=900, at=WEEK_ENDS)
    assert pair(state) == (2, 3)


def test_only_the_priority_that_was_promised_counts_in_any_case(desk, always):
    desk.take(
        desk.ticket("A", 1, resolved=2, priority="p1"),
        desk.ticket("B", 1, resolved=2, priority="P2"),
        desk.ticket("C", 1, resolved=2),
    )
    wanted = {"within": HOURS_4, "at": WEEK_ENDS}
    assert pair(desk.watch(always, Metric.RESOLVED, priority="P1", **wanted)) == (1, 1)
    assert pair(desk.watch(always, Metric.RESOLVED, **wanted)) == (3, 3)


def test_the_clock_runs_in_service_hours_and_not_in_pauses(desk, office):
    # Opened on Monday at 15:00; four hours of office time end on Tuesday at 11:00.
    desk.take(
        desk.ticket("exact", 15, resolved=35),
        desk.ticket("late", 15, resolved=36),
        desk.ticket("paused", 15, resolved=36, pauses=((33, 34), (33.5, 34))),
    )
    state = desk.watch(office, Metric.RESOLVED, within=HOURS_4, at=WEEK_ENDS)
    assert pair(state) == (2, 3)


def test_a_pause_of_which_nobody_knows_when_counts_for_the_resolution_alone(desk, always):
    desk.take(desk.ticket("T", 1, responded=3, resolved=6, paused_seconds=7200))
    assert pair(desk.watch(always, Metric.RESOLVED, within=3 * 3600, at=WEEK_ENDS)) == (1, 1)
    assert pair(desk.watch(always, Metric.RESPONDED, within=3600, at=WEEK_ENDS)) == (0, 1)


def test_a_pause_that_lasts_stops_the_clock(desk, always):
    desk.take(desk.ticket("T", 1, pauses=((2, None),)))
    state = desk.watch(always, Metric.RESOLVED, within=HOURS_4, at=WEEK_ENDS)
    assert (pair(state), state.next_check_at) == ((0, 0), None)


def test_resolved_directly_out_of_a_pause_took_what_was_before_it(desk, always):
    desk.take(desk.ticket("T", 1, resolved=100, pauses=((3, None),)))
    assert pair(desk.watch(always, Metric.RESOLVED, within=2 * 3600, at=WEEK_ENDS)) == (1, 1)


def test_no_clock_runs_in_protected_time_also_of_the_period_before(desk, always, sari):
    desk.take(desk.ticket("T", 24 * 7 - 5, resolved=24 * 7 + 1), at=NEXT)
    states = [
        desk.watch(always, Metric.RESOLVED, within=HOURS_4, start=start, end=end, at=NEXT)
        for start, end in ((MONDAY, WEEK_ENDS), (WEEK_ENDS, NEXT))
    ]
    assert [pair(state) for state in states] == [(0, 1), (0, 0)]
    exclude(desk, WEEK_ENDS - 3 * HOUR, WEEK_ENDS - HOUR, actor=sari, at=NEXT)
    run_cycle(at=NEXT)
    assert [pair(state) for state in states] == [(0, 0), (1, 1)]


def test_throughput_is_what_was_resolved_and_workload_what_was_opened(desk, office):
    desk.take(
        desk.ticket("before", -5, resolved=2),
        desk.ticket("inside", 2, resolved=3),
        desk.ticket("open", 3),
        desk.ticket("at-the-end", 24 * 7),
        at=NEXT,
    )
    assert pair(desk.watch(office, Metric.THROUGHPUT, at=NEXT)) == (2, 2)
    assert pair(desk.watch(office, Metric.WORKLOAD, at=NEXT)) == (2, 2)


def test_what_came_in_protected_time_is_no_workload(desk, always, sari):
    desk.take(desk.ticket("A", 2, resolved=3), desk.ticket("B", 5, resolved=6))
    exclude(desk, MONDAY + HOUR, MONDAY + 4 * HOUR, actor=sari, at=WEEK_ENDS)
    assert pair(desk.watch(always, Metric.WORKLOAD, at=WEEK_ENDS)) == (1, 1)
    assert pair(desk.watch(always, Metric.THROUGHPUT, at=WEEK_ENDS)) == (2, 2)


def test_withdrawn_and_reopened_items_leave_the_count(desk, always, sari):
    desk.take(desk.ticket("A", 2, resolved=3), desk.ticket("B", 5, resolved=6))
    state = desk.watch(always, Metric.RESOLVED, within=8 * 3600, at=MONDAY + 7 * HOUR)
    assert pair(state) == (2, 2)
    desk.take(desk.ticket("B", 5), at=MONDAY + 7 * HOUR)
    run_cycle(at=MONDAY + 7 * HOUR)
    assert pair(state) == (1, 1)


def test_a_raised_priority_is_late_when_it_was_raised(desk, always):
    desk.take(desk.ticket("T", 24 * 7 - 10, priority="P3"), at=WEEK_ENDS - HOUR)
    raised = desk.ticket("T", 24 * 7 - 10, priority="P1", told_at=WEEK_ENDS + HOUR)
    desk.take(raised, at=WEEK_ENDS + 2 * HOUR)
    wanted = {"within": 3600, "priority": "P1", "at": WEEK_ENDS + 2 * HOUR}
    before = desk.watch(always, Metric.RESOLVED, **wanted)
    behind = desk.watch(always, Metric.RESOLVED, start=WEEK_ENDS, end=NEXT, **wanted)
    assert (pair(before), pair(behind)) == ((0, 0), (0, 1))


def test_three_promises_cost_as_many_queries_as_one(desk, always, django_assert_max_num_queries):
    desk.take(*(desk.ticket(f"T{n}", n, resolved=n + 2) for n in range(20)))
    for within in (1, 2, 3):
        desk.watch(always, Metric.RESOLVED, within=within * 3600, at=WEEK_ENDS)

    ids = list(PeriodState.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(10):
        found = count(read_watched(ids), int(WEEK_ENDS.timestamp()))
    assert [found[pk].good for pk in sorted(ids)] == [0, 20, 20]
