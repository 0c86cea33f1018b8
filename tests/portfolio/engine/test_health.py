"""The vectors of formulas, section 1, and what must hold for every score."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.engine.health import (
    WEIGHTS,
    Band,
    Component,
    Deduction,
    Part,
    judge_health,
    score_commercial,
    score_complaints,
    score_coverage,
    score_performance,
    score_usage,
)

DAY = dt.date(2026, 11, 25)
scores = st.none() | st.fractions(0, 100, max_denominator=1000)


def components(*points: int | None, as_of: dt.date | None = None) -> list[Component]:
    return [
        Component(part, None if score is None else Fraction(score), WEIGHTS[part], as_of)
        for part, score in zip(Part, points, strict=True)
    ]


def test_given_vector():
    health = judge_health(components(60, 95, 80, 40, None, 100), day=DAY)
    assert round(health.score, 2) == Fraction("74.17")
    assert health.confidence == Fraction(9, 10)
    assert (health.band, health.gates) == (Band.GOOD, ())


def test_deductions_are_named_largest_first_and_add_up():
    health = judge_health(components(46, 82, 72, 55, 92, 70), day=DAY)
    assert health.score == Fraction("67.25")
    assert health.deductions == (
        Deduction(Part.SATISFACTION, Fraction("13.5")),
        Deduction(Part.COMPLAINTS, Fraction("6.75")),
        Deduction(Part.PERFORMANCE, Fraction("4.5")),
        Deduction(Part.COVERAGE, Fraction("4.2")),
        Deduction(Part.COMMERCIAL, Fraction("3")),
        Deduction(Part.USAGE, Fraction("0.8")),
    )


def test_one_critical_component_under_forty_is_never_good():
    health = judge_health(components(39, 100, 100, 100, 100, 100), day=DAY)
    assert health.score > 70
    assert (health.band, health.gates) == (Band.WATCH, (Part.SATISFACTION,))


def test_two_critical_components_under_forty_are_poor():
    health = judge_health(components(39, 100, 100, 39, 100, 100), day=DAY)
    assert (health.band, health.gates) == (Band.POOR, (Part.SATISFACTION, Part.COMPLAINTS))


@pytest.mark.parametrize(
    ("points", "band"),
    [(39, Band.POOR), (40, Band.WATCH), (69, Band.WATCH), (70, Band.GOOD), (100, Band.GOOD)],
)
def test_bands_begin_at_their_lower_end(points, band):
    assert judge_health(components(*[points] * 6), day=DAY).band == band


def test_too_little_known_gets_no_colour():
    health = judge_health(components(90, 90, None, None, None, None), day=DAY)
    assert (health.confidence, health.band) == (Fraction(1, 2), Band.INSUFFICIENT)
    assert health.score == 90


def test_nothing_known_has_no_score():
    health = judge_health(components(*[None] * 6), day=DAY)
    assert (health.score, health.confidence, health.band) == (None, 0, Band.INSUFFICIENT)


@pytest.mark.parametrize(("age", "counts"), [(100, True), (101, False)])
def test_a_component_is_fresh_for_a_hundred_days(age, counts):
    old = Component(Part.USAGE, Fraction(80), WEIGHTS[Part.USAGE], DAY - dt.timedelta(days=age))
    assert (judge_health([old], day=DAY).score == 80) is counts


@given(st.tuples(*[scores] * 6))
def test_score_lies_between_its_components_and_all_points_are_explained(points):
    health = judge_health(
        [Component(part, score, WEIGHTS[part]) for part, score in zip(Part, points, strict=True)],
        day=DAY,
    )
    known = [score for score in points if score is not None]
    if not known:
        assert health.score is None
        return
    assert min(known) <= health.score <= max(known)
    assert health.score + sum(it.points for it in health.deductions) == 100


def test_complaints_take_points_and_stop_at_zero():
    assert score_complaints(unresolved=2, escalated=1, overdue=0) == 55
    assert score_complaints(unresolved=3, escalated=2, overdue=2) == 0


def test_coverage_needs_somebody_expected():
    assert score_coverage(kept=13, expected=18) == Fraction(1300, 18)
    assert score_coverage(kept=0, expected=0) is None


def test_usage_above_the_forecast_is_no_more_than_full():
    assert score_usage(actual=Fraction(46), forecast=Fraction(50)) == 92
    assert score_usage(actual=Fraction(60), forecast=Fraction(50)) == 100
    assert score_usage(actual=Fraction(60), forecast=Fraction(0)) is None


def test_commercial_takes_points_for_what_is_amiss():
    fine = {"notice_missed": False, "review_overdue": False, "charges_overdue": False}
    assert score_commercial(has_agreement=True, **fine) == 100
    assert score_commercial(has_agreement=False, **fine) == 60
    everything = dict.fromkeys(fine, True)
    assert score_commercial(has_agreement=False, **everything) == 0


def test_performance_weighs_the_targets():
    assert score_performance([(True, Fraction(3)), (False, Fraction(1))]) == 75
    assert score_performance([]) is None
