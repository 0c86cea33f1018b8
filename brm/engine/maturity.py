"""Levels of a relationship and the steps between them (R95, R96).

The five levels are the ones of the practice; the steps are this product's. A step belongs to the
level that it leads away from, and to one side.
"""

from collections.abc import Iterable
from dataclasses import dataclass

LOWEST, HIGHEST = 1, 5
PROVIDER, CUSTOMER = "provider", "customer"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that one side does to get beyond ``level``; the texts are elsewhere by ``key``."""

    key: str
    level: int
    side: str


STEPS = (
    Step("name_a_manager", 1, PROVIDER),
    Step("write_catalogue", 1, PROVIDER),
    Step("name_who_decides", 1, CUSTOMER),
    Step("ask_one_door", 1, CUSTOMER),
    Step("agree_levels", 2, PROVIDER),
    Step("report_levels", 2, PROVIDER),
    Step("state_outcomes", 2, CUSTOMER),
    Step("meet_in_reviews", 2, CUSTOMER),
    Step("know_the_plans", 3, PROVIDER),
    Step("propose_unasked", 3, PROVIDER),
    Step("share_the_plans", 3, CUSTOMER),
    Step("ask_before_deciding", 3, CUSTOMER),
    Step("measure_value", 4, PROVIDER),
    Step("share_the_risk", 4, PROVIDER),
    Step("decide_together", 4, CUSTOMER),
    Step("own_the_value", 4, CUSTOMER),
)
KEYS = frozenset(step.key for step in STEPS)


@dataclass(frozen=True, slots=True)
class Maturity:
    """Both ratings, each None while that side has not rated, and what would come next."""

    provider: int | None
    customer: int | None
    taken: frozenset[str]

    @property
    def gap(self) -> int | None:
        """Our rating less the customer's: above 0 we think better of it than they do."""
        if self.provider is None or self.customer is None:
            return None
        return self.provider - self.customer

    @property
    def agreed(self) -> int | None:
        """The level that both see: the lower of the two, or the only one there is."""
        return min((it for it in (self.provider, self.customer) if it is not None), default=None)

    @property
    def next_steps(self) -> tuple[Step, ...]:
        """Steps not yet taken that lead away from the agreed level or from one beneath it."""
        if self.agreed is None:
            return ()
        return tuple(
            step for step in STEPS if step.level <= self.agreed and step.key not in self.taken
        )


def read_maturity(
    *, provider: int | None, customer: int | None, taken: Iterable[str] = ()
) -> Maturity:
    """Where a relationship stands by the newest rating of each side and the steps taken."""
    return Maturity(provider, customer, frozenset(taken) & KEYS)
