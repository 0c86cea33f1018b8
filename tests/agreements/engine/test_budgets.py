from fractions import Fraction

import pytest

from agreements.engine.budgets import (
    Budget,
    allowance,
    budget_if_measured_now,
    burn_rate,
    contract_budget,
)
from slm.engine.layers import Parts
from slm.engine.level import Level, Planned, Reading, Unknown

DAY = 86_400


@pytest.mark.parametrize(
    ("days", "seconds"), [(28, "2419.2"), (29, "2505.6"), (30, "2592"), (31, "2678.4")]
)
def test_allowance_is_that_of_the_month_itself(days, seconds):
    assert allowance(days * DAY, 999_000) == Fraction(seconds)


def test_the_two_budgets_differ_in_the_middle_of_a_month():
    whole = Parts(service=30 * DAY, good=30 * DAY)
    so_far = Parts(service=15 * DAY, good=15 * DAY)
    reading = Reading()
    contract = contract_budget(whole=whole, so_far=so_far, reading=reading, target_ppm=999_000)
    now = budget_if_measured_now(so_far=so_far, reading=reading, target_ppm=999_000)
    assert (contract.remaining, now.remaining) == (2_592, 1_296)


@pytest.mark.parametrize(
    ("reading", "allowed", "bad"),
    [
        (Reading(), 1_000 - 100 - 50 - 30, 10),
        (Reading(planned=Planned.GOOD), 1_000 - 100 - 30, 10),
        (Reading(unknown=Unknown.BAD), 1_000 - 100 - 50, 10 + 30),
        (Reading(unknown=Unknown.GOOD), 1_000 - 100 - 50, 10),
        (Reading(degraded_weight_ppm=250_000), 1_000 - 100 - 50 - 30, 10 + 5),
    ],
)
def test_contract_budget_follows_the_policies(reading, allowed, bad):
    whole = Parts(service=1_000, excluded=100, planned=50, good=850)
    so_far = Parts(service=500, excluded=60, planned=20, down=10, degraded=20, unknown=30, good=360)
    budget = contract_budget(whole=whole, so_far=so_far, reading=reading, target_ppm=900_000)
    assert budget == Budget(Fraction(allowed, 10), Fraction(bad))


def test_used_of_nothing_allowed_has_no_share():
    assert Budget(Fraction(0), Fraction(5)).used is None


def test_overspent_is_more_than_allowed_and_under_a_strict_target_already_all_of_it():
    spent = Budget(Fraction(5), Fraction(5))
    assert (spent.is_overspent(), spent.is_overspent(strict=True)) == (False, True)


def test_burn_of_14_4_for_an_hour_is_two_percent_of_a_month():
    # 14.4 x 0.1 % of an hour is bad: 51.84 s of 2592 s.
    rate = burn_rate(Level(3_600_000 - 51_840, 3_600_000), 999_000)
    assert rate == Fraction(72, 5)
    assert rate * 3_600 / (30 * DAY) == Fraction(2, 100)
    assert Fraction(30 * 24) / rate == 50


@pytest.mark.parametrize(("level", "target"), [(Level(0, 0), 999_000), (Level(1, 2), 1_000_000)])
def test_burn_without_a_measure_or_a_budget_is_none(level, target):
    assert burn_rate(level, target) is None
