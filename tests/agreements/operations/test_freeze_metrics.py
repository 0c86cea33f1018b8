"""Every form of promise is frozen, read again from its record alone, and restated."""

from fractions import Fraction

import pytest

from agreements.models import Result, State, Verdict
from agreements.operations.tick import tick
from agreements.queries.figures import frozen_figures
from agreements.queries.frozen import frozen, results_of
from agreements.queries.judging import judge
from agreements.queries.terms import alerts_of, terms_from
from common.db.instants import to_seconds
from slm.models import Indicator, PeriodState, Service
from slm.queries.calendars import calendar_for, hours_by_id
from slm.queries.timelines import timelines
from tests.agreements.closing import CLOSES_AT, JULY, LABEL, closed_june, correct, day, june

pytestmark = pytest.mark.django_db
LATER = day(7, 20)


def limits(metric, limit, **terms):
    better = metric in ("mtbf", "mtbsi", "throughput", "satisfaction")
    return {
        "metric": metric,
        "limit": limit,
        "threshold_ppm": 0,
        "comparator": ">=" if better else "<=",
    } | terms


@pytest.mark.parametrize(
    ("metric", "limit", "before", "after"),
    [
        ("downtime", 3_000, (3_600, State.MISSED), (2_700, State.MET)),
        ("longest_break", 3_000, (3_600, State.MISSED), (2_700, State.MET)),
        ("mtrs", 3_000, (3_600, State.MISSED), (2_700, State.MET)),
        ("mtbf", 2_589_000, (2_588_400, State.MISSED), (2_589_300, State.MET)),
    ],
)
def test_a_metric_of_time_is_restated_by_a_late_fact(
    sari, oka, customer_a, metric, limit, before, after
):
    verdict = closed_june(sari, customer_a, **limits(metric, limit))
    correct(45, oka, at=LATER)
    tick(at=LATER)
    kept = results_of([verdict.pk])[verdict.pk]
    assert [(row.figures.reached.value, row.result.state) for row in kept] == [before, after]
    assert kept[0].key == "missed"


def test_breaks_are_kept_with_the_parts(sari, oka, customer_a):
    verdict = closed_june(sari, customer_a, **limits("breaks", 3))
    result = verdict.results.get()
    assert result.parts["breaks"] == {
        "breaks": 1,
        "down": 3_600,
        "up": 2_588_400,
        "longest": 3_600,
    }
    assert frozen_figures(result).reached.value == 1
    # The same count with less downtime is another record, since the breaks are.
    correct(45, oka, at=LATER)
    tick(at=LATER)
    assert [row.state for row in verdict.results.order_by("number")] == [State.MET, State.MET]


@pytest.fixture
def counted():
    """An indicator whose events are counted; counts are written as a cycle does."""
    service = Service.objects.create(code="ITEMS", name="Service desk")

    def _make(kind, **fields):
        return Indicator.objects.create(service=service, kind=kind, is_fed=False, **fields)

    return _make


def write_count(commitment, good, total, *, at):
    verdict = commitment.verdicts.get(period_label=LABEL)
    PeriodState.objects.filter(pk=verdict.period_state_id).update(
        good_count=good, total_count=total, computed_to_at=verdict.period_end_at, next_check_at=None
    )
    Verdict.objects.filter(pk=verdict.pk).update(next_check_at=at)
    tick(at=at)
    return Verdict.objects.get(pk=verdict.pk)


@pytest.mark.parametrize(
    ("kind", "terms", "before", "after", "values", "states"),
    [
        (
            "response_time",
            {"metric": "within_time", "threshold_ppm": 900_000, "within": 800},
            (7, 8),
            (8, 8),
            [875_000, 1_000_000],
            ["missed", "met"],
        ),
        (
            "counter",
            limits("workload", 100),
            (0, 101),
            (0, 99),
            [101, 99],
            ["missed", "met"],
        ),
        (
            "satisfaction",
            limits("satisfaction", 4_200),
            (54_600, 13),
            (58_500, 14),
            [4_200, Fraction(58_500, 14)],
            ["met", "missed"],
        ),
    ],
)
def test_counts_are_frozen_and_restated(
    sari, customer_a, counted, kind, terms, before, after, values, states
):
    commitment = june(sari, customer_a, minutes=0, of=counted(kind), **terms)
    write_count(commitment, *before, at=JULY)
    tick(at=CLOSES_AT)
    verdict = write_count(commitment, *after, at=LATER)
    kept = [frozen(row) for row in Result.objects.filter(verdict=verdict).order_by("number")]
    assert [row.figures.reached.value for row in kept] == values
    assert [row.result.state for row in kept] == states
    assert kept[0].result.parts["counts"] == {
        "good": before[0],
        "total": before[1],
        "is_incomplete": False,
    }


def test_a_share_of_events_keeps_its_pair_beside(sari, customer_a, counted):
    commitment = june(
        sari,
        customer_a,
        minutes=0,
        of=counted("counter"),
        metric="ratio",
        threshold_ppm=999_000,
        comparator=">=",
    )
    write_count(commitment, 12_390, 12_400, at=JULY)
    tick(at=CLOSES_AT)
    result = Result.objects.get()
    assert (result.good_seconds, result.measured_seconds, result.percent) == (
        12_390,
        12_400,
        "99.9193",
    )


def test_nothing_counted_is_issued_as_no_data(sari, customer_a, counted):
    commitment = june(
        sari, customer_a, minutes=0, of=counted("counter"), **limits("throughput", 10)
    )
    write_count(commitment, 0, 0, at=JULY)
    tick(at=CLOSES_AT)
    result = Result.objects.get()
    assert (result.state, frozen_figures(result).reached.is_measured) == (State.NO_DATA, False)


@pytest.mark.parametrize(
    ("metric", "limit"),
    [("downtime", 3_000), ("breaks", 0), ("longest_break", 5_000), ("mtrs", 3_000), ("mtbf", 1)],
)
def test_the_stored_verdict_is_what_is_judged_from_the_facts_alone(sari, customer_a, metric, limit):
    commitment = june(sari, customer_a, **limits(metric, limit))
    verdict = commitment.verdicts.select_related("period_state").get(period_label=LABEL)
    start, end = to_seconds(verdict.period_start_at), to_seconds(verdict.period_end_at)
    measure = commitment.measure
    hours = hours_by_id([measure.hours_id])[measure.hours_id]
    known = timelines([measure.indicator], start, end, as_of=JULY)
    judged = judge(
        terms=terms_from(commitment.terms),
        alerts=alerts_of(commitment.target),
        calendar=calendar_for(hours, start, end),
        timeline=known[measure.indicator_id],
        start_at=verdict.period_start_at,
        end_at=verdict.period_end_at,
        at=JULY,
    )
    assert (judged.verdict.word.value, judged.verdict.close, judged.breaches_at) == (
        verdict.state,
        verdict.is_close,
        verdict.breaches_at,
    )
