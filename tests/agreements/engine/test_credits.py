from decimal import Decimal
from fractions import Fraction

import pytest

from agreements.engine.credits import (
    Band,
    CreditSchedule,
    credit_share,
    period_credit,
    prorate,
    round_money,
)
from slm.engine.level import Level

SCHEDULE = CreditSchedule(
    (Band(950_000, 1_000_000), Band(999_000, 100_000), Band(990_000, 250_000)), cap_ppm=500_000
)


def credit(*levels, charge="10000", digits=2, **more):
    return period_credit(
        charge=Decimal(charge),
        shares=[credit_share(level, SCHEDULE.bands) for level in levels],
        schedule=SCHEDULE,
        minor_digits=digits,
        **more,
    )


@pytest.mark.parametrize(
    ("level", "amount"),
    [
        (Level(985, 1_000), "2500.00"),
        (Level(999, 1_000), "0.00"),
        (Level(998_999, 1_000_000), "1000.00"),
        (Level(940, 1_000), "5000.00"),
        (Level(0, 0), "0.00"),
    ],
)
def test_the_deepest_band_counts_alone_and_the_cap_is_applied(level, amount):
    assert str(credit(level)) == amount


def test_missed_targets_add_up_under_the_cap():
    assert credit(Level(985, 1_000), Level(998, 1_000)) == Decimal(3_500)
    assert credit(*[Level(985, 1_000)] * 3) == Decimal(5_000)


@pytest.mark.parametrize(
    ("left", "amount"), [("300", "300.00"), ("-5", "0.00"), ("9999", "2500.00")]
)
def test_an_annual_cap_leaves_what_it_leaves(left, amount):
    assert str(credit(Level(985, 1_000), left_this_year=Decimal(left))) == amount


def test_money_is_rounded_once_and_half_even():
    assert str(credit(Level(998, 1_000), charge="100.25")) == "10.02"
    assert str(credit(Level(998, 1_000), charge="100.35")) == "10.04"
    assert str(credit(Level(998, 1_000), charge="25", digits=0)) == "2"
    assert [str(round_money(Fraction(n, 2), 0)) for n in (1, 3, 5)] == ["0", "2", "2"]


def test_a_part_of_a_period_carries_its_part_of_the_charge():
    assert prorate(Decimal("31"), counted=10, whole=31) == 10
    assert prorate(Decimal("100"), counted=1, whole=3) == Fraction(100, 3)
    with pytest.raises(ValueError, match="between nothing and the whole"):
        prorate(Decimal(1), counted=2, whole=1)
