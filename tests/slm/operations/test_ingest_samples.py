"""Samples go in: in any order, again, late, in contradiction."""

import datetime as dt
import random

import numpy as np
import pytest

from common.db.instants import from_seconds, to_seconds
from slm.engine.states import compact, in_order
from slm.models import Dirty, Feed, SampleBatch, State, StateRun
from slm.operations.ingest_samples import (
    Ingested,
    SamplesRefused,
    Series,
    ingest_many,
    ingest_samples,
)
from tests.cast import NOW
from tests.scenarios.building import make_indicator, make_source

START = to_seconds(dt.datetime(2026, 11, 1, tzinfo=dt.UTC))


@pytest.fixture
def log(db):
    """An indicator fed by a state log: a state holds until its next row."""
    return make_indicator("LOG", make_source("MONITOR"))


@pytest.fixture
def probe(db):
    """An indicator fed by a probe: a sample holds for five minutes."""
    return make_indicator("PROBE", make_source("PROBES"), max_gap_seconds=300)


def ingest(indicator, *samples: tuple[int, State], at=NOW) -> Ingested:
    return ingest_samples(
        indicator=indicator,
        source=indicator.source,
        instants=[START + instant for instant, _state in samples],
        states=[state for _instant, state in samples],
        at=at,
    )


def stored_runs(indicator) -> list[tuple[int, int, int]]:
    rows = StateRun.objects.filter(indicator=indicator).order_by("start_at")
    return [
        (to_seconds(row.start_at) - START, to_seconds(row.last_at) - START, row.state)
        for row in rows
    ]


def test_samples_become_runs(log):
    assert ingest(log, (0, State.UP), (60, State.UP), (120, State.DOWN), (180, State.UP)) == (
        Ingested(received=4, new=4)
    )
    assert stored_runs(log) == [
        (0, 60, State.UP),
        (120, 120, State.DOWN),
        (180, 180, State.UP),
    ]


def test_samples_again_are_nothing_new(log):
    samples = [(0, State.UP), (60, State.DOWN), (120, State.UP)]
    ingest(log, *samples)
    before = stored_runs(log), SampleBatch.objects.count(), Feed.objects.get().sample_count
    Dirty.objects.all().delete()
    assert ingest(log, *samples) == Ingested(received=3, new=0)
    assert (
        stored_runs(log),
        SampleBatch.objects.count(),
        Feed.objects.get().sample_count,
    ) == before
    assert Dirty.objects.count() == 0


def test_late_sample_inside_a_run_splits_it_where_the_samples_were(log):
    ingest(log, (0, State.UP), (60, State.UP), (120, State.UP), (180, State.UP))
    ingest(log, (90, State.DOWN))
    assert stored_runs(log) == [
        (0, 60, State.UP),
        (90, 90, State.DOWN),
        (120, 180, State.UP),
    ]


def test_latest_received_wins_at_one_instant(log):
    ingest(log, (0, State.UP), (60, State.DOWN), (120, State.UP))
    ingest(log, (60, State.UP))
    assert stored_runs(log) == [(0, 120, State.UP)]


def test_last_given_wins_within_one_request(log):
    ingest(log, (0, State.UP), (60, State.DOWN), (60, State.UP))
    assert stored_runs(log) == [(0, 60, State.UP)]


def test_unchanged_state_marks_nothing_dirty(log):
    ingest(log, (0, State.UP))
    Dirty.objects.all().delete()
    ingest(log, (60, State.UP), (120, State.UP))
    assert Dirty.objects.count() == 0
    assert stored_runs(log) == [(0, 120, State.UP)]


def test_changed_state_marks_from_the_change(log):
    ingest(log, (0, State.UP))
    Dirty.objects.all().delete()
    ingest(log, (60, State.UP), (120, State.DOWN))
    dirty = Dirty.objects.get()
    assert (to_seconds(dirty.from_at) - START, dirty.to_at) == (120, None)


def test_late_sample_marks_until_the_next_known_one(log):
    ingest(log, (0, State.UP), (600, State.UP))
    Dirty.objects.all().delete()
    ingest(log, (60, State.DOWN))
    dirty = Dirty.objects.get()
    assert (dirty.from_at, dirty.to_at) == (from_seconds(START + 60), from_seconds(START + 600))


def test_probe_gap_ends_a_run_and_marks_from_its_expiry(probe):
    ingest(probe, (0, State.UP))
    Dirty.objects.all().delete()
    ingest(probe, (1_000, State.UP))
    assert stored_runs(probe) == [(0, 0, State.UP), (1_000, 1_000, State.UP)]
    assert to_seconds(Dirty.objects.get().from_at) - START == 300


def test_late_probe_sample_closes_a_gap(probe):
    ingest(probe, (0, State.UP), (500, State.UP))
    ingest(probe, (250, State.UP))
    assert stored_runs(probe) == [(0, 500, State.UP)]


def test_samples_over_a_month_end_are_kept_by_month(log):
    month_end = to_seconds(dt.datetime(2026, 11, 1, tzinfo=dt.UTC)) - START
    ingest(log, (month_end - 60, State.UP), (month_end, State.DOWN), (month_end + 60, State.UP))
    assert [batch.count for batch in SampleBatch.objects.order_by("first_at")] == [1, 2]


def test_future_samples_are_refused_with_their_rows(log):
    ahead = to_seconds(NOW) - START + 601
    with pytest.raises(SamplesRefused) as refused:
        ingest(log, (0, State.UP), (ahead, State.UP))
    assert [row["row"] for row in refused.value.rows] == [1]
    assert StateRun.objects.count() == 0


def test_contact_wakes_a_silent_source(log):
    log.source.silent_since_at = NOW - dt.timedelta(hours=1)
    log.source.save()
    ingest(log, (0, State.UP))
    log.source.refresh_from_db()
    assert (log.source.last_contact_at, log.source.silent_since_at) == (NOW, None)


@pytest.mark.parametrize("max_gap", [None, 300])
@pytest.mark.parametrize("seed", range(12))
def test_any_order_and_repetition_end_in_the_runs_of_everything(db, seed, max_gap):
    """The runs kept step by step are those of all samples at once, whatever came when."""
    dice = random.Random(seed)
    indicator = make_indicator("ANY", make_source("MIXED"), max_gap_seconds=max_gap)
    instants = dice.sample(range(0, 20_000, 20), 120)
    truth = [(at, dice.choice([State.UP, State.UP, State.DOWN, State.DEGRADED])) for at in instants]
    pending = truth + dice.sample(truth, 60)
    dice.shuffle(pending)
    while pending:
        size = dice.randint(1, 30)
        ingest(indicator, *pending[:size])
        pending = pending[size:]
    expected = compact(
        in_order([at for at, _state in truth], [state for _at, state in truth]), max_gap
    )
    assert stored_runs(indicator) == [tuple(row) for row in np.column_stack(expected).tolist()]
    assert Feed.objects.get().sample_count == 120


@pytest.mark.parametrize("seed", range(6))
def test_many_series_in_one_request_are_what_each_is_alone(db, seed):
    """In one pass or one by one: the same runs, batches, feeds and dirty ranges."""
    dice = random.Random(seed)
    source = make_source("MIXED")
    fleet = {
        (way, number): make_indicator(
            f"{way}-{number}", source, max_gap_seconds=None if number % 2 else 300
        )
        for way in ("MANY", "ALONE")
        for number in range(5)
    }
    for _request in range(6):
        said = [
            (dice.randrange(5), [(dice.randrange(20_000), dice.choice([*State])) for _ in range(9)])
            for _ in range(dice.randint(1, 8))
        ]
        many = ingest_many(
            series=[
                Series(
                    fleet["MANY", number],
                    source,
                    np.array([START + instant for instant, _state in samples]),
                    np.array([state for _instant, state in samples]),
                )
                for number, samples in said
            ],
            at=NOW,
        )
        assert many == [ingest(fleet["ALONE", number], *samples) for number, samples in said]
    for number in range(5):
        both = [kept_of(fleet[way, number]) for way in ("MANY", "ALONE")]
        assert both[0] == both[1]


def kept_of(indicator) -> tuple:
    feed = Feed.objects.filter(indicator=indicator).values_list(
        "first_at", "last_at", "last_state", "run_start_at", "sample_count"
    )
    batches = SampleBatch.objects.filter(indicator=indicator).order_by("number")
    dirty = Dirty.objects.filter(indicator=indicator).order_by("pk")
    return (
        stored_runs(indicator),
        list(feed),
        [(batch.first_at, batch.count, bytes(batch.samples)) for batch in batches],
        list(dirty.values_list("from_at", "to_at")),
    )


def test_feed_knows_where_its_last_run_begins(log, probe):
    for indicator in (log, probe):
        for samples in ([(0, State.UP), (60, State.DOWN)], [(120, State.DOWN)], [(90, State.UP)]):
            ingest(indicator, *samples)
            last = StateRun.objects.filter(indicator=indicator).latest("start_at")
            feed = Feed.objects.get(indicator=indicator)
            assert (feed.run_start_at, feed.last_at) == (last.start_at, last.last_at)


def test_bad_series_among_good_ones_undoes_all(log, probe):
    future = Series(probe, probe.source, np.array([to_seconds(NOW) + 601]), np.array([State.UP]))
    good = Series(log, log.source, np.array([START]), np.array([State.UP]))
    with pytest.raises(SamplesRefused):
        ingest_many(series=[good, future], at=NOW)
    assert StateRun.objects.count() == 0


def test_one_more_sample_costs_few_queries(log, django_assert_max_num_queries):
    ingest(log, (0, State.UP))
    with django_assert_max_num_queries(10):
        ingest(log, (60, State.UP))
