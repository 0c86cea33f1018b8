"""Scores of satisfaction from answers: exact shares, margins for show (formulas, section 3).

Every score is None without an answer: nobody asked is neither 0 nor 100 %. Answers are whole
numbers on the scale of their question; results are fractions, rounded only where a rule says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

# 95 % of a normal distribution lie within so many standard errors.
Z = Decimal("1.96")
SATISFIED_FROM = 4
PROMOTERS_FROM, DETRACTORS_TO = 9, 6

Weighted = tuple[int, int]  # an answer and the weight of who gave it


@dataclass(frozen=True, slots=True)
class Csat:
    """How many answered 4 or 5 of 5, and the mean beside it. Shares are of 1, margin in points."""

    n: int
    satisfied: int
    share: Fraction
    mean: Fraction
    margin: Decimal
    weighted_share: Fraction


@dataclass(frozen=True, slots=True)
class Nps:
    """Promoters less detractors in points from -100 to 100; the margin is for 95 %."""

    n: int
    promoters: int
    passives: int
    detractors: int
    score: Fraction
    margin: Decimal
    weighted_score: Fraction


def csat(answers: Iterable[Weighted]) -> Csat | None:
    """The share of answers 4 and 5 on a scale of 1 to 5, all equal and by the weight of roles."""
    rows = list(answers)
    if not rows:
        return None
    n, total = len(rows), sum(weight for _, weight in rows)
    satisfied = [row for row in rows if row[0] >= SATISFIED_FROM]
    share = Fraction(len(satisfied), n)
    return Csat(
        n=n,
        satisfied=len(satisfied),
        share=share,
        mean=Fraction(sum(value for value, _ in rows), n),
        margin=_margin(share * (1 - share), n),
        weighted_share=Fraction(sum(weight for _, weight in satisfied), total),
    )


def nps(answers: Iterable[Weighted]) -> Nps | None:
    """The net promoter score of answers from 0 to 10, all equal and by the weight of roles."""
    rows = list(answers)
    if not rows:
        return None
    n, total = len(rows), sum(weight for _, weight in rows)
    promoters = [weight for value, weight in rows if value >= PROMOTERS_FROM]
    detractors = [weight for value, weight in rows if value <= DETRACTORS_TO]
    for_us, against = Fraction(len(promoters), n), Fraction(len(detractors), n)
    return Nps(
        n=n,
        promoters=len(promoters),
        passives=n - len(promoters) - len(detractors),
        detractors=len(detractors),
        score=(for_us - against) * 100,
        margin=_margin(for_us + against - (for_us - against) * (for_us - against), n),
        weighted_score=Fraction(sum(promoters) - sum(detractors), total) * 100,
    )


def mean_margin(values: Sequence[Fraction]) -> Decimal | None:
    """Half the width in which the mean of such values lies, at 95 %; None for fewer than two."""
    n = len(values)
    if n < 2:
        return None
    mean = sum(values, Fraction(0)) / n
    variance = sum(((value - mean) * (value - mean) for value in values), Fraction(0)) / (n - 1)
    return Z * _root(variance / n)


def _margin(variance: Fraction, n: int) -> Decimal:
    """Points of 100: 1.96 standard errors of a share with this variance."""
    return Z * _root(variance / n) * 100


def _root(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).sqrt()
