"""How much bad time a promise leaves: the two budgets of decision 17, as exact fractions."""

from dataclasses import dataclass
from fractions import Fraction

from slm.engine.layers import Layer, Parts
from slm.engine.level import PPM, Level, Reading, read_bad, read_level


@dataclass(frozen=True, slots=True)
class Budget:
    """Bad time allowed and bad time so far, in units of the parts (mostly seconds)."""

    allowed: Fraction
    bad: Fraction

    @property
    def remaining(self) -> Fraction:
        """What is left; negative when overspent."""
        return self.allowed - self.bad

    @property
    def used(self) -> Fraction | None:
        """Share used, 1 is all of it; None where nothing is allowed at all."""
        return self.bad / self.allowed if self.allowed else None

    def is_overspent(self, *, strict: bool = False) -> bool:
        """Whether the level no longer meets its target on this budget.

        Under a strict comparison (above, not at least) the last allowed unit is already too much.
        """
        return self.bad >= self.allowed if strict else self.bad > self.allowed


def contract_budget(*, whole: Parts, so_far: Parts, reading: Reading, target_ppm: int) -> Budget:
    """Budget of the whole period as the contract means it.

    ``whole`` is the period to its end with the exclusions and the maintenance known now, ahead of
    us too, and nothing else (what is left of it is ``good``); ``so_far`` is the period until now.
    Time that nobody measured is taken out as far as it has passed, where the policy takes it out.
    """
    base = sum(
        amount
        for layer, amount in zip(Layer, whole.by_layer(), strict=True)
        if reading.is_measured(layer)
    )
    if not reading.is_measured(Layer.UNKNOWN):
        base -= so_far.unknown
    return Budget(allowance(base, target_ppm), read_bad(so_far, reading))


def budget_if_measured_now(*, so_far: Parts, reading: Reading, target_ppm: int) -> Budget:
    """Budget as if the period ended now: the allowance of what was measured so far."""
    level = read_level(so_far, reading)
    return Budget(
        allowance(Fraction(level.measured, reading.grain), target_ppm),
        Fraction(level.bad, reading.grain),
    )


def allowance(base: int | Fraction, target_ppm: int) -> Fraction:
    """Bad time that a target allows in some service time."""
    return base * Fraction(PPM - target_ppm, PPM)


def burn_rate(level: Level, target_ppm: int) -> Fraction | None:
    """How fast the budget is used: 1 uses it up exactly at the end of the period.

    None where nothing was measured, and for a target of 100 %, which has no budget to burn.
    """
    if not level.measured or target_ppm >= PPM:
        return None
    return Fraction(level.bad * PPM, level.measured * (PPM - target_ppm))
