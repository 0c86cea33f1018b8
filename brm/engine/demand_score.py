"""The priority of a demand, by a formula that fits on one line (R30).

    score = (importance + worth) × probability ÷ effort

Importance is that of the business outcome it serves, 0 to 10, and 0 where it serves none. Worth is
10 × its value a year ÷ the highest value of all open demand in the same currency, 0 where nobody
gave a value: a yardstick within one currency needs no exchange rate. Probability is a share, effort
counts 1 for small, 2 for medium, 4 for large. The score lies between 0 and 20; it only puts demand
in an order, a person decides.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

EFFORTS = {"S": 1, "M": 2, "L": 4}
MOST = 10


@dataclass(frozen=True, slots=True)
class Score:
    """A score with what it was made of."""

    importance: int
    worth: Fraction
    probability_percent: int
    effort: int

    @property
    def value(self) -> Fraction:
        """The score itself, exact."""
        points = self.importance + self.worth
        return points * self.probability_percent / (100 * self.effort)


def score(
    *,
    importance: int | None,
    value: Decimal | None,
    highest: Decimal | None,
    probability_percent: int,
    effort: str,
) -> Score:
    """The score of one demand; `highest` is the highest value of open demand in its currency."""
    worth = Fraction(0)
    if value and highest:
        worth = min(Fraction(MOST), MOST * Fraction(value) / Fraction(highest))
    return Score(importance or 0, worth, probability_percent, EFFORTS[effort])
