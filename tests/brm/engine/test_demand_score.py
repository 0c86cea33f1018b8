"""Vectors of the two formulas of brm."""

from decimal import Decimal
from fractions import Fraction

import pytest

from brm.engine.demand_score import score
from brm.engine.progress import progress


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "done"),
    [
        (12, 2, 12, Fraction(0)),
        (12, 2, 8, Fraction(2, 5)),
        (12, 2, 2, Fraction(1)),
        (12, 2, 0, Fraction(6, 5)),
        (12, 2, 14, Fraction(-1, 5)),
        (90, 99, 93, Fraction(1, 3)),
        (5, 5, 5, None),
        (None, 2, 8, None),
        (12, None, 8, None),
        (12, 2, None, None),
    ],
)
def test_progress_is_the_share_of_the_way(baseline, target, actual, done):
    figures = {
        name: None if value is None else Decimal(value)
        for name, value in (("baseline", baseline), ("target", target), ("actual", actual))
    }
    assert progress(**figures) == done


@pytest.mark.parametrize(
    ("importance", "value", "highest", "percent", "effort", "points"),
    [
        (8, 120, 240, 60, "M", Fraction(39, 10)),
        (10, 240, 240, 100, "S", Fraction(20)),
        (None, None, 240, 50, "L", Fraction(0)),
        (6, None, None, 50, "L", Fraction(3, 4)),
        (6, 0, 0, 50, "L", Fraction(3, 4)),
        (0, 500, 240, 100, "S", Fraction(10)),
    ],
)
def test_score_follows_its_formula(importance, value, highest, percent, effort, points):
    found = score(
        importance=importance,
        value=None if value is None else Decimal(value),
        highest=None if highest is None else Decimal(highest),
        probability_percent=percent,
        effort=effort,
    )
    assert found.value == points
