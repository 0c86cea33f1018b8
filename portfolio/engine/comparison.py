"""A service's price against its cost, its worth to the customer, and what others ask (P5).

Formulas 4: margin (P − C) ÷ P, price index P ÷ median of comparable prices × 100, value ratio
perceived value ÷ P. Amounts are of one currency and one unit; what is missing makes None.
"""

import datetime as dt
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

LEAST_COMPARABILITY = 3
OLDEST_DAYS = 365
FEWEST_PRICES = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """What a competitor asked on a day; `amount` None where no rate turned it into our money."""

    amount: Fraction | None
    on: dt.date
    comparability: int

    def is_comparable(self, today: dt.date) -> bool:
        """Like enough, and at most a year old; a price of tomorrow is not one yet."""
        age = (today - self.on).days
        return (
            self.amount is not None
            and self.comparability >= LEAST_COMPARABILITY
            and 0 <= age <= OLDEST_DAYS
        )


@dataclass(frozen=True, slots=True)
class PriceIndex:
    """`value` is None for fewer than two comparable prices; `count` says how many there were."""

    value: Fraction | None
    median: Fraction | None
    count: int


def share_kept(price: Fraction | None, cost: Fraction | None) -> Fraction | None:
    """The margin as a share of the price: None where either is unknown, or nothing is paid."""
    if price is None or cost is None or price == 0:
        return None
    return (price - cost) / price


def price_index(price: Fraction | None, offers: Sequence[Offer], *, today: dt.date) -> PriceIndex:
    """Our price in percent of the median comparable price; 100 is the same, less is cheaper."""
    comparable = [
        offer.amount for offer in offers if offer.amount is not None and offer.is_comparable(today)
    ]
    if len(comparable) < FEWEST_PRICES:
        return PriceIndex(None, None, len(comparable))
    median = statistics.median(comparable)
    value = price / median * 100 if price is not None and median else None
    return PriceIndex(value, median, len(comparable))


def value_ratio(perceived: Fraction | None, price: Fraction | None) -> Fraction | None:
    """How many times its price the service is worth to the customer; None where unknown."""
    return perceived / price if perceived is not None and price else None
