"""Writes exact figures as pages of money show them."""

from decimal import Decimal

from common.ui.numbers import write_number


def write_exact(value: Decimal | None) -> str:
    """A figure with the decimals that it has, and no idle zeros."""
    if value is None:
        return "–"
    short = value.normalize()
    return write_number(value, max(0, -int(short.as_tuple().exponent)))
