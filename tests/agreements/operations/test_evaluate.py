"""Verdicts: the words, the reasons to worry, and when to look again."""

import datetime as dt

import pytest

from agreements.models import Breach, State, Verdict
from agreements.operations.activate import activate
from agreements.operations.roll_periods import roll_periods
from agreements.operations.tick import tick
from common.db.instants import to_seconds
from notices.models import Notice
from slm.models import State as Sample
from slm.operations.ingest_samples import ingest_samples
from slm.operations.record_outage import end_outage, record_outage
from tests.cast import NOW
from tests.scenarios.building import make_agreement, make_hours, make_indicator, make_source

SECOND = dt.timedelta(seconds=1)
NOVEMBER = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
DECEMBER = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
ALLOWED = 12_960  # 0.5 % of 30 days


@pytest.fixture
def tool(db):
    return make_source("TOOL")


@pytest.fixture
def bind(customer_a, sari):
    """Put one target on an indicator in force from 1 November, round the clock in UTC."""

    def _bind(indicator, *, at=NOW, **target):
        version = make_agreement(
            "SLA-0007",
            [customer_a],
            hours=make_hours("ALWAYS"),
            start_at=NOVEMBER,
            indicators=[indicator],
            **target,
        )
        (commitment,) = activate(version=version, actor=sari, at=at)
        tick(at=at)
        return commitment

    return _bind


def down(tool, indicator, begin: int, end: int | None, *, at, name="INC"):
    """An outage `[begin, end)` in seconds since 1 November."""
    return record_outage(
        source=tool,
        external_id=name,
        service=indicator.service,
        start_at=NOVEMBER + begin * SECOND,
        end_at=None if end is None else NOVEMBER + end * SECOND,
        at=at,
    )


def verdict() -> Verdict:
    return Verdict.objects.latest("period_start_at")


def test_nothing_bad_is_met(bind):
    bind(make_indicator("S"))
    assert (verdict().state, verdict().is_close, verdict().breaches_at) == (State.MET, False, None)


def test_nothing_measured_is_no_data(bind):
    bind(make_indicator("S", make_source("PROBE")))
    assert verdict().state == State.NO_DATA


def test_unknown_as_bad_misses_what_nobody_measured(bind):
    bind(make_indicator("S", make_source("PROBE")), unknown="bad")
    assert verdict().state == State.MISSED
    assert Breach.objects.get().breached_at == NOVEMBER + (ALLOWED + 1) * SECOND


def test_three_quarters_of_the_budget_is_a_warning(bind, tool):
    indicator = make_indicator("S")
    bind(indicator)
    down(tool, indicator, 0, ALLOWED * 3 // 4 - 1, at=NOW)
    tick(at=NOW + SECOND)
    assert verdict().state == State.MET
    down(tool, indicator, 0, ALLOWED * 3 // 4, at=NOW + SECOND)
    tick(at=NOW + 2 * SECOND)
    assert (verdict().state, verdict().is_close) == (State.AT_RISK, True)


def test_exactly_the_budget_is_not_missed_and_a_second_more_is(bind, tool):
    indicator = make_indicator("S")
    bind(indicator)
    down(tool, indicator, 0, ALLOWED, at=NOW)
    tick(at=NOW + SECOND)
    assert verdict().state == State.AT_RISK
    down(tool, indicator, 0, ALLOWED + 1, at=NOW + SECOND)
    tick(at=NOW + 2 * SECOND)
    assert verdict().state == State.MISSED
    assert Breach.objects.get().breached_at == NOVEMBER + (ALLOWED + 1) * SECOND


def test_above_is_missed_when_the_budget_is_used_up(bind, tool):
    indicator = make_indicator("S")
    bind(indicator, comparator=">")
    down(tool, indicator, 0, ALLOWED, at=NOW)
    tick(at=NOW + SECOND)
    assert verdict().state == State.MISSED


def test_straight_line_warns_once_enough_is_measured(bind, tool):
    indicator = make_indicator("S")
    early = NOVEMBER + dt.timedelta(days=2)
    bind(indicator, at=early)
    # 4 000 s in two days would make 60 000 s in the month: told only after three days.
    down(tool, indicator, 0, 4_000, at=early)
    tick(at=early + SECOND)
    assert verdict().state == State.MET
    tick(at=NOVEMBER + dt.timedelta(days=3) + SECOND)
    assert verdict().state == State.AT_RISK


def test_straight_line_calms_down_at_its_instant(bind, tool):
    indicator = make_indicator("S")
    day_5 = NOVEMBER + dt.timedelta(days=5)
    bind(indicator, at=day_5)
    down(tool, indicator, 0, 3_000, at=day_5)
    tick(at=day_5 + SECOND)
    assert verdict().state == State.AT_RISK
    # 3 000 s × 2 592 000 ÷ measured ≤ 12 960 from 600 000 measured seconds on.
    tick(at=NOVEMBER + 599_999 * SECOND)
    assert verdict().state == State.AT_RISK
    tick(at=NOVEMBER + 600_000 * SECOND)
    assert verdict().state == State.MET


def test_fast_burn_is_at_risk_and_clears(bind, tool):
    """A short outage that burns fast warns though the budget is nearly whole."""
    indicator = make_indicator("S")
    bind(indicator, threshold_ppm=999_000)
    fact = down(tool, indicator, to_seconds(NOW) - to_seconds(NOVEMBER) - 60, None, at=NOW)
    tick(at=NOW + SECOND)
    end_outage(fact=fact, end_at=NOW + 2 * SECOND, actor=None, at=NOW + 2 * SECOND)
    tick(at=NOW + 3 * SECOND)
    assert verdict().state == State.AT_RISK
    # Both windows burnt: 62 s of an hour and of five minutes. The short one has cleared by then.
    tick(at=NOW + 400 * SECOND)
    assert verdict().state == State.MET


def test_period_that_ends_is_judged_by_what_was_measured(bind, tool):
    indicator = make_indicator("S")
    bind(indicator)
    down(tool, indicator, 0, ALLOWED, at=NOW)
    tick(at=DECEMBER + SECOND)
    november = Verdict.objects.get(period_start_at=NOVEMBER)
    assert (november.state, november.next_check_at) == (State.MET, None)


def test_next_period_begins_by_itself(bind):
    bind(make_indicator("S"))
    tick(at=DECEMBER + SECOND)
    assert list(Verdict.objects.values_list("period_label", "state")) == [
        ("month:2026-11-01", State.MET),
        ("month:2026-12-01", State.MET),
    ]


def test_open_outage_goes_on_in_the_next_period(bind, tool):
    indicator = make_indicator("S")
    bind(indicator)
    down(tool, indicator, 30 * 86_400 - 600, None, at=DECEMBER - SECOND)
    tick(at=DECEMBER + 60 * SECOND)
    states = list(Verdict.objects.order_by("period_start_at").values_list("state", flat=True))
    assert states == [State.MET, State.AT_RISK]


def test_tick_without_news_judges_nothing(bind):
    bind(make_indicator("S"))
    assert tick(at=NOW + 5 * SECOND) == {
        "computed": 0,
        "begun": 0,
        "judged": 0,
        "closed": 0,
    }


def test_each_episode_of_risk_is_told_once(bind, tool):
    indicator = make_indicator("S")
    bind(indicator)
    start = to_seconds(NOW) - to_seconds(NOVEMBER)
    for number in (1, 2):
        begin = start + number * 86_400
        at = NOVEMBER + begin * SECOND
        fact = down(tool, indicator, begin, None, at=at, name=f"INC-{number}")
        for step in range(3):
            tick(at=at + (1 + step) * SECOND)
        end_outage(fact=fact, end_at=at + 10 * SECOND, actor=None, at=at + 10 * SECOND)
        tick(at=at + 11 * SECOND)
        tick(at=at + dt.timedelta(hours=20))
        assert verdict().state == State.MET
    notices = Notice.objects.filter(kind="agreements.at_risk").order_by("episode")
    assert list(notices.values_list("episode", flat=True)) == [1, 2]


def test_first_sample_turns_no_data_into_a_verdict(bind):
    indicator = make_indicator("S", make_source("PROBE"))
    bind(indicator)
    ingest_samples(
        indicator=indicator,
        source=indicator.source,
        instants=[to_seconds(NOW) - 3_600],
        states=[Sample.UP],
        at=NOW,
    )
    tick(at=NOW + SECOND)
    assert verdict().state == State.MET


def test_rolling_twice_is_once(bind):
    bind(make_indicator("S"))
    roll_periods(at=NOW)
    assert Verdict.objects.count() == 1
