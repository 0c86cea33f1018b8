"""Tiers, hours and capacity of formulas, section 4."""

from fractions import Fraction

import pytest

from portfolio.engine.effort import (
    CADENCES,
    HOURS_A_YEAR,
    Standing,
    Tier,
    choose_tier,
    fit_capacity,
    needed_hours,
)


@pytest.mark.parametrize(
    ("value", "tier"),
    [("0.70", "A"), ("0.69", "B"), ("0.40", "B"), ("0.39", "C"), ("0", "C"), (None, "C")],
)
def test_tier_follows_value(value, tier):
    value = None if value is None else Fraction(value)
    assert choose_tier(Standing(value)) == tier


@pytest.mark.parametrize(
    ("standing", "tier"),
    [
        (Standing(Fraction("0.2"), strategic_weight=5), "B"),
        (Standing(Fraction("0.2"), strategic_weight=4), "C"),
        (Standing(Fraction("0.5"), health=Fraction(69), days_to_renewal=179), "A"),
        (Standing(Fraction("0.5"), health=Fraction(70), days_to_renewal=179), "B"),
        (Standing(Fraction("0.5"), health=Fraction(69), days_to_renewal=180), "B"),
        (Standing(Fraction("0.5"), health=None, days_to_renewal=10), "B"),
        (Standing(Fraction("0.5"), executive_escalation=True), "A"),
        (Standing(Fraction("0.9"), strategic_weight=5), "A"),
        (Standing(Fraction("0.1"), strategic_weight=5, executive_escalation=True), "B"),
    ],
)
def test_what_is_at_stake_lifts_one_tier_at_most(standing, tier):
    assert choose_tier(standing) == tier


def test_hours_of_the_tiers():
    assert [needed_hours(tier).total for tier in Tier] == [80, 24, 4]


def test_what_goes_on_takes_hours_on_top():
    need = needed_hours(Tier.B, complaints=2, improvements=1, renewal_due=True, proposals=3)
    assert (need.reviews, need.complaints, need.improvements) == (24, 12, 12)
    assert (need.renewal, need.proposals, need.total) == (16, 24, 88)


def test_enough_capacity_changes_nothing():
    plan = fit_capacity(
        customers={Tier.A: 10, Tier.B: 20, Tier.C: 5}, other_hours=100, capacity=HOURS_A_YEAR
    )
    assert (plan.cadences, plan.needed, plan.lacking) == (CADENCES, 1400, 0)


def test_b_is_lowered_a_review_at_a_time_until_it_fits():
    plan = fit_capacity(customers={Tier.A: 10, Tier.B: 20, Tier.C: 5}, other_hours=0, capacity=1250)
    assert plan.cadences[Tier.B].reviews == 3
    assert plan.cadences[Tier.A] == CADENCES[Tier.A]
    assert (plan.needed, plan.lacking) == (800 + 360 + 20, 0)


def test_floors_hold_and_what_lacks_is_named():
    plan = fit_capacity(customers={Tier.A: 10, Tier.B: 20, Tier.C: 5}, other_hours=0, capacity=900)
    assert [plan.cadences[tier].reviews for tier in Tier] == [16, 2, 1]
    assert (plan.needed, plan.lacking) == (800 + 240 + 20, 160)
