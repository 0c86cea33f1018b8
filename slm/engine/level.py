"""Reads a level from parts: an exact pair, compared as integers, floored only to be shown.

Parts are stored; how to read them (unknown, planned, weights) is a policy of each agreement and is
applied here, when a verdict is formed, never in what is stored (decision 9).
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from slm.engine.layers import Layer, Parts

PPM = 1_000_000


class Unknown(StrEnum):
    """What time that nobody measured counts as."""

    EXCLUDED = "excluded"
    GOOD = "good"
    BAD = "bad"


class Planned(StrEnum):
    """What approved maintenance counts as."""

    OUT = "out"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Reading:
    """An agreement's policies for reading parts.

    The weights say how bad a partial or a degraded second is, in ppm: 1 000 000 counts like down,
    0 like good. By default a partial outage is an outage and degraded service is not.
    """

    unknown: Unknown = Unknown.EXCLUDED
    planned: Planned = Planned.OUT
    partial_weight_ppm: int = PPM
    degraded_weight_ppm: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.partial_weight_ppm <= PPM and 0 <= self.degraded_weight_ppm <= PPM):
            raise ValueError("A weight lies between 0 and 1 000 000 ppm.")

    @property
    def grain(self) -> int:
        """How many pieces a level cuts each unit into, so that weights stay whole numbers."""
        whole = {0, PPM}
        return 1 if {self.partial_weight_ppm, self.degraded_weight_ppm} <= whole else PPM

    def bad_weight_ppm(self, layer: Layer) -> int:
        """How bad a unit of a layer is, in ppm."""
        return {
            Layer.DOWN: PPM,
            Layer.PARTIAL: self.partial_weight_ppm,
            Layer.DEGRADED: self.degraded_weight_ppm,
            Layer.UNKNOWN: PPM if self.unknown is Unknown.BAD else 0,
        }.get(layer, 0)

    def is_measured(self, layer: Layer) -> bool:
        """Whether a layer stays in the denominator."""
        return not (
            layer is Layer.EXCLUDED
            or (layer is Layer.PLANNED and self.planned is Planned.OUT)
            or (layer is Layer.UNKNOWN and self.unknown is Unknown.EXCLUDED)
        )


@dataclass(frozen=True, slots=True)
class Level:
    """So much good out of so much measured. Nothing measured is no value, never 0 and never 100."""

    good: int
    measured: int

    def __post_init__(self) -> None:
        if not 0 <= self.good <= self.measured:
            raise ValueError(f"A level lies between nothing and everything, not {self!r}.")

    @property
    def bad(self) -> int:
        """What was measured and not good."""
        return self.measured - self.good

    @property
    def share(self) -> Fraction | None:
        """The level as an exact fraction, None where nothing was measured."""
        return Fraction(self.good, self.measured) if self.measured else None

    def __add__(self, other: "Level") -> "Level":
        return Level(self.good + other.good, self.measured + other.measured)


def read_level(parts: Parts, reading: Reading) -> Level:
    """The level that an agreement reads from parts, in units of ``1 / reading.grain``."""
    measured = bad = 0
    weights, grain = _weights(reading)
    for amount, weight in zip(parts.by_layer(), weights, strict=True):
        if amount and weight is not None:
            measured += amount
            bad += amount * weight
    if grain == 1:
        return Level(measured - bad // PPM, measured)
    return Level(measured * PPM - bad, measured * PPM)


@lru_cache(maxsize=256)
def _weights(reading: Reading) -> tuple[tuple[int | None, ...], int]:
    """How bad each layer is in ppm, None where it is not measured, and the grain.

    Kept, because a table of levels reads thousands of parts by a few readings.
    """
    weights = (
        reading.bad_weight_ppm(layer) if reading.is_measured(layer) else None for layer in Layer
    )
    return tuple(weights), reading.grain


def read_bad(parts: Parts, reading: Reading) -> Fraction:
    """How much counts as bad, in units of the parts."""
    level = read_level(parts, reading)
    return Fraction(level.bad, reading.grain)


def met(level: Level, target_ppm: int, *, strict: bool = False) -> bool | None:
    """Whether a level reaches a target (``strict``: exceeds it); None: nothing measured."""
    if not level.measured:
        return None
    reached, wanted = level.good * PPM, level.measured * target_ppm
    return reached > wanted if strict else reached >= wanted


def floored_percent(level: Level, digits: int = 4) -> str | None:
    """The level in percent, floored: never 100 while anything was bad. None: nothing measured."""
    if not level.measured:
        return None
    hundredths = level.good * 100 * 10**digits // level.measured
    if not digits:
        return str(hundredths)
    whole, rest = divmod(hundredths, 10**digits)
    return f"{whole}.{rest:0{digits}d}"


def coverage(parts: Parts) -> Level:
    """How much of what could be measured was: stands beside every level.

    Approved maintenance and exclusions are taken out: they are not poor measuring (situation T19).
    """
    measurable = parts.service - parts.excluded - parts.planned
    return Level(measurable - parts.unknown, measurable)
