"""Two views of one commitment, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

APART = 2  # points of five between the sides that are worth a talk


class Standing(StrEnum):
    """What the newest views of both sides come to."""

    WAITING_FOR_BOTH = "waiting_for_both"
    WAITING_FOR_PROVIDER = "waiting_for_provider"
    WAITING_FOR_CUSTOMER = "waiting_for_customer"
    COMMIT = "commit"
    CONDITIONS = "conditions"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class View:
    """Points from 1 to 5 by statement, and the conclusion: commit, conditions or decline."""

    points: Mapping[str, int]
    verdict: str

    @property
    def mean(self) -> Fraction:
        return Fraction(sum(self.points.values()), len(self.points))


def weigh(provider: View | None, customer: View | None) -> Standing:
    """The more careful of the two conclusions; without one of them nothing is concluded."""
    if provider is None or customer is None:
        if provider is customer:
            return Standing.WAITING_FOR_BOTH
        return Standing.WAITING_FOR_PROVIDER if customer else Standing.WAITING_FOR_CUSTOMER
    verdicts = {provider.verdict, customer.verdict}
    if "decline" in verdicts:
        return Standing.DECLINED
    return Standing.CONDITIONS if "conditions" in verdicts else Standing.COMMIT


def differences(provider: View, customer: View) -> dict[str, int]:
    """By statement, our points less the customer's, where both gave some."""
    return {
        name: points - customer.points[name]
        for name, points in provider.points.items()
        if name in customer.points
    }
