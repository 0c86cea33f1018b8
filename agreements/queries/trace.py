"""Follows what was asked for to how it is met and what was promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agreements.models import Specification, SpecificationLine, Volume, WantedTarget


@dataclass(frozen=True, slots=True)
class Traced:
    """One thing that was asked for and the lines that answer it; none: nobody has yet."""

    asked: WantedTarget | Volume | None
    lines: tuple[SpecificationLine, ...]

    @property
    def promise(self) -> SpecificationLine | None:
        """The line that says what will be promised."""
        return next((line for line in self.lines if line.indicator_id), None)

    @property
    def is_level(self) -> bool:
        return isinstance(self.asked, WantedTarget)


def trace(specification: Specification) -> list[Traced]:
    """Wanted levels, then volumes, each with its lines; last what answers none of them."""
    requirement = specification.requirement
    lines = list(
        specification.lines.select_related("component", "provider", "indicator__service", "hours")
    )
    found = [
        Traced(wanted, tuple(line for line in lines if line.wanted_id == wanted.pk))
        for wanted in requirement.wanted.select_related("service")
    ]
    found += [
        Traced(volume, tuple(line for line in lines if line.volume_id == volume.pk))
        for volume in requirement.volumes.select_related("service")
    ]
    free = tuple(line for line in lines if line.wanted_id is None and line.volume_id is None)
    return [*found, Traced(None, free)] if free else found


def untraced(specification: Specification) -> list[WantedTarget | Volume]:
    """What was asked for and has no line yet."""
    return [row.asked for row in trace(specification) if row.asked and not row.lines]


def monthly_cost(lines: Sequence[SpecificationLine]) -> Decimal | None:
    """What the lines cost in a month; None where no line names a cost."""
    known = [line.monthly_cost for line in lines if line.monthly_cost is not None]
    return sum(known, Decimal(0)) if known else None
