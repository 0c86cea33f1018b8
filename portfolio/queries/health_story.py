"""A customer's health as its page tells it: every component, what it took, what was before."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from brm.models import Customer
from portfolio.engine.health import ENOUGH_CONFIDENCE, POOR_BELOW, Band, Part
from portfolio.models import HealthOverride, HealthSnapshot
from portfolio.queries.health_bands import overrides_of
from portfolio.queries.health_components import Examined, Measured, examine
from portfolio.queries.health_words import HOW, LABELS, sentence

SHOWN_MONTHS = 14
TOP = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One component: what it was worked out from, and what it took from 100."""

    measured: Measured
    counts: bool
    points: Fraction | None

    @property
    def label(self) -> Any:
        return LABELS[self.measured.part]

    @property
    def how(self) -> Any:
        return HOW[self.measured.part]

    @property
    def says(self) -> str:
        return sentence(self.measured.part, self.measured.inputs)

    @property
    def weight_percent(self) -> Fraction:
        return self.measured.component.weight * 100

    @property
    def is_stale(self) -> bool:
        return self.measured.score is not None and not self.counts


@dataclass(frozen=True)
class HealthStory:
    """The health now, the band set by hand while one holds, and the months kept."""

    examined: Examined
    lines: tuple[Line, ...]
    override: HealthOverride | None
    snapshots: Sequence[HealthSnapshot]

    @property
    def score(self) -> Fraction | None:
        """The figure where enough is known to show one."""
        health = self.examined.health
        return health.score if health.confidence >= ENOUGH_CONFIDENCE else None

    @property
    def confidence(self) -> Fraction:
        return self.examined.health.confidence

    @property
    def computed_band(self) -> Band:
        return self.examined.health.band

    @property
    def band(self) -> Band:
        return Band(self.override.band) if self.override else self.computed_band

    @property
    def largest(self) -> list[Line]:
        """The three components that took most."""
        taken = [line for line in self.lines if line.points]
        return sorted(taken, key=lambda line: -(line.points or 0))[:TOP]

    @property
    def gates(self) -> list[Any]:
        """The critical components so low that they hold the band down."""
        return [LABELS[part] for part in self.examined.health.gates]

    @property
    def gate_below(self) -> int:
        return POOR_BELOW


def health_story(customer: Customer, *, as_of: dt.datetime) -> HealthStory:
    """The health of one customer over its subtree, as of now, with its snapshots."""
    examined = examine([customer.pk], as_of=as_of)[customer.pk]
    points: dict[Part, Fraction] = {it.part: it.points for it in examined.health.deductions}
    lines = tuple(
        Line(
            measured,
            counts := measured.component.counts_on(examined.day),
            points.get(measured.part, Fraction(0)) if counts else None,
        )
        for measured in examined.parts
    )
    snapshots = list(
        HealthSnapshot.objects.filter(customer=customer)
        .select_related("taken_by__person")
        .order_by("-month")[:SHOWN_MONTHS]
    )
    override = overrides_of([customer.pk], on=examined.day).get(customer.pk)
    return HealthStory(examined, lines, override, snapshots)
