"""Counts breaks and says how often, how long and how far apart (formula section 5)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np

from slm.engine.calendar import Calendar
from slm.engine.layers import Layer, Layers, Parts, long_enough, measure
from slm.engine.spans import Instants, Spans, clip, intersect, spans, subtract, union


class Crossing(StrEnum):
    """Where a break that crosses the border of a period is counted."""

    BEGAN = "began"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Reliability:
    """Breaks of one period, amounts in the calendar's units.

    Means are exact fractions, None without a break: "no break in the period" is not infinity.
    ``longest`` is the longest counted part of one break inside the period.
    """

    breaks: int
    down: int
    up: int
    longest: int

    @property
    def mtbf(self) -> Fraction | None:
        """Mean time between failures: up time by number of breaks."""
        return Fraction(self.up, self.breaks) if self.breaks else None

    @property
    def mtrs(self) -> Fraction | None:
        """Mean time to restore service: downtime by number of breaks."""
        return Fraction(self.down, self.breaks) if self.breaks else None

    @property
    def mtbsi(self) -> Fraction | None:
        """Mean time between service incidents: from one start to the next."""
        return Fraction(self.up + self.down, self.breaks) if self.breaks else None


def find_breaks(
    calendar: Calendar, layers: Layers, *, minimum_break: int = 0
) -> tuple[Spans, Spans, Instants]:
    """Every break of the horizon: outages as reported, their counted spans, and whose these are.

    A break is a piece of the union of outages with at least one counted second: service time that
    no exclusion or maintenance protects. Its length for the minimum is that of the whole piece on
    the wall (decision 12).
    """
    nothing = spans()
    pieces = long_enough(layers.get(Layer.DOWN, nothing), minimum_break)
    protected = union(layers.get(Layer.EXCLUDED, nothing), layers.get(Layer.PLANNED, nothing))
    counted = intersect(
        subtract(clip(pieces, calendar.first, calendar.last), protected), calendar.spans
    )
    owner = np.searchsorted(pieces[:, 0], counted[:, 0], side="right") - 1
    broken, owner = np.unique(owner, return_inverse=True)
    return pieces[broken], counted, owner.astype(np.int64)


def reliability(
    calendar: Calendar,
    layers: Layers,
    start: int,
    end: int,
    *,
    minimum_break: int = 0,
    crossing: Crossing = Crossing.BEGAN,
) -> Reliability:
    """Breaks, downtime and up time of ``[start, end)``.

    By default a break belongs to the period of its first counted second, so that no break is
    counted twice and none is lost between two periods; with ``both`` it is counted in every period
    in which it cost a second. The horizon must reach back to where the outages of the period began:
    what lies before it is not seen.
    """
    parts = measure(calendar, layers, start, end, minimum_break=minimum_break)
    _, counted, owner = find_breaks(calendar, layers, minimum_break=minimum_break)
    lengths = np.minimum(counted[:, 1], end) - np.maximum(counted[:, 0], start)
    inside = lengths > 0
    per_break = np.zeros(int(owner.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(per_break, owner[inside], lengths[inside])
    if crossing is Crossing.BOTH:
        breaks = int((per_break > 0).sum())
    else:
        first_counted = counted[np.append(True, owner[1:] != owner[:-1])[: len(owner)], 0]
        breaks = int(((first_counted >= start) & (first_counted < end)).sum())
    return Reliability(breaks, parts.down, up_time(parts), int(per_break.max(initial=0)))


def up_time(parts: Parts) -> int:
    """Measured time in which the service was not down; partial and degraded service is up."""
    return parts.partial + parts.degraded + parts.good
