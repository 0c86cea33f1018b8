"""What is promised, and the hash by which two promises are the same (decision 15)."""

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum

from slm.engine.breaks import Crossing
from slm.engine.level import PPM, Reading
from slm.engine.periods import Cadence


class Comparator(StrEnum):
    """How a level must stand to its target."""

    AT_LEAST = ">="
    ABOVE = ">"


class NewService(StrEnum):
    """From when a service that began inside a period is counted."""

    FROM_ITS_START = "from_its_start"
    WHOLE_PERIOD = "whole_period"


class LateCorrection(StrEnum):
    """What a correction of a closed period does."""

    RESTATE = "restate"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Terms:
    """One promised level and every policy that it is read by.

    ``indicator`` and ``hours`` are the stable keys of the records (a new version of the same hours
    is not a new promise); ``rules`` names further rule sets, such as maintenance and exclusions.
    Early warnings are no part of the promise: see Alerts.
    """

    indicator: str
    hours: str
    target_ppm: int
    cadence: Cadence
    comparator: Comparator = Comparator.AT_LEAST
    reading: Reading = field(default_factory=Reading)
    minimum_break_seconds: int = 0
    crossing: Crossing = Crossing.BEGAN
    new_service: NewService = NewService.FROM_ITS_START
    late_correction: LateCorrection = LateCorrection.RESTATE
    grace_days: int = 3
    rules: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.target_ppm <= PPM:
            raise ValueError("A target lies between 0 and 1 000 000 ppm.")
        if self.strict and self.target_ppm == PPM:
            raise ValueError("Nothing can be above 100 %.")
        if self.minimum_break_seconds < 0 or self.grace_days < 0:
            raise ValueError("A minimum break and a grace are not negative.")

    @property
    def strict(self) -> bool:
        """Whether exactly on target is missed."""
        return self.comparator is Comparator.ABOVE

    def content(self) -> dict[str, object]:
        """The terms as plain values, complete and in a form that never changes meaning."""
        return {
            "indicator": self.indicator,
            "hours": self.hours,
            "target_ppm": self.target_ppm,
            "period": str(self.cadence),
            "comparator": str(self.comparator),
            "unknown": str(self.reading.unknown),
            "planned": str(self.reading.planned),
            "partial_weight_ppm": self.reading.partial_weight_ppm,
            "degraded_weight_ppm": self.reading.degraded_weight_ppm,
            "minimum_break_seconds": self.minimum_break_seconds,
            "crossing": str(self.crossing),
            "new_service": str(self.new_service),
            "late_correction": str(self.late_correction),
            "grace_days": self.grace_days,
            "rules": dict(sorted(self.rules)),
        }

    def content_hash(self) -> str:
        """SHA-256 of the terms: a commitment goes on across versions while this stays equal."""
        canonical = json.dumps(self.content(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()
