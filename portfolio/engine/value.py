"""What a customer is worth: past, future, rank and index (formulas 2). Pure and exact.

Money is a fraction until it is shown. Only a twelfth root is not rational: it is taken to fifty
digits and is exact again from there.
"""

import decimal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

MONTHS_A_YEAR = 12
# Digits of a root: forty more than any amount has.
ROOT_DIGITS = 50
LOWEST_WEIGHT, HIGHEST_WEIGHT = 1, 5
DECAY = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class Flow:
    """Money of one month: what came in, what was given back, what it cost to serve."""

    revenue: Fraction = Fraction(0)
    credits: Fraction = Fraction(0)
    cost: Fraction = Fraction(0)

    @property
    def margin(self) -> Fraction:
        return self.revenue - self.credits - self.cost


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the index: its weight, and its figure from 0 to 1 or None where unknown."""

    name: str
    weight: Fraction
    figure: Fraction | None


@dataclass(frozen=True, slots=True)
class Index:
    """The weighted mean over the parts that are known; `known` is the weight they have of all."""

    value: Fraction | None
    known: Fraction


def clv(*, margin: Fraction, retention: Fraction, discount: Fraction) -> Fraction:
    """Lifetime value without an end: m · r ÷ (1 + d − r)."""
    return margin * retention / (1 + discount - retention)


def factor(share: Fraction, *, step: int, steps_a_year: int) -> Fraction:
    """A yearly factor after `step` steps: share^(step ÷ steps a year).

    Whole years are exact; between them the root is taken to fifty digits, rounded half even.
    """
    years, rest = divmod(step, steps_a_year)
    whole = share**years
    if not rest:
        return whole
    if not share:
        return Fraction(0)
    with decimal.localcontext(prec=ROOT_DIGITS, rounding=decimal.ROUND_HALF_EVEN):
        base = Decimal(share.numerator) / Decimal(share.denominator)
        root = base ** (Decimal(rest) / Decimal(steps_a_year))
    return whole * Fraction(root)


def future(
    margins: Sequence[Fraction],
    *,
    retention: Fraction,
    discount: Fraction,
    steps_a_year: int = MONTHS_A_YEAR,
) -> Fraction:
    """Σ margin_t · r^t ÷ (1 + d)^t over the steps ahead, the first one step away."""
    share = retention / (1 + discount)
    return sum(
        (
            margin * factor(share, step=step, steps_a_year=steps_a_year)
            for step, margin in enumerate(margins, start=1)
        ),
        Fraction(0),
    )


def past(flows: Sequence[Flow], *, decay: bool = False) -> Fraction:
    """The margins of the months behind, the latest last; with decay 0.9^(months back ÷ 12)."""
    total = Fraction(0)
    for back, flow in enumerate(reversed(flows)):
        weight = factor(DECAY, step=back, steps_a_year=MONTHS_A_YEAR) if decay else Fraction(1)
        total += flow.margin * weight
    return total


def percentile_ranks(values: Mapping[int, Fraction]) -> dict[int, Fraction]:
    """Where each stands among all, 0 the least and 1 the most; equals share the mean of places.

    One alone stands in the middle. The result does not depend on who looks, only on `values`.
    """
    count = len(values)
    if count == 1:
        return dict.fromkeys(values, Fraction(1, 2))
    places: dict[Fraction, list[int]] = {}
    for place, value in enumerate(sorted(values.values())):
        places.setdefault(value, []).append(place)
    return {
        key: Fraction(sum(places[value]), len(places[value])) / (count - 1)
        for key, value in values.items()
    }


def rescaled_weight(weight: int | None) -> Fraction | None:
    """A strategic weight of 1 to 5 as 0 to 1."""
    if weight is None:
        return None
    return Fraction(weight - LOWEST_WEIGHT, HIGHEST_WEIGHT - LOWEST_WEIGHT)


def index(parts: Sequence[Part]) -> Index:
    """Σ weight · figure ÷ Σ weight over the known parts; what is unknown is not taken as zero."""
    known = [part for part in parts if part.figure is not None]
    weight = sum((part.weight for part in known), Fraction(0))
    whole = sum((part.weight for part in parts), Fraction(0))
    if not weight or not whole:
        return Index(None, Fraction(0))
    total = sum((part.weight * (part.figure or 0) for part in known), Fraction(0))
    return Index(total / weight, weight / whole)
