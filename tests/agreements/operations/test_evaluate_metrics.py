"""Verdicts on every metric: their words, their exact instants, and when to look again."""

import datetime as dt
from fractions import Fraction

import pytest

from agreements.models import Breach, State, Verdict
from agreements.operations.activate import activate
from agreements.operations.evaluate import evaluate_due
from agreements.operations.tick import tick
from agreements.queries.figures import figures_of
from notices.models import Notice
from slm.engine.metrics import Metric, meaning
from slm.models import Indicator, PeriodState, Service
from slm.operations.record_outage import end_outage, record_outage
from tests.cast import NOW
from tests.scenarios.building import make_agreement, make_hours, make_indicator, make_source

SECOND, HOUR = dt.timedelta(seconds=1), 3_600
NOVEMBER = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
DECEMBER = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
MONTH = 2_592_000


@pytest.fixture
def tool(db):
    return make_source("TOOL")


@pytest.fixture
def bind(customer_a, sari):
    """Promise a metric of an indicator from 1 November on, round the clock in UTC."""

    def _bind(indicator, metric, promised, *, at=NOW, **target):
        means = meaning(Metric(metric))
        amount = {"threshold_ppm": promised} if means.form == "share" else {"limit": promised}
        version = make_agreement(
            "SLA-0007",
            [customer_a],
            hours=make_hours("ALWAYS"),
            start_at=NOVEMBER,
            indicators=[indicator],
            **{
                "metric": metric,
                "threshold_ppm": 0,
                "comparator": ">=" if means.more_is_better else "<=",
            }
            | amount
            | target,
        )
        (commitment,) = activate(version=version, actor=sari, at=at)
        tick(at=at)
        return commitment

    return _bind


def down(tool, indicator, begin, end, *, at=NOW, name="INC"):
    """An outage `[begin, end)` in seconds since 1 November."""
    return record_outage(
        source=tool,
        external_id=name,
        service=indicator.service,
        start_at=NOVEMBER + begin * SECOND,
        end_at=None if end is None else NOVEMBER + end * SECOND,
        at=at,
    )


def counted(kind, code="ITEMS", **fields):
    service = Service.objects.create(code=code, name=code.title())
    return Indicator.objects.create(service=service, kind=kind, is_fed=False, **fields)


def count(commitment, good, total, *, at, **fields):
    """Write what was counted of the running period, as a cycle does, and judge."""
    verdict = commitment.verdicts.latest("period_start_at")
    PeriodState.objects.filter(pk=verdict.period_state_id).update(
        good_count=good, total_count=total, computed_to_at=min(at, verdict.period_end_at), **fields
    )
    Verdict.objects.filter(pk=verdict.pk).update(next_check_at=at)
    evaluate_due(at=at)


def verdict() -> Verdict:
    return Verdict.objects.latest("period_end_at")


def value(at=NOW) -> Fraction | None:
    row = Verdict.objects.select_related("period_state", "commitment__measure__indicator").latest(
        "period_end_at"
    )
    return figures_of([row], at=at)[row.pk].reached.value


def closed():
    """Judge November when it is over."""
    tick(at=DECEMBER)
    return Verdict.objects.get(period_start_at=NOVEMBER).state


# Downtime


def test_downtime_is_missed_at_the_first_second_over_its_limit(bind, tool):
    indicator = make_indicator("S")
    down(tool, indicator, 1_000, 1_000 + HOUR)
    bind(indicator, "downtime", HOUR - 1)
    breach = Breach.objects.get()
    assert (verdict().state, breach.kind) == (State.MISSED, Breach.Kind.LEVEL)
    assert breach.breached_at == NOVEMBER + (1_000 + HOUR) * SECOND


def test_downtime_exactly_at_its_limit_is_warned_and_then_met(bind, tool):
    indicator = make_indicator("S")
    down(tool, indicator, 1_000, 1_000 + HOUR)
    bind(indicator, "downtime", HOUR)
    assert (verdict().state, value()) == (State.AT_RISK, HOUR)
    assert closed() == State.MET


def test_an_open_outage_says_when_the_limit_will_be_exceeded(bind, tool):
    indicator, begun = make_indicator("S"), NOW - 600 * SECOND
    record_outage(
        source=tool, external_id="OPEN", service=indicator.service, start_at=begun, at=begun
    )
    bind(indicator, "downtime", HOUR)
    assert (verdict().state, value()) == (State.AT_RISK, 600)
    assert verdict().breaches_at == begun + (HOUR + 1) * SECOND
    assert Notice.objects.get(kind="agreements.at_risk").facts["metric"] == "downtime"
    tick(at=begun + (HOUR + 1) * SECOND)
    assert Breach.objects.get().breached_at == begun + (HOUR + 1) * SECOND


def test_the_check_comes_when_the_warning_share_is_used(bind, tool):
    indicator, begun = make_indicator("S"), NOW - 600 * SECOND
    record_outage(
        source=tool, external_id="OPEN", service=indicator.service, start_at=begun, at=begun
    )
    bind(indicator, "downtime", 100 * HOUR, warning_ppm=1_670, unknown="good")
    # 0.167 % of 100 h are 601.2 s: a second from now, before the minute is over.
    assert verdict().next_check_at == begun + 602 * SECOND


# Breaks


def test_the_break_that_is_one_too_many_is_the_breach(bind, tool):
    indicator = make_indicator("S")
    for number in range(3):
        down(tool, indicator, number * 10_000, number * 10_000 + 60, name=f"INC-{number}")
    commitment = bind(indicator, "breaks", 2)
    assert (verdict().state, value()) == (State.MISSED, 3)
    assert commitment.breaches.get().breached_at == NOVEMBER + 20_000 * SECOND


def test_breaks_shorter_than_the_minimum_are_none(bind, tool):
    indicator = make_indicator("S")
    for number in range(3):
        down(tool, indicator, number * 10_000, number * 10_000 + 60, name=f"INC-{number}")
    bind(indicator, "breaks", 0, min_break_seconds=61)
    assert (verdict().state, value()) == (State.MET, 0)


@pytest.mark.parametrize(("crossing", "breaks"), [("began", 0), ("both", 1)])
def test_a_break_over_the_border_counts_as_the_promise_says(bind, tool, crossing, breaks):
    indicator = make_indicator("S")
    down(tool, indicator, -600, 600)
    bind(indicator, "breaks", 5, crossing=crossing)
    assert value() == breaks


def test_an_outage_that_began_this_second_is_a_break_the_next(bind, tool):
    indicator = make_indicator("S")
    bind(indicator, "breaks", 0)
    record_outage(source=tool, external_id="OPEN", service=indicator.service, start_at=NOW, at=NOW)
    tick(at=NOW)
    assert (verdict().state, value()) == (State.MET, 0)
    assert verdict().next_check_at == NOW + 60 * SECOND
    tick(at=NOW + 60 * SECOND)
    assert (verdict().state, value(NOW + 60 * SECOND)) == (State.MISSED, 1)
    assert Breach.objects.get().breached_at == NOW


def test_the_longest_break_grows_while_an_outage_is_open(bind, tool):
    indicator, begun = make_indicator("S"), NOW - 600 * SECOND
    down(tool, indicator, 0, 700)
    open_one = record_outage(
        source=tool, external_id="OPEN", service=indicator.service, start_at=begun, at=begun
    )
    bind(indicator, "longest_break", 900)
    assert (verdict().state, value()) == (State.AT_RISK, 700)
    assert value(NOW + 200 * SECOND) == 800
    tick(at=NOW + 301 * SECOND)
    assert Breach.objects.get().breached_at == begun + 901 * SECOND
    end_outage(fact=open_one, end_at=NOW, actor=None, at=NOW + 400 * SECOND)
    tick(at=NOW + 400 * SECOND)
    assert (Breach.objects.get().step, value(NOW + 400 * SECOND)) == (Breach.Step.WITHDRAWN, 700)


# Means of breaks


def test_mtrs_is_an_exact_fraction_and_only_missed_when_over(bind, tool):
    indicator = make_indicator("S")
    for number, length in enumerate((60, 60, 61)):
        down(tool, indicator, number * 10_000, number * 10_000 + length, name=f"INC-{number}")
    bind(indicator, "mtrs", 60)
    assert (verdict().state, value()) == (State.AT_RISK, Fraction(181, 3))
    assert not Breach.objects.exists()
    assert closed() == State.MISSED
    assert Breach.objects.get().breached_at == DECEMBER


def test_a_mean_without_a_break_keeps_the_promise(bind):
    bind(make_indicator("S"), "mtbf", 10**9)
    assert (verdict().state, value()) == (State.MET, None)
    assert closed() == State.MET


def test_mtbf_recovers_with_up_time_at_an_exact_instant(bind, tool):
    indicator = make_indicator("S")
    down(tool, indicator, 0, 1_000)
    passed = int((NOW - NOVEMBER).total_seconds())
    bind(indicator, "mtbf", passed - 1_000 + 30)
    assert (verdict().state, verdict().next_check_at) == (State.AT_RISK, NOW + 30 * SECOND)
    tick(at=NOW + 30 * SECOND)
    assert verdict().state == State.MET


@pytest.mark.parametrize("metric", ["downtime", "breaks", "longest_break", "mtbf", "mtrs", "mtbsi"])
def test_nothing_measured_is_no_data(bind, metric):
    bind(make_indicator("S", make_source("PROBE")), metric, 1)
    assert (verdict().state, value()) == (State.NO_DATA, None)


# What is counted


def test_a_share_of_events_is_judged_by_whole_numbers(bind):
    commitment = bind(counted("response_time"), "within_time", 950_000, within=800)
    assert verdict().state == State.NO_DATA
    count(commitment, 962, 1_000, at=NOW)
    assert (verdict().state, value()) == (State.AT_RISK, 962_000)
    count(commitment, 0, 1_000, at=NOW + SECOND)
    assert verdict().state == State.AT_RISK
    assert not Breach.objects.exists()
    count(commitment, 949, 1_000, at=DECEMBER)
    assert (verdict().state, Breach.objects.get().breached_at) == (State.MISSED, DECEMBER)


def test_commitments_of_one_indicator_have_measures_of_their_own(bind):
    commitment = bind(counted("work_items"), "resolved", 900_000, within=14_400, priority="P1")
    measure = commitment.measure
    assert (measure.counts, measure.within, measure.priority) == ("resolved", 14_400, "P1")


def test_a_workload_that_is_exceeded_is_a_breach_of_its_own_kind(bind):
    commitment = bind(counted("counter"), "workload", 100)
    count(commitment, 0, 101, at=NOW)
    count(commitment, 0, 120, at=NOW + 60 * SECOND)
    breach = Breach.objects.get()
    assert (verdict().state, breach.kind, breach.breached_at) == (
        State.MISSED,
        Breach.Kind.WORKLOAD,
        NOW,
    )


def test_throughput_wakes_when_its_line_turns(bind):
    commitment = bind(counted("counter"), "throughput", 1_000)
    # 900 of 1 000: the line still holds while nine tenths of the month have not passed.
    count(commitment, 0, 900, at=NOW)
    turns = NOVEMBER + (MONTH * 9 // 10 + 1) * SECOND
    assert (verdict().state, verdict().next_check_at) == (State.MET, turns)
    tick(at=turns)
    assert verdict().state == State.AT_RISK
    count(commitment, 0, 1_000, at=turns + SECOND)
    assert verdict().state == State.MET
    count(commitment, 0, 999, at=DECEMBER)
    assert verdict().state == State.MISSED


def test_a_mean_of_answers_is_compared_exactly(bind):
    commitment = bind(counted("satisfaction", scale_from=1, scale_to=5), "satisfaction", 4_200)
    count(commitment, 54_600, 13, at=NOW)
    assert (verdict().state, value()) == (State.MET, 4_200)
    count(commitment, 58_500, 14, at=NOW + SECOND)
    assert (verdict().state, value()) == (State.AT_RISK, Fraction(58_500, 14))


def test_an_entered_figure_may_have_to_fall(bind):
    commitment = bind(counted("entered"), "entered", 12_000, comparator="<")
    count(commitment, 12_000, 1, at=DECEMBER)
    assert verdict().state == State.MISSED
