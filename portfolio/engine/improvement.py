"""Whether an improvement is worth its cost (formulas, section 7; R74, R78).

Money is Decimal in one currency; the units of time are in the names, for mixed units are the
usual mistake of this sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal


@dataclass(frozen=True, slots=True)
class Failure:
    """What failing costs in a year."""

    incidents: int
    mean_outage_minutes: Decimal
    users: int
    cost_per_user_minute: Decimal
    lost_transactions: int = 0
    margin_per_transaction: Decimal = Decimal(0)
    service_credits: Decimal = Decimal(0)

    @property
    def idle_users(self) -> Decimal:
        """Cost of the minutes in which users could not work."""
        minutes = self.incidents * self.mean_outage_minutes * self.users
        return minutes * self.cost_per_user_minute

    @property
    def lost_business(self) -> Decimal:
        return self.lost_transactions * self.margin_per_transaction

    @property
    def total(self) -> Decimal:
        return self.idle_users + self.lost_business + self.service_credits


def net_benefit(*, benefit_a_year: Decimal, running_cost_a_year: Decimal) -> Decimal:
    """What an improvement brings in a year beyond what it costs to run."""
    return benefit_a_year - running_cost_a_year


def payback_months(*, cost: Decimal, net_benefit_a_year: Decimal) -> int | None:
    """Whole months until the cost has come back, rounded up; None when it never does."""
    if cost <= 0:
        return 0
    if net_benefit_a_year <= 0:
        return None
    return int((cost * 12 / net_benefit_a_year).to_integral_value(ROUND_CEILING))


def return_on_investment(*, cost: Decimal, net_benefits: Sequence[Decimal]) -> Decimal | None:
    """Gain over all years as a share of the cost, 1 is the cost again; None without a cost."""
    return (sum(net_benefits, Decimal(0)) - cost) / cost if cost else None


def net_present_value(
    *, cost: Decimal, net_benefits: Sequence[Decimal], discount_rate: Decimal
) -> Decimal:
    """The cost today against the net benefit of each following year, discounted."""
    present = sum(
        (
            benefit / (1 + discount_rate) ** year
            for year, benefit in enumerate(net_benefits, start=1)
        ),
        Decimal(0),
    )
    return present - cost
