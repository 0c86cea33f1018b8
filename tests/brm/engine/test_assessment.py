"""The more careful side decides, and nothing is decided by one side alone."""

from fractions import Fraction

import pytest

from brm.engine.assessment import View, differences, weigh

YES, IF, NO = (
    View({"need": 4, "fit": 3}, verdict) for verdict in ("commit", "conditions", "decline")
)


@pytest.mark.parametrize(
    ("ours", "theirs", "standing"),
    [
        (None, None, "waiting_for_both"),
        (YES, None, "waiting_for_customer"),
        (None, NO, "waiting_for_provider"),
        (YES, YES, "commit"),
        (YES, IF, "conditions"),
        (IF, YES, "conditions"),
        (IF, NO, "declined"),
        (NO, YES, "declined"),
    ],
)
def test_weigh(ours, theirs, standing):
    assert weigh(ours, theirs) == standing


def test_mean_and_differences():
    theirs = View({"need": 5, "fit": 1}, "commit")
    assert YES.mean == Fraction(7, 2)
    assert differences(YES, theirs) == {"need": -1, "fit": 2}
