"""Writes exact figures as pages of money show them."""

from decimal import Decimal
from fractions import Fraction

from common.ui.numbers import write_number


def write_exact(value: Decimal | None) -> str:
    """A figure with the decimals that it has, and no idle zeros."""
    if value is None:
        return "–"
    short = value.normalize()
    return write_number(value, max(0, -int(short.as_tuple().exponent)))


def in_percent(share: Fraction | None) -> Fraction | None:
    """A share in percent; None stays None."""
    return None if share is None else share * 100


def write_share(share: Fraction | None, digits: int = 1) -> str:
    """A share in percent that may be negative or above one; a dash where it is unknown."""
    if share is None:
        return "–"
    return write_number(share * 100, digits) + "\N{NO-BREAK SPACE}%"
