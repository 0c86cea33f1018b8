"""How much of our time a customer deserves: tier, hours, capacity (formulas, section 4; R44)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

RENEWAL_DAYS = 180
HOURS_A_YEAR = 1400  # productive ones of one full-time manager


class Tier(StrEnum):
    """A gets most of our time."""

    A = "A"
    B = "B"
    C = "C"


_ORDER = (Tier.C, Tier.B, Tier.A)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Reviews a year and the hours that each takes, preparation and follow-up included."""

    reviews: int
    hours: int

    @property
    def hours_a_year(self) -> int:
        return self.reviews * self.hours


@dataclass(frozen=True, slots=True)
class Cadence:
    """The rhythms of a tier and the number of reviews a year below which it never goes."""

    rhythms: tuple[Rhythm, ...]
    floor: int

    @property
    def reviews(self) -> int:
        return sum(rhythm.reviews for rhythm in self.rhythms)

    @property
    def hours_a_year(self) -> int:
        return sum(rhythm.hours_a_year for rhythm in self.rhythms)


CADENCES = {
    Tier.A: Cadence((Rhythm(12, 4), Rhythm(4, 8)), floor=4),
    Tier.B: Cadence((Rhythm(4, 6),), floor=2),
    Tier.C: Cadence((Rhythm(1, 4),), floor=1),
}
HOURS_PER_COMPLAINT = 6
HOURS_PER_IMPROVEMENT = 12
HOURS_PER_RENEWAL = 16
HOURS_PER_PROPOSAL = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides a customer's tier; what nobody knows is None."""

    value: Fraction | None
    strategic_weight: int | None = None
    health: Fraction | None = None
    days_to_renewal: int | None = None
    executive_escalation: bool = False


def choose_tier(standing: Standing) -> Tier:
    """The tier by value, A from 0.7 and B from 0.4, one higher for what is at stake.

    At stake: a strategic weight of 5, a renewal within 180 days at a health under 70, or an open
    escalation to the executives. Without a value the customer begins in C.
    """
    value = standing.value
    if value is None or value < Fraction(4, 10):
        tier = Tier.C
    else:
        tier = Tier.A if value >= Fraction(7, 10) else Tier.B
    return _ORDER[min(_ORDER.index(tier) + 1, 2)] if raises(standing) else tier


def raises(standing: Standing) -> bool:
    """Whether something is at stake that lifts the customer by one tier."""
    renewal_in_danger = (
        standing.days_to_renewal is not None
        and 0 <= standing.days_to_renewal < RENEWAL_DAYS
        and standing.health is not None
        and standing.health < 70
    )
    return standing.strategic_weight == 5 or renewal_in_danger or standing.executive_escalation


@dataclass(frozen=True, slots=True)
class Need:
    """Hours a year that a customer should get, by what they are for."""

    reviews: int
    complaints: int
    improvements: int
    renewal: int
    proposals: int

    @property
    def total(self) -> int:
        return self.reviews + self.complaints + self.improvements + self.renewal + self.proposals


def needed_hours(
    tier: Tier,
    *,
    complaints: int = 0,
    improvements: int = 0,
    renewal_due: bool = False,
    proposals: int = 0,
    cadences: Mapping[Tier, Cadence] = CADENCES,
) -> Need:
    """The hours of the tier's cadence and of what goes on: open complaints, improvements,
    a renewal within 180 days, opportunities from the proposal on."""
    return Need(
        reviews=cadences[tier].hours_a_year,
        complaints=HOURS_PER_COMPLAINT * complaints,
        improvements=HOURS_PER_IMPROVEMENT * improvements,
        renewal=HOURS_PER_RENEWAL * renewal_due,
        proposals=HOURS_PER_PROPOSAL * proposals,
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """The cadences that fit the team's capacity and the hours that still lack, 0 when it fits."""

    cadences: Mapping[Tier, Cadence]
    needed: int
    capacity: int

    @property
    def lacking(self) -> int:
        return max(0, self.needed - self.capacity)


def fit_capacity(
    *,
    customers: Mapping[Tier, int],
    other_hours: int,
    capacity: int,
    cadences: Mapping[Tier, Cadence] = CADENCES,
) -> Plan:
    """Lower the cadence of C, then of B, a review at a time until the hours fit.

    ``customers`` counts the customers of each tier, ``other_hours`` is what is needed besides
    reviews. A tier never goes below its floor and A is never lowered: what then still lacks is
    named, not hidden.
    """
    fitted = dict(cadences)

    def needed() -> int:
        return other_hours + sum(
            count * fitted[tier].hours_a_year for tier, count in customers.items()
        )

    for tier in (Tier.C, Tier.B):
        while customers.get(tier) and needed() > capacity:
            lower = _one_review_less(fitted[tier])
            if lower is None:
                break
            fitted[tier] = lower
    return Plan(fitted, needed(), capacity)


def _one_review_less(cadence: Cadence) -> Cadence | None:
    """The same cadence without one review of its most frequent rhythm; None at its floor."""
    if cadence.reviews <= cadence.floor:
        return None
    most = max(cadence.rhythms, key=lambda rhythm: rhythm.reviews)
    rhythms = tuple(
        Rhythm(it.reviews - 1, it.hours) if it is most else it for it in cadence.rhythms
    )
    return Cadence(rhythms, cadence.floor)
