"""The health of a relationship from its components (formulas, section 1).

Every component is a score from 0, worst, to 100. A missing or stale one is left out and lowers the
confidence; it is never taken for 0 or for 100. All figures are exact fractions; rounding is for
those who show them.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

FRESH_DAYS = 100
ENOUGH_CONFIDENCE = Fraction(6, 10)
POOR_BELOW = 40
GOOD_FROM = 70


class Part(StrEnum):
    """What a health score is made of."""

    SATISFACTION = "satisfaction"
    PERFORMANCE = "performance"
    COVERAGE = "coverage"
    COMPLAINTS = "complaints"
    USAGE = "usage"
    COMMERCIAL = "commercial"


WEIGHTS = {
    Part.SATISFACTION: Fraction(25, 100),
    Part.PERFORMANCE: Fraction(25, 100),
    Part.COVERAGE: Fraction(15, 100),
    Part.COMPLAINTS: Fraction(15, 100),
    Part.USAGE: Fraction(10, 100),
    Part.COMMERCIAL: Fraction(10, 100),
}
CRITICAL = frozenset({Part.SATISFACTION, Part.COMPLAINTS})


class Band(StrEnum):
    """In which state a relationship is."""

    GOOD = "good"
    WATCH = "watch"
    POOR = "poor"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True, slots=True)
class Component:
    """One score with its weight; ``score`` is None where nobody knows it."""

    part: Part
    score: Fraction | None
    weight: Fraction
    as_of: dt.date | None = None

    def counts_on(self, day: dt.date) -> bool:
        """Whether it is known and at most 100 days old; without a date it is of today."""
        if self.score is None:
            return False
        return self.as_of is None or (day - self.as_of).days <= FRESH_DAYS


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points that a component takes from the full 100."""

    part: Part
    points: Fraction


@dataclass(frozen=True, slots=True)
class Health:
    """A score from 0 to 100 and how it came about; ``score`` is None where no component counts.

    ``deductions``, largest first, and the score add up to 100. ``gates`` names the critical
    components under 40 that hold the band down.
    """

    score: Fraction | None
    confidence: Fraction
    band: Band
    deductions: tuple[Deduction, ...]
    gates: tuple[Part, ...]


def judge_health(components: Iterable[Component], *, day: dt.date) -> Health:
    """The weighted mean of the components that count on ``day``, its band and its deductions."""
    components = tuple(components)
    known = {it: it.score for it in components if it.counts_on(day) and it.score is not None}
    all_weights = sum((it.weight for it in components), Fraction(0))
    weights = sum((it.weight for it in known), Fraction(0))
    if not weights:
        return Health(None, Fraction(0), Band.INSUFFICIENT, (), ())
    score = sum((it.weight * points for it, points in known.items()), Fraction(0)) / weights
    confidence = weights / all_weights
    gates = tuple(
        it.part for it, points in known.items() if it.part in CRITICAL and points < POOR_BELOW
    )
    taken = (
        Deduction(it.part, it.weight * (100 - points) / weights) for it, points in known.items()
    )
    deductions = tuple(
        sorted((it for it in taken if it.points), key=lambda it: it.points, reverse=True)
    )
    return Health(score, confidence, _band(score, confidence, len(gates)), deductions, gates)


def _band(score: Fraction, confidence: Fraction, gates: int) -> Band:
    if confidence < ENOUGH_CONFIDENCE:
        return Band.INSUFFICIENT
    if score < POOR_BELOW or gates >= 2:
        return Band.POOR
    if score < GOOD_FROM or gates:
        return Band.WATCH
    return Band.GOOD


# The scores of the components ------------------------------------------------------------------


def score_complaints(*, unresolved: int, escalated: int, overdue: int) -> Fraction:
    """100 less 10 for each open complaint, 25 for each escalated and 15 for each overdue one."""
    return Fraction(max(0, 100 - 10 * unresolved - 25 * escalated - 15 * overdue))


def score_coverage(*, kept: int, expected: int) -> Fraction | None:
    """Share of the expected roles that are filled and were contacted in time; None without any.

    Expected are a decision maker, a budget holder and a signatory of each active unit.
    """
    return Fraction(100 * kept, expected) if expected else None


def score_usage(*, actual: Fraction, forecast: Fraction) -> Fraction | None:
    """Actual use as a share of the forecast, at most 100; None where nothing was forecast."""
    return min(Fraction(100), 100 * actual / forecast) if forecast else None


def score_commercial(
    *, has_agreement: bool, notice_missed: bool, review_overdue: bool, charges_overdue: bool
) -> Fraction:
    """100 less 40 without an agreement in force, 30 after a notice date that passed undecided,
    20 for an overdue review and 10 for charges unpaid past due."""
    taken = (
        40 * (not has_agreement) + 30 * notice_missed + 20 * review_overdue + 10 * charges_overdue
    )
    return Fraction(max(0, 100 - taken))


def score_performance(outcomes: Iterable[tuple[bool, Fraction]]) -> Fraction | None:
    """Weighted share of targets met, each given as (met, weight); None without a judged target."""
    met = weights = Fraction(0)
    for is_met, weight in outcomes:
        weights += weight
        met += weight * is_met
    return 100 * met / weights if weights else None
