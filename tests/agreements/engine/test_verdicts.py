from fractions import Fraction

import pytest

from agreements.engine.budgets import Budget, budget_if_measured_now
from agreements.engine.forecast import Forecast, look_ahead
from agreements.engine.verdicts import Alerts, Risk, Verdict, Word, judge_closed, judge_running
from slm.engine.layers import Parts
from slm.engine.level import Level, Reading, read_level

ALERTS = Alerts()


def running(bad, allowed=100, **more):
    budget = Budget(Fraction(allowed), Fraction(bad))
    return judge_running(level=Level(1_000 - bad, 1_000), budget=budget, alerts=ALERTS, **more)


def closed(bad, target=900_000, service=1_000, **more):
    parts = Parts(service=service, down=bad, good=service - bad)
    budget = budget_if_measured_now(so_far=parts, reading=Reading(), target_ppm=target)
    level = read_level(parts, Reading())
    return judge_closed(level=level, target_ppm=target, budget=budget, alerts=ALERTS, **more)


@pytest.mark.parametrize(
    ("bad", "more", "verdict"),
    [
        (0, {}, Verdict(Word.MET)),
        (74, {}, Verdict(Word.MET)),
        (75, {}, Verdict(Word.AT_RISK, True, (Risk.WARNING,), 750_000)),
        (10, {"burning": True}, Verdict(Word.AT_RISK, False, (Risk.BURN,))),
        (10, {"linear_met": False}, Verdict(Word.AT_RISK, False, (Risk.FORECAST,))),
        (10, {"linear_met": True}, Verdict(Word.MET)),
        (10, {"breach_expected": True}, Verdict(Word.AT_RISK, False, (Risk.OPEN_OUTAGE,))),
        (100, {}, Verdict(Word.AT_RISK, True, (Risk.WARNING,), 750_000)),
        (100, {"strict": True}, Verdict(Word.MISSED)),
        (101, {"burning": True}, Verdict(Word.MISSED)),
    ],
)
def test_a_running_period_is_missed_only_when_no_future_can_meet(bad, more, verdict):
    assert running(bad, **more) == verdict


def test_the_highest_warning_reached_is_told():
    alerts = Alerts(warning_ppm=(500_000, 900_000, 750_000))
    budget = Budget(Fraction(100), Fraction(80))
    found = judge_running(level=Level(1, 2), budget=budget, alerts=alerts)
    assert found.warning_ppm == 750_000


@pytest.mark.parametrize(
    ("bad", "more", "verdict"),
    [
        (74, {}, Verdict(Word.MET)),
        (75, {}, Verdict(Word.MET, close=True)),
        (100, {}, Verdict(Word.MET, close=True)),
        (100, {"strict": True}, Verdict(Word.MISSED)),
        (101, {}, Verdict(Word.MISSED)),
        (0, {"target": 1_000_000}, Verdict(Word.MET)),
        (1, {"target": 1_000_000}, Verdict(Word.MISSED)),
        (0, {"service": 0}, Verdict(Word.NO_DATA)),
    ],
)
def test_a_closed_period_is_met_close_missed_or_without_data(bad, more, verdict):
    assert closed(bad, **more) == verdict


def test_nothing_measured_yet_is_no_data():
    budget = Budget(Fraction(100), Fraction(0))
    assert judge_running(level=Level(0, 0), budget=budget, alerts=ALERTS) == Verdict(Word.NO_DATA)


def test_the_forecast_says_what_goes_on_and_what_is_lost():
    budget = Budget(Fraction(10), Fraction(6))
    found = look_ahead(budget=budget, level=Level(94, 100), whole=300, breach_if_lasting_at=105)
    assert found == Forecast(Fraction(18), False, 105, True)
    lost = look_ahead(budget=Budget(Fraction(10), Fraction(11)), level=Level(89, 100), whole=100)
    assert (lost.linear_met, lost.best_possible_met) == (False, False)
    nothing = look_ahead(budget=budget, level=Level(0, 0), whole=300)
    assert (nothing.bad_linear, nothing.linear_met) == (None, None)
