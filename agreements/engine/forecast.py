"""Looks ahead in a running period: a straight line, the open outage, the best still possible."""

from dataclasses import dataclass
from fractions import Fraction

from agreements.engine.budgets import Budget
from slm.engine.level import Level


@dataclass(frozen=True, slots=True)
class Forecast:
    """What may become of a running period.

    ``bad_linear`` goes on as until now (None: nothing measured yet); ``breach_if_lasting_at`` is
    the instant at which an open outage breaks the promise; ``best_possible_met`` is False where no
    future can keep it: already lost.
    """

    bad_linear: Fraction | None
    linear_met: bool | None
    breach_if_lasting_at: int | None
    best_possible_met: bool


def look_ahead(
    *,
    budget: Budget,
    level: Level,
    whole: Fraction | int,
    breach_if_lasting_at: int | None = None,
    strict: bool = False,
) -> Forecast:
    """The forecast of a period from its contract budget and its level so far.

    ``whole`` is the period's service time without what is known to be excluded, in the budget's
    units; ``breach_if_lasting_at`` comes from ``breach.breach_at`` with the open outage going on.
    """
    linear = Fraction(level.bad, level.measured) * whole if level.measured else None
    return Forecast(
        bad_linear=linear,
        linear_met=None
        if linear is None
        else not Budget(budget.allowed, linear).is_overspent(strict=strict),
        breach_if_lasting_at=breach_if_lasting_at,
        best_possible_met=not budget.is_overspent(strict=strict),
    )
