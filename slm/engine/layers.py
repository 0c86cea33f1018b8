"""Lays facts over service time, most protected first, and measures what each layer keeps.

The union of the first k layers minus the union of the first k - 1 is the k-th part, each measured
through the calendar, so overlaps count once and the parts add up to service time (decision 9).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from slm.engine.calendar import Calendar
from slm.engine.spans import Spans, clip, intersect, spans, subtract, union


class Layer(IntEnum):
    """What a second can be; where several claim it, the smallest number has it."""

    EXCLUDED = 0
    PLANNED = 1
    DOWN = 2
    PARTIAL = 3
    DEGRADED = 4
    UNKNOWN = 5
    GOOD = 6


CLAIMED = (
    Layer.EXCLUDED,
    Layer.PLANNED,
    Layer.DOWN,
    Layer.PARTIAL,
    Layer.DEGRADED,
    Layer.UNKNOWN,
)
Layers = Mapping[Layer, Spans]


class PartsDoNotAddUp(ArithmeticError):
    """The parts of a measurement differ from its service time: a fault of this program."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Service time and what it was made of, in integer units of the calendar.

    The parts always add up to the service time. The difference of two measurements is one too, so
    that a stored total can be moved by it; only there a part may be negative.
    """

    service: int = 0
    excluded: int = 0
    planned: int = 0
    down: int = 0
    partial: int = 0
    degraded: int = 0
    unknown: int = 0
    good: int = 0

    def __post_init__(self) -> None:
        if self.service != sum(self.by_layer()):
            raise PartsDoNotAddUp(repr(self))

    def by_layer(self) -> tuple[int, ...]:
        """The seven parts in the order of Layer."""
        return (
            self.excluded,
            self.planned,
            self.down,
            self.partial,
            self.degraded,
            self.unknown,
            self.good,
        )

    def check(self) -> "Parts":
        """These parts, if they are those of a measurement; a negative part raises."""
        if min(self.by_layer()) < 0:
            raise PartsDoNotAddUp(repr(self))
        return self

    def __add__(self, other: "Parts") -> "Parts":
        return Parts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Parts)))

    def __sub__(self, other: "Parts") -> "Parts":
        return Parts(*(getattr(self, f.name) - getattr(other, f.name) for f in fields(Parts)))


def measure(
    calendar: Calendar, layers: Layers, start: int, end: int, *, minimum_break: int = 0
) -> Parts:
    """The parts of ``[start, end)`` under these facts, in the calendar's units.

    Down spans whose union is shorter than ``minimum_break`` on the wall, before any cutting, count
    as if nobody had reported them (decision 12). Period and facts must lie in the horizon where
    they meet; the running period is measured until now by passing ``end=now``.
    """
    end = max(start, end)
    service = calendar.elapsed(start, end)
    covered, before, parts = spans(), 0, []
    for _, claimed in _claims(layers, minimum_break):
        if len(claimed):
            covered = union(covered, clip(claimed, start, end))
        reached = calendar.measure(covered)
        parts.append(reached - before)
        before = reached
    excluded, planned, down, partial, degraded, unknown = parts
    good = service - before
    return Parts(service, excluded, planned, down, partial, degraded, unknown, good).check()


def paint(
    calendar: Calendar, layers: Layers, start: int, end: int, *, minimum_break: int = 0
) -> tuple[Spans, npt.NDArray[np.int64]]:
    """Service time of ``[start, end)`` that is not good: disjoint spans in order, and their layers.

    The same second-by-second truth as ``measure``, laid out in time.
    """
    windows = calendar.windows(start, end)
    covered, pieces, owners = spans(), [spans()], [np.zeros(0, dtype=np.int64)]
    for layer, claimed in _claims(layers, minimum_break):
        reached = union(covered, clip(claimed, start, end))
        piece = intersect(subtract(reached, covered), windows)
        pieces.append(piece)
        owners.append(np.full(len(piece), layer, dtype=np.int64))
        covered = reached
    every, owner = np.concatenate(pieces), np.concatenate(owners)
    order = np.argsort(every[:, 0])
    return every[order], owner[order]


def long_enough(down: Spans, minimum_break: int) -> Spans:
    """The pieces of a union of outages that last at least ``minimum_break`` on the wall."""
    pieces = union(down)
    return pieces[pieces[:, 1] - pieces[:, 0] >= minimum_break]


def _claims(layers: Layers, minimum_break: int) -> list[tuple[Layer, Spans]]:
    nothing = spans()
    return [
        (
            layer,
            long_enough(layers.get(layer, nothing), minimum_break)
            if layer is Layer.DOWN and minimum_break > 0
            else layers.get(layer, nothing),
        )
        for layer in CLAIMED
    ]
