"""Computes service credits: the tier reached, the share of the charge, caps, rounding.

Money comes in and goes out as Decimal and is a fraction in between; it is rounded once, half-even,
to the currency's minor unit, after the cap (decision 26, formula section 8).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from slm.engine.level import PPM, Level


@dataclass(frozen=True, slots=True)
class Band:
    """A level below ``below_ppm`` is worth ``credit_ppm`` of the charge."""

    below_ppm: int
    credit_ppm: int


@dataclass(frozen=True, slots=True)
class CreditSchedule:
    """Bands and the cap of one period, a share of its charge (None: no cap)."""

    bands: tuple[Band, ...]
    cap_ppm: int | None = None


def credit_share(level: Level, bands: Sequence[Band]) -> Fraction:
    """Share of the charge that a level is worth: of the deepest band reached, bands never add up.

    Nothing measured is worth nothing: there is no level to be below a band.
    """
    reached = [
        band
        for band in bands
        if level.measured and level.good * PPM < level.measured * band.below_ppm
    ]
    if not reached:
        return Fraction(0)
    return Fraction(min(reached, key=lambda band: band.below_ppm).credit_ppm, PPM)


def period_credit(
    *,
    charge: Decimal | Fraction,
    shares: Iterable[Fraction],
    schedule: CreditSchedule,
    minor_digits: int,
    left_this_year: Decimal | None = None,
) -> Decimal:
    """Credit of one customer for one service and period.

    ``charge`` is what that period costs this customer, already prorated (``prorate``); several
    missed targets add up under the period's cap; ``left_this_year`` is what an annual cap leaves.
    """
    base = Fraction(charge)
    credit = base * sum(shares, Fraction(0))
    if schedule.cap_ppm is not None:
        credit = min(credit, base * Fraction(schedule.cap_ppm, PPM))
    if left_this_year is not None:
        credit = min(credit, max(Fraction(left_this_year), Fraction(0)))
    return round_money(credit, minor_digits)


def prorate(charge: Decimal, *, counted: int, whole: int) -> Fraction:
    """The part of a charge that a clipped period, or a customer bound for a part of it, carries."""
    if not 0 <= counted <= whole or not whole:
        raise ValueError("A part lies between nothing and the whole.")
    return Fraction(charge) * Fraction(counted, whole)


def round_money(amount: Fraction, minor_digits: int) -> Decimal:
    """An exact amount in whole minor units, half-even."""
    return Decimal(round(amount * 10**minor_digits)).scaleb(-minor_digits)
