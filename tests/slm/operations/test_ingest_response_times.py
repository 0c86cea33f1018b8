"""Response times in any order and any number of times: kept, counted and sketched once."""

import datetime as dt

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Installation
from slm.engine import sketch
from slm.engine.metrics import Metric
from slm.engine.times import unpack_counts
from slm.models import Dirty, Measure, Source, TimesBatch, TimesDay, TimesFeed, TimesShare
from slm.operations.count_thresholds import count_thresholds
from slm.operations.ingest_response_times import (
    TimesRefused,
    TimesSeries,
    ingest_response_times,
    ingest_times_of_many,
)
from slm.operations.ingest_samples import Ingested
from slm.operations.watch_period import measure_for
from slm.queries.times import read_raw
from tests.slm.times import MONDAY, make_hours, make_timed, send

pytestmark = pytest.mark.django_db
DAY_MS = 86_400_000
LATER = MONDAY + dt.timedelta(days=6)


@pytest.fixture(autouse=True)
def _jakarta(db):
    Installation.objects.create(organisation="Contoh", zone="Asia/Jakarta")


def kept(indicator):
    """Everything that is kept, as plain values."""
    begin = round(MONDAY.timestamp())
    times = read_raw(indicator.pk, np.array([[begin - 9 * 86_400, begin + 9 * 86_400]]))
    days = TimesDay.objects.filter(indicator=indicator).order_by("day")
    shares = TimesShare.objects.filter(indicator=indicator).order_by("within_ms", "day")
    return (
        list(zip((times.at - begin * 1000).tolist(), times.ms.tolist(), strict=True)),
        [
            (
                row.day,
                row.count,
                unpack_counts(row.counts).tolist(),
                sketch.unpack(row.sketch).tolist(),
            )
            for row in days
            if row.count
        ],
        [(s.within_ms, s.day, s.count, unpack_counts(s.counts).tolist()) for s in shares],
        TimesFeed.objects.get(indicator=indicator).sample_count,
    )


def promised(indicator, *thresholds):
    hours = make_hours(f"H{indicator.pk}")
    for within in thresholds:
        measure_for(indicator=indicator, hours=hours, metric=Metric.WITHIN_TIME, within=within)


def test_samples_are_archived_counted_and_sketched():
    indicator = make_timed()
    promised(indicator, 300, 800)
    taken = send(indicator, [(0, 100), (1, 300), (300_000, 801), (DAY_MS, 800)], LATER)
    assert taken == Ingested(4, 4)
    monday, tuesday = dt.date(2026, 11, 23), dt.date(2026, 11, 24)
    rows = TimesShare.objects.order_by("within_ms", "day")
    assert list(rows.values_list("within_ms", "day", "count")) == [
        (300, monday, 2),
        (300, tuesday, 0),
        (800, monday, 2),
        (800, tuesday, 1),
    ]
    day = TimesDay.objects.get(day=monday)
    assert (day.count, unpack_counts(day.counts).tolist()[:3]) == (3, [2, 1, 0])
    assert sketch.percentile(sketch.unpack(day.sketch), 500_000) in range(299, 302)
    feed = TimesFeed.objects.get()
    assert (feed.zone, feed.sample_count, feed.counted) == ("Asia/Jakarta", 4, [300, 800])
    assert feed.last_at == MONDAY + dt.timedelta(days=1)
    dirty = Dirty.objects.get()
    assert (dirty.from_at, dirty.to_at) == (MONDAY, feed.last_at + dt.timedelta(seconds=1))
    assert Source.objects.get().last_contact_at == LATER


def test_milliseconds_are_kept():
    indicator = make_timed()
    send(indicator, [(1, 5), (2, 6)], LATER)
    assert kept(indicator)[0] == [(1, 5), (2, 6)]
    assert TimesFeed.objects.get().first_at == MONDAY + dt.timedelta(milliseconds=1)


def test_known_sample_changes_nothing_and_marks_nothing():
    indicator = make_timed()
    promised(indicator, 300)
    rows = [(0, 100), (1_000, 900)]
    send(indicator, rows, LATER)
    before = kept(indicator)
    Dirty.objects.all().delete()
    assert send(indicator, rows, LATER) == Ingested(2, 0)
    assert kept(indicator) == before
    assert (TimesBatch.objects.count(), Dirty.objects.count()) == (1, 0)


def test_latest_received_wins_at_one_instant_of_one_source():
    indicator = make_timed()
    promised(indicator, 300)
    send(indicator, [(0, 100), (1_000, 100)], LATER)
    assert send(indicator, [(0, 900), (0, 400)], LATER).new == 1
    times, days, shares, count = kept(indicator)
    assert (times, days[0][1], shares[0][2], count) == ([(0, 400), (1_000, 100)], 2, 1, 2)
    other = Source.objects.create(code="OTHER", name="Another")
    send(indicator, [(0, 50)], LATER, source=other)
    assert sorted(kept(indicator)[0]) == [(0, 50), (0, 400), (1_000, 100)]
    assert kept(indicator)[3] == 3


rows = st.tuples(
    st.integers(0, 5).map(lambda n: n * 43_000_017), st.integers(0, 4).map(lambda n: n * 250)
)
requests = st.lists(st.lists(rows, min_size=1, max_size=6), min_size=1, max_size=5)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(requests, st.integers(0, 4))
def test_whatever_the_requests_the_counts_are_those_of_the_last_word(sent, promised_after):
    with transaction.atomic():
        pieces, whole = make_timed("PIECES"), make_timed("WHOLE")
        hours = make_hours("H")
        measures = [
            {"indicator": one, "hours": hours, "metric": Metric.WITHIN_TIME, "within": 500}
            for one in (pieces, whole)
        ]
        measure_for(**measures[1])
        for number, request in enumerate(sent):
            if number == promised_after:
                measure_for(**measures[0])
            send(pieces, request, LATER)
        measure_for(**measures[0])
        count_thresholds(indicators=[pieces])
        last_word = dict(row for request in sent for row in request)
        send(whole, sorted(last_word.items()), LATER)
        assert kept(pieces) == kept(whole)
        transaction.set_rollback(True)


def test_many_indicators_in_one_request_are_those_of_one_each():
    first, second = make_timed("ONE"), make_timed("TWO")
    begin = round(MONDAY.timestamp()) * 1000
    given_rows = [(first, [0, 5]), (second, [3]), (first, [5, 9])]
    taken = ingest_times_of_many(
        series=[
            TimesSeries(one, one.source, np.array(at) + begin, np.array(at) + 7)
            for one, at in given_rows
        ],
        at=LATER,
    )
    assert taken == Ingested(5, 4)
    assert [row[0] for row in kept(first)[0]] == [0, 5, 9]
    assert [row[0] for row in kept(second)[0]] == [3]


def test_new_threshold_is_counted_back_through_the_archive():
    indicator = make_timed()
    send(indicator, [(0, 100), (DAY_MS, 700), (3 * DAY_MS, 200)], LATER)
    assert not TimesShare.objects.exists()
    promised(indicator, 300)
    counts = TimesShare.objects.order_by("day").values_list("count", flat=True)
    assert list(counts) == [1, 0, 1]
    assert count_thresholds(indicators=[indicator]) == 0


def test_threshold_that_nobody_counted_back_is_counted_with_the_next_samples():
    indicator = make_timed()
    send(indicator, [(0, 100), (DAY_MS, 700)], LATER)
    Measure.objects.create(
        indicator=indicator, hours=make_hours("H"), counts=Metric.WITHIN_TIME, within=300
    )
    send(indicator, [(DAY_MS + 1, 200)], LATER)
    counts = TimesShare.objects.order_by("day").values_list("count", flat=True)
    assert list(counts) == [1, 1]
    assert TimesFeed.objects.get().counted == [300]


def test_archive_is_append_only():
    indicator = make_timed()
    send(indicator, [(0, 100)], LATER)
    for change in (
        lambda: TimesBatch.objects.update(count=2),
        lambda: TimesBatch.objects.all().delete(),
    ):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ((7 * DAY_MS, 5), "at", "future"),
        ((-11 * 366 * DAY_MS, 5), "at", "past"),
        ((0, -1), "ms", "range"),
        ((0, DAY_MS + 1), "ms", "range"),
    ],
)
def test_unfit_sample_refuses_all_and_is_named(row, field, code):
    indicator = make_timed()
    with pytest.raises(TimesRefused) as refusal:
        send(indicator, [(0, 1), row], LATER)
    assert [(one["row"], one["field"], one["code"]) for one in refusal.value.rows] == [
        (1, field, code)
    ]
    assert not TimesBatch.objects.exists()


def test_indicator_of_another_kind_is_refused():
    indicator = make_timed()
    indicator.kind = "availability"
    with pytest.raises(TimesRefused) as refusal:
        send(indicator, [(0, 1)], LATER)
    assert refusal.value.field == "indicator"


def test_nothing_is_nothing():
    indicator = make_timed()
    assert send(indicator, [], LATER) == Ingested(0, 0)
    assert not TimesFeed.objects.exists()


def test_three_indicators_cost_as_many_statements_as_one():
    def cost(codes):
        made = [make_timed(code) for code in codes]
        source = made[0].source
        begin = round(MONDAY.timestamp()) * 1000
        with CaptureQueriesContext(connection) as queries:
            ingest_times_of_many(
                series=[TimesSeries(one, source, np.array([begin]), np.array([5])) for one in made],
                at=LATER,
            )
        return len(queries)

    assert cost(["A"]) == cost(["B", "C", "D"])


def test_a_day_of_seconds_is_ingested_at_once():
    indicator = make_timed()
    promised(indicator, 800)
    begin = round(MONDAY.timestamp()) * 1000
    instants = begin + np.arange(86_400) * 1000
    taken = ingest_response_times(
        indicator=indicator,
        source=indicator.source,
        instants=instants,
        values=np.arange(86_400) % 1_000,
        at=LATER,
    )
    assert taken.new == 86_400
    assert TimesShare.objects.get().count == 86 * 801 + 400
