"""Each corner, its edges, and the place that nobody can know."""

from fractions import Fraction

import pytest

from portfolio.engine.quadrant import choose_quadrant


@pytest.mark.parametrize(
    ("value", "satisfaction", "quadrant"),
    [
        ("0.86", 46, "rescue"),
        ("0.84", 76, "grow"),
        ("0.34", 66, "maintain"),
        ("0.28", 35, "fix"),
        ("0.5", 60, "grow"),
        ("0.49", 60, "maintain"),
        ("0.5", 59, "rescue"),
    ],
)
def test_quadrant(value, satisfaction, quadrant):
    assert choose_quadrant(Fraction(value), Fraction(satisfaction)) == quadrant


def test_unknown_has_no_place():
    assert choose_quadrant(None, Fraction(60)) is None
    assert choose_quadrant(Fraction(1), None) is None


def test_cuts_may_be_the_median():
    assert choose_quadrant(Fraction("0.3"), Fraction(50), value_cut=Fraction("0.2")) == "rescue"
