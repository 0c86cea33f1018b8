"""The public satisfaction index of Indonesia (IKM): nine elements, each answered 1 to 4."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

ELEMENTS = 9
# An index runs from 25 (all answers 1) to 100 (all answers 4).
SCALE = 25
_HUNDREDTH = Decimal("0.01")


class Band(StrEnum):
    """What the index is called; the lowest index of each band is in BANDS."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


BANDS = (
    (Decimal("88.31"), Band.A),
    (Decimal("76.61"), Band.B),
    (Decimal("65.00"), Band.C),
    (Decimal("25.00"), Band.D),
)


@dataclass(frozen=True, slots=True)
class Ikm:
    """The index with two digits, its band, and the mean of each element from 1 to 4."""

    n: int
    means: tuple[Fraction, ...]
    index: Fraction
    rounded: Decimal
    band: Band


def ikm(answers: Mapping[int, Sequence[int]], *, n: int) -> Ikm | None:
    """The index of what `n` people answered, by element 1 to 9.

    Each element weighs an exact ninth. Rounded to two digits first, half up, then put in its band.
    None where an element has no answer at all: an index of eight elements is another index.
    """
    if any(not answers.get(element) for element in range(1, ELEMENTS + 1)):
        return None
    means = tuple(
        Fraction(sum(answers[element]), len(answers[element])) for element in range(1, ELEMENTS + 1)
    )
    index = index_of(means)
    rounded = round_index(index)
    return Ikm(n=n, means=means, index=index, rounded=rounded, band=band_of(rounded))


def index_of(means: Sequence[Fraction]) -> Fraction:
    """Nine means of 1 to 4 as one index of 25 to 100."""
    if len(means) != ELEMENTS:
        raise ValueError(f"the index has {ELEMENTS} elements, not {len(means)}")
    return sum(means, Fraction(0)) / ELEMENTS * SCALE


def round_index(index: Fraction) -> Decimal:
    """The index with two digits, half up."""
    exact = Decimal(index.numerator) / Decimal(index.denominator)
    return exact.quantize(_HUNDREDTH, ROUND_HALF_UP)


def band_of(rounded: Decimal) -> Band:
    """The band of an index that is rounded already."""
    return next(band for least, band in BANDS if rounded >= least)
