"""Where a customer stands between value and satisfaction with outcomes (formulas, section 4)."""

from enum import StrEnum
from fractions import Fraction

VALUE_CUT = Fraction(1, 2)
SATISFACTION_CUT = Fraction(60)


class Quadrant(StrEnum):
    """What the place in the picture asks for."""

    RESCUE = "rescue"
    GROW = "grow"
    MAINTAIN = "maintain"
    FIX = "fix"


def choose_quadrant(
    value: Fraction | None,
    satisfaction: Fraction | None,
    *,
    value_cut: Fraction = VALUE_CUT,
    satisfaction_cut: Fraction = SATISFACTION_CUT,
) -> Quadrant | None:
    """The quadrant of a value index (0 to 1) and a satisfaction (0 to 100); a cut itself is high.

    None while one of the two is unknown: such a customer has no place yet.
    """
    if value is None or satisfaction is None:
        return None
    if value >= value_cut:
        return Quadrant.GROW if satisfaction >= satisfaction_cut else Quadrant.RESCUE
    return Quadrant.MAINTAIN if satisfaction >= satisfaction_cut else Quadrant.FIX
