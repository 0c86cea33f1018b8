"""The one place where a figure loses something: named roundings of exact amounts."""

from decimal import Decimal
from fractions import Fraction

Exact = int | Decimal | Fraction


def half_even(value: Exact, places: int) -> Decimal:
    """The exact value to `places` decimals, a half to the even neighbour (decision 26)."""
    scaled = round(Fraction(value) * 10**places)
    return Decimal(scaled).scaleb(-places)


def money_text(value: Exact, places: int = 2) -> str:
    """The same as text without exponent: how amounts are kept in a snapshot."""
    return f"{half_even(value, places):f}"
