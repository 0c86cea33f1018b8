"""What is promised, and the hash by which two promises are the same (decision 15)."""

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum

from slm.engine.breaks import Crossing
from slm.engine.level import PPM, Reading
from slm.engine.metrics import Form, Meaning, Metric, meaning
from slm.engine.periods import Cadence


class Comparator(StrEnum):
    """How a figure must stand to what was promised."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"

    @property
    def is_strict(self) -> bool:
        """Whether exactly what was promised is missed."""
        return self in (Comparator.ABOVE, Comparator.BELOW)

    @property
    def wants_more(self) -> bool:
        """Whether a larger figure is a better one."""
        return self in (Comparator.AT_LEAST, Comparator.ABOVE)


# An entered figure may be one that should rise or one that should fall; of all others it is known.
EITHER_WAY = frozenset({Metric.ENTERED})


class NewService(StrEnum):
    """From when a service that began inside a period is counted."""

    FROM_ITS_START = "from_its_start"
    WHOLE_PERIOD = "whole_period"


class LateCorrection(StrEnum):
    """What a correction of a closed period does."""

    RESTATE = "restate"
    NONE = "none"


class ExclusionApproval(StrEnum):
    """Who must approve that time is left out."""

    MANAGER = "manager"
    CUSTOMER = "customer"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Terms:
    """One promised level and every policy that it is read by.

    A share is promised by ``target_ppm``, everything else by ``limit`` in the metric's unit.
    ``within`` is the time within which something must happen, ``priority`` narrows work items.
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
    metric: Metric = Metric.AVAILABILITY
    limit: int | None = None
    within: int | None = None
    priority: str = ""
    exclusion_approval: ExclusionApproval = ExclusionApproval.MANAGER

    def __post_init__(self) -> None:
        if not 0 <= self.target_ppm <= PPM:
            raise ValueError("A target lies between 0 and 1 000 000 ppm.")
        if self.form is Form.SHARE and self.strict and self.target_ppm == PPM:
            raise ValueError("Nothing can be above 100 %.")
        if self.minimum_break_seconds < 0 or self.grace_days < 0:
            raise ValueError("A minimum break and a grace are not negative.")
        if self.form is not Form.SHARE and (self.limit is None or self.limit < 0):
            raise ValueError("A promise that is no share needs a limit that is not negative.")
        if self.meaning.within and not self.within:
            raise ValueError("A promise of something in time needs the time.")
        if (
            self.metric not in EITHER_WAY
            and self.comparator.wants_more != self.meaning.more_is_better
        ):
            raise ValueError(f"{self.metric} can not be promised by {self.comparator}.")

    @property
    def strict(self) -> bool:
        """Whether exactly on target is missed."""
        return self.comparator.is_strict

    @property
    def meaning(self) -> Meaning:
        """Form, unit and direction of what is promised."""
        return meaning(self.metric)

    @property
    def form(self) -> Form:
        """How the figure is compared."""
        return self.meaning.form

    @property
    def promised(self) -> int:
        """The promised amount in the metric's unit: ppm, seconds, a count or thousandths."""
        return self.target_ppm if self.limit is None else self.limit

    def content(self) -> dict[str, object]:
        """The terms as plain values, complete and in a form that never changes meaning.

        What came later (metrics beside availability, who approves exclusions) is written only
        where it is used, so that the hash of older promises stays what it was.
        """
        return self._always() | self._where_used()

    def _where_used(self) -> dict[str, object]:
        found: dict[str, object] = {}
        if self.metric is not Metric.AVAILABILITY:
            found["metric"] = str(self.metric)
        for name in ("limit", "within"):
            if getattr(self, name) is not None:
                found[name] = getattr(self, name)
        if self.priority:
            found["priority"] = self.priority
        if self.exclusion_approval is not ExclusionApproval.MANAGER:
            found["exclusion_approval"] = str(self.exclusion_approval)
        return found

    def _always(self) -> dict[str, object]:
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
