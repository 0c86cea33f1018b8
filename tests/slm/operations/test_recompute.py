"""The sums that cycles keep are those of measuring everything afresh, at every instant."""

import datetime as dt
import random

import pytest
from django.db import transaction

from common.db.instants import from_seconds, to_seconds
from slm.engine.layers import Layer, Parts, measure
from slm.engine.zones import date_of, day_number
from slm.models import BucketDay, Cycle, Dirty, Fact, Measure, PeriodState, State
from slm.operations.ingest_samples import ingest_samples
from slm.operations.recompute import finish_cycle, run_cycle
from slm.operations.record_outage import record_outage, withdraw_outage
from slm.operations.watch_period import measure_for, watch_periods
from slm.queries.calendars import calendar_for, hours_value
from slm.queries.sums import parts_at, whole_parts
from slm.queries.timelines import timelines
from slm.signals import periods_recomputed
from tests.scenarios.building import make_hours, make_indicator, make_source

SECOND = dt.timedelta(seconds=1)
START = dt.datetime(2026, 10, 20, tzinfo=dt.UTC)
END = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)
OFFICE = [[day, "08:00", "18:00"] for day in range(5)] + [[5, "22:00", "04:00"]]


@pytest.fixture
def tool(db):
    return make_source("TOOL")


def watch(indicator, hours, at, *, start_at=START, end_at=END) -> PeriodState:
    row = measure_for(indicator=indicator, hours=hours)
    states = watch_periods(wanted=[(row, start_at, end_at)], at=at)
    return states[row.pk, start_at, end_at]


def calendar_of(state: PeriodState):
    hours = state.measure.hours
    value = hours_value(hours, hours.versions.all())
    return calendar_for(value, to_seconds(state.start_at), to_seconds(state.end_at))


def kept(state: PeriodState, at: dt.datetime) -> Parts:
    state.refresh_from_db()
    return parts_at(state, calendar_of(state), at)


def afresh(state: PeriodState, at: dt.datetime) -> Parts:
    """Measured from the facts, with nothing that was kept."""
    start, end = to_seconds(state.start_at), min(to_seconds(state.end_at), to_seconds(at))
    known = timelines([state.measure.indicator], start, to_seconds(state.end_at))
    timeline = known[state.measure.indicator_id]
    return measure(calendar_of(state), timeline.layers(to_seconds(at)), start, end)


def declare(tool, indicator, start: int, end: int | None, *, at, name="INC", layer=Layer.DOWN):
    return record_outage(
        source=tool,
        external_id=name,
        service=indicator.service,
        layer=layer,
        start_at=START + start * SECOND,
        end_at=None if end is None else START + end * SECOND,
        at=at,
    )


def test_watched_period_is_computed_at_once(tool):
    state = watch(make_indicator("S"), make_hours("ALWAYS"), START + 3_600 * SECOND)
    assert kept(state, START + 3_600 * SECOND) == Parts(service=3_600, good=3_600)


def test_unfed_time_is_unknown_and_not_good(tool):
    indicator = make_indicator("S", make_source("PROBE"))
    state = watch(indicator, make_hours("ALWAYS"), START + 3_600 * SECOND)
    assert kept(state, START + 7_200 * SECOND) == Parts(service=7_200, unknown=7_200)


def test_cycle_takes_only_what_is_dirty(tool):
    first, second = make_indicator("ONE"), make_indicator("TWO")
    hours = make_hours("ALWAYS")
    states = [watch(row, hours, START + 3_600 * SECOND) for row in (first, second)]
    declare(tool, first, 600, 1_200, at=START + 3_600 * SECOND)
    assert run_cycle(at=START + 3_601 * SECOND) == 1
    for state in states:
        state.refresh_from_db()
    assert [(s.down_seconds, s.revision) for s in states] == [(600, 2), (0, 1)]
    assert Dirty.objects.count() == 0


def test_cycle_without_news_touches_nothing(tool, django_assert_num_queries):
    watch(make_indicator("S"), make_hours("ALWAYS"), START + 3_600 * SECOND)
    run_cycle(at=START + 3_600 * SECOND)
    with django_assert_num_queries(7):
        assert run_cycle(at=START + 7_200 * SECOND) == 0


def test_open_outage_grows_without_a_cycle(tool):
    indicator = make_indicator("S")
    state = watch(indicator, make_hours("ALWAYS"), START + 3_600 * SECOND)
    declare(tool, indicator, 3_000, None, at=START + 3_600 * SECOND)
    run_cycle(at=START + 3_600 * SECOND)
    assert kept(state, START + 3_600 * SECOND).down == 600
    assert kept(state, START + 9_000 * SECOND).down == 6_000


def test_withdrawn_outage_leaves_nothing(tool, sari):
    indicator = make_indicator("S")
    state = watch(indicator, make_hours("ALWAYS"), START + 9_000 * SECOND)
    fact = declare(tool, indicator, 600, 1_200, at=START + 9_000 * SECOND)
    run_cycle(at=START + 9_000 * SECOND)
    withdraw_outage(fact=fact, change_reason="Elsewhere", actor=sari, at=START + 9_001 * SECOND)
    run_cycle(at=START + 9_001 * SECOND)
    assert kept(state, START + 9_000 * SECOND).down == 0
    assert BucketDay.objects.filter(down_seconds__gt=0).count() == 0


def test_days_are_kept_where_not_all_was_good(tool):
    indicator = make_indicator("S")
    watch(indicator, make_hours("ALWAYS"), START + 5 * 86_400 * SECOND)
    declare(tool, indicator, 86_400 - 100, 86_400 + 50, at=START + 5 * 86_400 * SECOND)
    run_cycle(at=START + 5 * 86_400 * SECOND)
    assert list(BucketDay.objects.order_by("day").values_list("day", "down_seconds")) == [
        (dt.date(2026, 10, 20), 100),
        (dt.date(2026, 10, 21), 50),
    ]


def test_probe_that_falls_silent_becomes_unknown_by_time_alone(tool):
    indicator = make_indicator("S", make_source("PROBE"), max_gap_seconds=300)
    state = watch(indicator, make_hours("ALWAYS"), START)
    ingest_samples(
        indicator=indicator,
        source=indicator.source,
        instants=[to_seconds(START)],
        states=[State.UP],
        at=START,
    )
    run_cycle(at=START + SECOND)
    run_cycle(at=START + 1_000 * SECOND)
    assert kept(state, START + 1_000 * SECOND) == Parts(service=1_000, good=300, unknown=700)


def test_worker_with_a_late_clock_takes_nothing_back(tool):
    indicator = make_indicator("S")
    state = watch(indicator, make_hours("ALWAYS"), START + 9_000 * SECOND)
    declare(tool, indicator, 8_000, None, at=START + 9_000 * SECOND)
    run_cycle(at=START + 8_500 * SECOND)
    assert kept(state, START + 9_000 * SECOND).down == 1_000


def test_cycle_tells_inside_its_transaction(tool):
    heard = []

    def hear(period_ids, at, **_kwargs):
        heard.append((period_ids, transaction.get_connection().in_atomic_block))

    indicator = make_indicator("S")
    state = watch(indicator, make_hours("ALWAYS"), START)
    declare(tool, indicator, 0, 60, at=START + 60 * SECOND)
    periods_recomputed.connect(hear)
    try:
        run_cycle(at=START + 60 * SECOND)
    finally:
        periods_recomputed.disconnect(hear)
    assert heard == [([state.pk], True)]


def test_finished_cycle_counts_and_never_goes_back(db):
    finish_cycle(at=START + 10 * SECOND, changed=True)
    finish_cycle(at=START + 5 * SECOND, changed=True)
    finish_cycle(at=START + 15 * SECOND, changed=False)
    cycle = Cycle.objects.get()
    assert (cycle.number, cycle.revision, cycle.finished_at) == (2, 1, START + 15 * SECOND)


def test_measures_that_share_their_key_are_one(db):
    indicator, hours = make_indicator("S"), make_hours("ALWAYS")
    first = measure_for(indicator=indicator, hours=hours)
    assert measure_for(indicator=indicator, hours=hours) == first
    assert Measure.objects.count() == 1


def test_maintenance_known_ahead_stands_beside_the_sums(tool):
    indicator = make_indicator("S")
    Fact.objects.create(
        source=tool,
        external_id="CHG-1",
        kind=Fact.Kind.MAINTENANCE,
        service=indicator.service,
        layer=Layer.PLANNED,
        start_at=START + 86_400 * SECOND,
        end_at=START + 90_000 * SECOND,
    )
    state = watch(indicator, make_hours("ALWAYS"), START + 3_600 * SECOND)
    whole = whole_parts(state, calendar_of(state))
    assert (whole.planned, whole.service) == (3_600, int((END - START).total_seconds()))
    assert state.next_check_at == START + 86_400 * SECOND


@pytest.mark.parametrize("seed", range(10))
def test_any_history_is_kept_as_if_measured_afresh(tool, seed):
    """Random facts and samples arrive between cycles; the sums are right at any later instant."""
    dice = random.Random(seed)
    zone = dice.choice(["Australia/Lord_Howe", "Asia/Jakarta", "America/Havana", "Europe/Berlin"])
    hours = make_hours("SOME", dice.choice([None, OFFICE]), zone)
    probe = make_source("PROBE")
    fed = make_indicator("FED", probe, max_gap_seconds=dice.choice([None, 4 * 3_600]))
    plain = make_indicator("PLAIN")
    watched = [
        watch(indicator, hours, START, start_at=START + shift, end_at=END + shift)
        for indicator in (fed, plain)
        for shift in (dt.timedelta(), dt.timedelta(hours=7, minutes=11))
    ]
    now = 0
    while now < 16 * 86_400:
        now += dice.randint(1, 2 * 86_400)
        at = START + now * SECOND
        for _ in range(dice.randint(0, 3)):
            begin = dice.randint(0, now)
            indicator = dice.choice([fed, plain])
            declare(
                tool,
                indicator,
                begin,
                dice.choice([None, dice.randint(begin, now)]),
                at=at,
                # Few ids: most of what is said corrects, ends or repeats an earlier outage.
                name=f"{indicator.service.code}-{dice.randint(1, 4)}",
                layer=dice.choice([Layer.DOWN, Layer.PARTIAL, Layer.DEGRADED]),
            )
        if dice.random() < 0.7:
            instants = [to_seconds(START) + dice.randint(0, now) for _ in range(dice.randint(1, 8))]
            ingest_samples(
                indicator=fed,
                source=probe,
                instants=instants,
                states=[dice.choice([State.UP, State.UP, State.DOWN]) for _ in instants],
                at=at,
            )
        run_cycle(at=at)
        for state in watched:
            assert kept(state, at) == afresh(state, at)
        assert_days_add_up(watched, at)


def assert_days_add_up(watched, at):
    """Day rows hold what the periods that begin and end at a local midnight hold."""
    for state in watched:
        clock = calendar_of(state).zone
        first_on, last_on = (clock.date_at(to_seconds(i)) for i in (state.start_at, state.end_at))
        if clock.first_instant(first_on) != to_seconds(state.start_at):
            continue
        end = from_seconds(clock.first_instant(last_on))
        if end != state.end_at or at < end:
            continue
        days = BucketDay.objects.filter(measure=state.measure, day__gte=first_on, day__lt=last_on)
        state.refresh_from_db()
        assert sum(day.down_seconds for day in days) == state.down_seconds
        assert date_of(day_number(first_on)) == first_on
