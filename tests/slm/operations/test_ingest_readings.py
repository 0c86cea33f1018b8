"""Readings of counters go in: in any order, again, late, over resets."""

import datetime as dt
import random

import numpy as np
import pytest

from common.db.instants import from_seconds, to_seconds
from slm.engine.metrics import Metric
from slm.models import CounterReading, Dirty, Indicator, PeriodState
from slm.operations.decide_exclusion import approve_exclusion
from slm.operations.ingest_readings import MOST, Readings, ingest_readings
from slm.operations.ingest_samples import Ingested, SamplesRefused
from slm.operations.recompute import run_cycle
from slm.operations.watch_period import measure_for, watch_periods
from slm.signals import periods_recomputed
from tests.cast import NOW
from tests.scenarios.building import make_hours, make_indicator, make_source
from tests.slm.protections import propose

START_AT = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
START = to_seconds(START_AT)
DAY = dt.timedelta(days=1)
# The counters fall at 300: a reset, and what they show then was added since.
SHOWN = [(0, 100, 110), (60, 150, 160), (120, 150, 165), (300, 20, 30), (360, 50, 60)]


@pytest.fixture
def counter(db) -> Indicator:
    return make_indicator("PAY", make_source("GATEWAY"), kind=Indicator.Kind.COUNTER)


def ingest(indicator, *rows: tuple[int, int, int], at=NOW) -> Ingested:
    instants, good, total = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    one = Readings(indicator, indicator.source, instants + START, good, total)
    return ingest_readings(readings=[one], at=at)


def watch(indicator, *, hours=None, start_at=START_AT, end_at=START_AT + DAY, at=NOW, **wanted):
    measure = measure_for(
        indicator=indicator,
        hours=hours or make_hours("ALWAYS"),
        **{"metric": Metric.RATIO, **wanted},
    )
    return watch_periods(wanted=[(measure, start_at, end_at)], at=at)[measure.pk, start_at, end_at]


def counted(state: PeriodState, at=NOW) -> tuple[int, int]:
    run_cycle(at=at)
    state.refresh_from_db()
    return state.good_count, state.total_count


def test_what_was_added_is_counted_over_a_reset(counter):
    state = watch(counter)
    assert ingest(counter, *SHOWN) == Ingested(received=5, new=5)
    assert counted(state) == (50 + 0 + 20 + 30, 50 + 5 + 30 + 30)


def test_first_reading_only_says_where_counting_begins(counter):
    state = watch(counter)
    ingest(counter, SHOWN[0])
    assert counted(state) == (0, 0)


def test_readings_known_already_change_nothing(counter):
    watch(counter)
    ingest(counter, *SHOWN)
    run_cycle(at=NOW)
    assert ingest(counter, *SHOWN[1:3]) == Ingested(received=2, new=0)
    assert (CounterReading.objects.count(), Dirty.objects.count()) == (5, 0)


def test_latest_received_wins_at_one_instant_and_the_last_given_of_one_request(counter):
    state = watch(counter)
    ingest(counter, (0, 0, 0), (60, 1, 9), (60, 5, 10))
    assert counted(state) == (5, 10)
    assert ingest(counter, (60, 6, 10)) == Ingested(received=1, new=1)
    assert counted(state) == (6, 10)


def test_late_reading_changes_what_the_next_period_counts(counter):
    """The one behind it lies in the next day, and all was counted there before."""
    first = watch(counter)
    second = watch(
        counter,
        hours=first.measure.hours,
        start_at=START_AT + DAY,
        end_at=START_AT + 2 * DAY,
    )
    ingest(counter, (0, 0, 0), (86_460, 10, 20))
    assert (counted(first), counted(second)) == ((0, 0), (10, 20))
    ingest(counter, (86_400, 6, 12))
    assert (counted(first), counted(second)) == ((6, 12), (4, 8))


def test_reading_at_the_end_of_a_period_belongs_to_it(counter):
    state = watch(counter)
    ingest(counter, (0, 0, 0))
    run_cycle(at=NOW)
    ingest(counter, (86_400, 7, 8))
    assert counted(state) == (7, 8)


@pytest.mark.parametrize("seed", range(5))
def test_order_and_repetition_change_nothing(counter, seed):
    chance = random.Random(seed)
    rows, good, total = [], 0, 0
    for instant in range(0, 86_000, 1_700):
        if chance.random() < 0.1:
            good = total = 0
        step = chance.randrange(50)
        good, total = good + step, total + step + chance.randrange(3)
        rows.append((instant, good, total))
    state = watch(counter)
    ingest(counter, *rows)
    wanted = counted(state)

    again = make_indicator("AGAIN", make_source("OTHER"), kind=Indicator.Kind.COUNTER)
    replayed = watch(again, hours=state.measure.hours)
    waiting = rows + chance.sample(rows, 10)
    chance.shuffle(waiting)
    while waiting:
        some = [waiting.pop() for _ in range(min(len(waiting), chance.randrange(1, 9)))]
        ingest(again, *some)
        if chance.random() < 0.5:
            run_cycle(at=NOW)
    assert counted(replayed) == wanted
    assert wanted[1] > 0


def test_only_service_time_counts_by_the_second_before_the_reading(counter):
    """What a reading shows at opening time happened in the night; at closing time, in the day."""
    office = make_hours("OFFICE", [[day, "08:00", "18:00"] for day in range(5)])
    state = watch(counter, hours=office)
    hour = 3_600
    ingest(counter, (0, 0, 0), (8 * hour, 5, 5), (12 * hour, 9, 10), (18 * hour, 19, 20))
    assert counted(state) == (4 + 10, 5 + 10)


def test_what_happens_in_an_approved_exclusion_does_not_count(counter, sari, oka):
    state = watch(counter)
    ingest(counter, (0, 0, 0), (600, 5, 10), (1_200, 15, 20))
    assert counted(state) == (15, 20)
    second = dt.timedelta(seconds=1)
    exclusion = propose(counter, START_AT + 300 * second, START_AT + 600 * second, actor=sari)
    assert counted(state) == (15, 20)
    approve_exclusion(exclusion=exclusion, decision_reason="Agreed", actor=oka, at=NOW)
    assert counted(state) == (10, 10)


def test_outage_says_nothing_of_what_is_counted(counter):
    from slm.operations.record_outage import record_outage

    state = watch(counter)
    ingest(counter, (0, 0, 0), (600, 5, 10))
    record_outage(
        source=counter.source,
        external_id="INC",
        service=counter.service,
        start_at=START_AT,
        end_at=START_AT + dt.timedelta(hours=1),
        at=NOW,
    )
    assert counted(state) == (5, 10)


@pytest.mark.parametrize("metric", [Metric.THROUGHPUT, Metric.WORKLOAD])
def test_amounts_are_all_events_good_or_not(counter, metric):
    state = watch(counter, metric=metric)
    ingest(counter, (0, 0, 0), (600, 5, 10))
    assert counted(state) == (10, 10)


def test_surplus_of_good_is_not_believed(counter):
    state = watch(counter)
    ingest(counter, (0, 0, 0), (600, 12, 10))
    assert counted(state) == (10, 10)


def test_reading_of_a_running_period_counts_once_its_instant_has_come(counter):
    at = START_AT + dt.timedelta(seconds=100)
    state = watch(counter, at=at)
    ingest(counter, (0, 0, 0), (90, 1, 1), (160, 3, 3), at=at)
    assert counted(state, at) == (1, 1)
    assert state.next_check_at == from_seconds(START + 160)
    assert counted(state, from_seconds(START + 160)) == (3, 3)


def test_period_is_told_and_looked_at_again_at_its_end(counter):
    told = []

    def listen(sender, period_ids, at, **more):
        told.append(period_ids)

    at = START_AT + dt.timedelta(hours=1)
    state = watch(counter, at=at)
    assert state.next_check_at == START_AT + DAY
    periods_recomputed.connect(listen)
    try:
        ingest(counter, (0, 0, 0), (90, 1, 1), at=at)
        run_cycle(at=at)
        run_cycle(at=START_AT + DAY)
    finally:
        periods_recomputed.disconnect(listen)
    state.refresh_from_db()
    assert told == [[state.pk], [state.pk]]
    assert (state.next_check_at, state.computed_to_at) == (None, START_AT + DAY)
    assert (state.revision, state.down_seconds, state.unknown_seconds) == (3, 0, 0)


def test_time_of_the_same_service_is_summed_up_beside_it(counter):
    hours = make_hours("ALWAYS")
    time = Indicator.objects.create(service=counter.service, is_fed=False)
    measure = measure_for(indicator=time, hours=hours)
    states = watch_periods(wanted=[(measure, START_AT, START_AT + DAY)], at=NOW)
    counts = watch(counter, hours=hours)
    ingest(counter, (0, 0, 0), (600, 5, 10))
    from slm.operations.record_outage import record_outage

    record_outage(
        source=counter.source,
        external_id="INC",
        service=counter.service,
        start_at=START_AT,
        end_at=START_AT + dt.timedelta(hours=1),
        at=NOW,
    )
    assert counted(counts) == (5, 10)
    (state,) = states.values()
    state.refresh_from_db()
    assert (state.down_seconds, state.total_count) == (3_600, 0)


def test_instants_ahead_and_numbers_that_cannot_be_are_refused_with_their_rows(counter):
    with pytest.raises(SamplesRefused) as refused:
        ingest(counter, (0, 0, 0), (3 * 86_400, 1, 1))
    assert [row["row"] for row in refused.value.rows] == [1]
    for field, row in (("good", (0, -1, 1)), ("total", (0, 1, MOST + 1))):
        with pytest.raises(SamplesRefused) as refused:
            ingest(counter, (0, 0, 0), row)
        assert [(one["row"], one["field"]) for one in refused.value.rows] == [(1, field)]
    assert CounterReading.objects.count() == 0


def test_readings_are_never_changed(counter):
    from django.db import InternalError, transaction

    ingest(counter, SHOWN[0])
    with pytest.raises(InternalError), transaction.atomic():
        CounterReading.objects.update(good=0)
    with pytest.raises(InternalError), transaction.atomic():
        CounterReading.objects.all().delete()


def test_source_is_heard(counter):
    ingest(counter, SHOWN[0])
    counter.source.refresh_from_db()
    assert counter.source.last_contact_at == NOW


def test_pair_that_cannot_be_is_not_written(counter, monkeypatch):
    from slm.engine.counts import Count
    from slm.queries.counted import counts

    state = watch(counter)
    ingest(counter, (0, 0, 0), (600, 5, 10))
    assert counted(state) == (5, 10)
    key = (Indicator.Kind.COUNTER, Metric.RATIO)
    broken = {key: lambda periods, *, at: {period.id: Count(2, 1) for period in periods}}
    monkeypatch.setattr(counts, "READERS", broken)
    ingest(counter, (1_200, 6, 11))
    assert counted(state) == (5, 10)
    assert state.failed_at == NOW
    monkeypatch.undo()
    assert counted(state, NOW + dt.timedelta(hours=2)) == (6, 11)
    assert state.failed_at is None
