"""What a period reached of each kind of promise, counted by hand, and the word for it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from agreements.engine.budgets import Budget
from agreements.engine.reached import (
    Tally,
    judge_reached_closed,
    judge_reached_running,
    keeps,
    passed_where_line_turns,
    reach,
    straight_line_met,
)
from agreements.engine.terms import Comparator, Terms
from agreements.engine.verdicts import Alerts, Risk, Verdict, Word
from slm.engine.breaks import Reliability
from slm.engine.layers import Parts
from slm.engine.level import Reading, Unknown
from slm.engine.metrics import Metric, meaning
from slm.engine.periods import Cadence, PeriodKind

ALERTS = Alerts()
MONTH = Cadence(PeriodKind.MONTH)
# Formula section 5: 22 days of 10 h, 95 min down in four failures.
AST, DOWN = 13_200 * 60, 95 * 60
PARTS = Parts(service=AST, down=DOWN, good=AST - DOWN)
BREAKS = Reliability(breaks=4, down=DOWN, up=AST - DOWN, longest=40 * 60)
UNBROKEN = Reliability(breaks=0, down=0, up=AST, longest=0)


def promise(metric, promised, comparator=None, **more):
    better = meaning(metric).more_is_better
    is_share = meaning(metric).form == "share"
    return Terms(
        indicator="PAY",
        hours="OFFICE",
        cadence=MONTH,
        metric=metric,
        target_ppm=promised if is_share else 0,
        limit=None if is_share else promised,
        comparator=Comparator(comparator or (">=" if better else "<=")),
        within=800 if meaning(metric).within else None,
        **more,
    )


def of_time(metric, promised, comparator=None, *, parts=PARTS, breaks=BREAKS, **more):
    terms = promise(metric, promised, comparator, **more)
    return terms, reach(terms, parts=parts, breaks=breaks)


def counted(metric, promised, good, total, comparator=None):
    terms = promise(metric, promised, comparator)
    return terms, reach(terms, parts=Parts(), tally=Tally(good, total))


def closed(pair):
    terms, reached = pair
    return judge_reached_closed(terms=terms, reached=reached, alerts=ALERTS)


def running(pair, **more):
    terms, reached = pair
    return judge_reached_running(terms=terms, reached=reached, alerts=ALERTS, **more)


MET, CLOSE, MISSED = Verdict(Word.MET), Verdict(Word.MET, close=True), Verdict(Word.MISSED)
NO_DATA = Verdict(Word.NO_DATA)
WARNED = Verdict(Word.AT_RISK, True, (Risk.WARNING,), 750_000)
WOULD_MISS = Verdict(Word.AT_RISK, risks=(Risk.FORECAST,))


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        (Metric.DOWNTIME, 5_700),
        (Metric.BREAKS, 4),
        (Metric.LONGEST_BREAK, 2_400),
        (Metric.MTBF, Fraction(786_300, 4)),  # 54.604 h
        (Metric.MTRS, 1_425),  # 23.75 min
        (Metric.MTBSI, 198_000),  # 55 h
    ],
)
def test_time_metrics_read_the_published_example_exactly(metric, value):
    assert of_time(metric, 1)[1].value == value


def test_downtime_is_what_availability_calls_bad():
    parts = Parts(service=1_000, down=10, partial=20, degraded=40, unknown=100, good=830)
    reading = Reading(Unknown.BAD, partial_weight_ppm=500_000, degraded_weight_ppm=25_000)
    assert of_time(Metric.DOWNTIME, 1, parts=parts, reading=reading)[1].value == 121


@pytest.mark.parametrize(
    ("metric", "promised", "comparator", "verdict"),
    [
        (Metric.DOWNTIME, 5_699, "<=", MISSED),
        (Metric.DOWNTIME, 5_700, "<=", CLOSE),
        (Metric.DOWNTIME, 5_700, "<", MISSED),
        (Metric.DOWNTIME, 7_600, "<=", CLOSE),
        (Metric.DOWNTIME, 7_601, "<=", MET),
        (Metric.BREAKS, 3, "<=", MISSED),
        (Metric.BREAKS, 4, "<=", CLOSE),
        (Metric.BREAKS, 4, "<", MISSED),
        (Metric.BREAKS, 6, "<=", MET),
        (Metric.LONGEST_BREAK, 2_399, "<=", MISSED),
        (Metric.LONGEST_BREAK, 2_400, "<=", CLOSE),
        (Metric.MTBF, 196_575, ">=", MET),
        (Metric.MTBF, 196_576, ">=", MISSED),
        (Metric.MTBF, 196_575, ">", MISSED),
        (Metric.MTRS, 1_425, "<=", MET),
        (Metric.MTRS, 1_425, "<", MISSED),
        (Metric.MTRS, 1_424, "<=", MISSED),
        (Metric.MTBSI, 198_000, ">=", MET),
        (Metric.MTBSI, 198_001, ">=", MISSED),
    ],
)
def test_a_closed_period_compares_exactly(metric, promised, comparator, verdict):
    assert closed(of_time(metric, promised, comparator)) == verdict


@pytest.mark.parametrize("metric", [Metric.MTBF, Metric.MTRS, Metric.MTBSI])
def test_no_break_in_the_period_keeps_the_promise_without_a_figure(metric):
    terms, reached = of_time(
        metric, 1_000_000_000, parts=Parts(service=AST, good=AST), breaks=UNBROKEN
    )
    assert (reached.value, reached.is_measured, reached.is_unbroken) == (None, True, True)
    assert closed((terms, reached)) == running((terms, reached)) == MET


@pytest.mark.parametrize("metric", [m for m in Metric if not meaning(m).counted])
def test_nothing_measured_is_no_data_in_every_metric_of_time(metric):
    parts = Parts(service=100, unknown=100)
    pair = of_time(metric, 1, parts=parts, breaks=Reliability(0, 0, 0, 0))
    assert closed(pair) == running(pair) == NO_DATA


@pytest.mark.parametrize("metric", [m for m in Metric if meaning(m).counted])
def test_nothing_counted_is_no_data_in_every_metric_of_counts(metric):
    pair = counted(metric, 1, 0, 0)
    assert closed(pair) == running(pair) == NO_DATA


def test_no_break_allowed_and_none_happened_is_met():
    pair = of_time(Metric.BREAKS, 0, parts=Parts(service=9, good=9), breaks=UNBROKEN)
    assert closed(pair) == running(pair) == MET


@pytest.mark.parametrize(
    ("metric", "promised", "comparator", "verdict"),
    [
        (Metric.DOWNTIME, 5_699, "<=", MISSED),
        (Metric.DOWNTIME, 5_700, "<", MISSED),
        (Metric.DOWNTIME, 5_700, "<=", WARNED),
        (Metric.DOWNTIME, 7_600, "<=", WARNED),
        (Metric.DOWNTIME, 7_601, "<=", MET),
        (Metric.BREAKS, 3, "<=", MISSED),
        (Metric.BREAKS, 5, "<=", WARNED),
        (Metric.BREAKS, 6, "<=", MET),
        # A mean can recover until the end: it is never missed before.
        (Metric.MTRS, 1, "<=", WOULD_MISS),
        (Metric.MTBF, 786_300, ">=", WOULD_MISS),
    ],
)
def test_a_running_period_is_missed_only_where_a_limit_was_exceeded(
    metric, promised, comparator, verdict
):
    assert running(of_time(metric, promised, comparator)) == verdict


def test_an_open_outage_that_will_exceed_the_limit_puts_it_at_risk():
    found = running(of_time(Metric.DOWNTIME, 10_000), breach_expected=True)
    assert found == Verdict(Word.AT_RISK, risks=(Risk.OPEN_OUTAGE,))


@pytest.mark.parametrize(
    ("good", "total", "verdict"),
    [
        (950, 1_000, CLOSE),
        (949, 1_000, MISSED),
        (7, 8, MISSED),
        (19, 20, CLOSE),
        (1_000, 1_000, MET),
        # 38 of 50 allowed events used: 24 % left.
        (962, 1_000, CLOSE),
        (963, 1_000, MET),
    ],
)
def test_a_closed_share_of_events_compares_whole_numbers(good, total, verdict):
    assert closed(counted(Metric.WITHIN_TIME, 950_000, good, total)) == verdict


@pytest.mark.parametrize(
    ("good", "total", "verdict"),
    [
        # 5 % of 1 000 are 50 events; three quarters of them are 37.5.
        (963, 1_000, MET),
        (962, 1_000, WARNED),
        (949, 1_000, Verdict(Word.AT_RISK, False, (Risk.WARNING, Risk.FORECAST), 750_000)),
        # Everything failed, and still it may recover.
        (0, 1_000, Verdict(Word.AT_RISK, False, (Risk.WARNING, Risk.FORECAST), 750_000)),
        # Of few events no warning share is told, only that it would miss now.
        (18, 19, WOULD_MISS),
        (19, 19, MET),
        (19, 20, WARNED),
    ],
)
def test_a_running_share_of_events_is_never_missed_before_its_end(good, total, verdict):
    assert running(counted(Metric.RESOLVED, 950_000, good, total)) == verdict


def test_the_budget_of_a_share_is_in_events():
    _terms, reached = counted(Metric.RATIO, 999_000, 12_390, 12_400)
    assert reached.budget == Budget(Fraction(124, 10), Fraction(10))


@pytest.mark.parametrize(
    ("comparator", "total", "word"),
    [("<=", 100, Word.MET), ("<=", 101, Word.MISSED), ("<", 100, Word.MISSED)],
)
def test_a_workload_is_exceeded_at_once(comparator, total, word):
    pair = counted(Metric.WORKLOAD, 100, 0, total, comparator)
    assert closed(pair).word is word
    assert running(pair).word is (Word.AT_RISK if word is Word.MET else word)


@pytest.mark.parametrize(
    ("total", "line_met", "verdict"),
    [
        (99, None, MET),
        (99, True, MET),
        (99, False, WOULD_MISS),
        (100, False, MET),
        (120, True, MET),
    ],
)
def test_throughput_is_at_risk_only_by_its_forecast(total, line_met, verdict):
    assert running(counted(Metric.THROUGHPUT, 100, 0, total), line_met=line_met) == verdict


@pytest.mark.parametrize(("total", "verdict"), [(99, MISSED), (100, MET)])
def test_throughput_is_compared_when_the_period_is_over(total, verdict):
    assert closed(counted(Metric.THROUGHPUT, 100, 0, total)) == verdict


@pytest.mark.parametrize(
    ("passed", "met"),
    [
        (99, None),  # a tenth of 1 000 has not passed
        (100, True),  # 50 in 100: 500 by the end
        (500, True),  # 50 in 500: 100 by the end, exactly
        (501, False),
        (1_000, False),
    ],
)
def test_the_straight_line_speaks_from_a_tenth_on(passed, met):
    terms, reached = counted(Metric.THROUGHPUT, 100, 0, 50)
    assert straight_line_met(terms, reached, passed=passed, whole=1_000) is met


@pytest.mark.parametrize("comparator", [">=", ">"])
@pytest.mark.parametrize("total", [1, 3, 7, 50, 99])
def test_the_line_turns_at_the_exact_second(comparator, total):
    terms, reached = counted(Metric.THROUGHPUT, 100, 0, total, comparator)
    at = passed_where_line_turns(terms, reached, whole=1_000)
    walk = (
        second
        for second in range(100, 1_001)
        if straight_line_met(terms, reached, passed=second, whole=1_000) is False
    )
    assert at == next(walk)


def test_a_line_that_was_reached_does_not_turn():
    assert passed_where_line_turns(*counted(Metric.THROUGHPUT, 100, 0, 100), whole=1_000) is None


@pytest.mark.parametrize(
    ("comparator", "good", "total", "kept"),
    [
        # 4.2 from 13 answers that sum up to 54.6
        (">=", 54_600, 13, True),
        (">", 54_600, 13, False),
        (">=", 54_599, 13, False),
    ],
)
def test_a_mean_of_answers_is_an_exact_fraction(comparator, good, total, kept):
    pair = counted(Metric.SATISFACTION, 4_200, good, total, comparator)
    assert keeps(*pair) is kept
    assert running(pair) == (MET if kept else WOULD_MISS)


@pytest.mark.parametrize(
    ("comparator", "kept"), [(">=", True), (">", False), ("<=", True), ("<", False)]
)
def test_an_entered_figure_may_rise_or_fall(comparator, kept):
    assert keeps(*counted(Metric.ENTERED, 12_500, 25_000, 2, comparator)) is kept


@pytest.mark.parametrize(
    ("metric", "fields"),
    [
        (Metric.DOWNTIME, {"limit": None}),
        (Metric.DOWNTIME, {"comparator": Comparator.AT_LEAST}),
        (Metric.MTBF, {"limit": -1}),
        (Metric.WITHIN_TIME, {"within": None}),
        (Metric.RATIO, {"comparator": Comparator.AT_MOST}),
    ],
)
def test_a_promise_that_can_not_be_judged_is_no_promise(metric, fields):
    with pytest.raises(ValueError, match=r"limit|promised by|needs the time"):
        replace(promise(metric, 1), **fields)
