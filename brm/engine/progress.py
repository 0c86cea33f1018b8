"""How far an outcome has come from its baseline to its target."""

from decimal import Decimal
from fractions import Fraction


def progress(
    *, baseline: Decimal | None, target: Decimal | None, actual: Decimal | None
) -> Fraction | None:
    """The share of the way that is done: 0 at the baseline, 1 at the target, beyond it more.

    Below zero it went the wrong way. None where one of the three is unknown, or where baseline and
    target are the same, so that there is no way to go.
    """
    if baseline is None or target is None or actual is None or baseline == target:
        return None
    return Fraction(actual - baseline) / Fraction(target - baseline)
