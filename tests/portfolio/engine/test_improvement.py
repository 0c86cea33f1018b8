"""The cost of failure and what an improvement brings back."""

from decimal import Decimal

import pytest

from portfolio.engine.improvement import (
    Failure,
    net_benefit,
    net_present_value,
    payback_months,
    return_on_investment,
)


def test_given_vector():
    failure = Failure(
        incidents=3,
        mean_outage_minutes=Decimal(40),
        users=120,
        cost_per_user_minute=Decimal(2500),
    )
    assert failure.total == Decimal(36_000_000)


def test_lost_business_and_credits_come_on_top():
    failure = Failure(
        incidents=1,
        mean_outage_minutes=Decimal("0.5"),
        users=10,
        cost_per_user_minute=Decimal(100),
        lost_transactions=20,
        margin_per_transaction=Decimal("1.25"),
        service_credits=Decimal(75),
    )
    assert (failure.idle_users, failure.lost_business) == (500, 25)
    assert failure.total == 600


@pytest.mark.parametrize(
    ("cost", "benefit", "months"), [(120, 120, 12), (121, 120, 13), (0, 5, 0), (10, 0, None)]
)
def test_payback_is_rounded_up_to_whole_months(cost, benefit, months):
    assert payback_months(cost=Decimal(cost), net_benefit_a_year=Decimal(benefit)) == months


def test_running_cost_lowers_the_benefit():
    assert net_benefit(benefit_a_year=Decimal(90), running_cost_a_year=Decimal(30)) == 60


def test_return_counts_all_years():
    years = [Decimal(60)] * 3
    assert return_on_investment(cost=Decimal(120), net_benefits=years) == Decimal("0.5")
    assert return_on_investment(cost=Decimal(0), net_benefits=years) is None


def test_present_value_discounts_by_whole_years():
    value = net_present_value(
        cost=Decimal(100), net_benefits=[Decimal(110), Decimal(121)], discount_rate=Decimal("0.1")
    )
    assert value == 100
