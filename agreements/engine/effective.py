"""What holds in the end, where several agreements speak of the same: the most specific (R63, P18).

A service agreement stands before a customer's, that before a corporate one; of equal levels what
names the nearer unit; of these what stands under the other. Where equals differ nothing decides:
that is a conflict, and people have to settle it.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from .binding import Rank


class Kind(StrEnum):
    """What a provision is about."""

    SECTION = "section"
    TARGET = "target"
    HOURS = "hours"
    POLICIES = "policies"


@dataclass(frozen=True, slots=True)
class Origin:
    """The version that says it."""

    agreement: str
    version: int


@dataclass(frozen=True, slots=True)
class Provision:
    """One thing that one agreement says.

    ``key`` tells what it is about: provisions of one kind and key speak of the same. ``steps`` is
    how far above the unit asked for the party stands that it was agreed with (0: that unit),
    ``depth`` how many agreements stand above its own.
    """

    kind: Kind
    key: Hashable
    value: Hashable
    origin: Origin
    rank: Rank
    steps: int = 0
    depth: int = 0

    @property
    def specificity(self) -> tuple[int, int, int]:
        """More is more specific."""
        return int(self.rank), -self.steps, self.depth


@dataclass(frozen=True, slots=True)
class Effective:
    """What holds about one thing.

    ``holds`` are the most specific provisions, all of equal rank: one or several that say the
    same, or, with different values, a conflict. ``overridden`` is every other, the most specific
    first.
    """

    kind: Kind
    key: Hashable
    holds: tuple[Provision, ...]
    overridden: tuple[Provision, ...] = ()

    @property
    def is_conflict(self) -> bool:
        """Whether equals say different things."""
        return len({row.value for row in self.holds}) > 1

    @property
    def value(self) -> Hashable:
        """What holds; None while it is a conflict."""
        return None if self.is_conflict else self.holds[0].value


def merge(provisions: Iterable[Provision]) -> tuple[Effective, ...]:
    """What holds about each thing that anybody speaks of, whatever the order they are given in.

    Every provision is in exactly one answer: it holds, is overridden, or is part of a conflict.
    """
    rows = sorted(set(provisions), key=_order)
    return tuple(
        _settle(kind, key, list(found))
        for (kind, _text, key), found in groupby(
            rows, lambda row: (row.kind, repr(row.key), row.key)
        )
    )


def _settle(kind: Kind, key: Hashable, rows: list[Provision]) -> Effective:
    top = max(row.specificity for row in rows)
    return Effective(
        kind,
        key,
        holds=tuple(row for row in rows if row.specificity == top),
        overridden=tuple(row for row in rows if row.specificity != top),
    )


def _order(row: Provision) -> tuple[object, ...]:
    """By kind and key, then the most specific first, then by name."""
    return (
        list(Kind).index(row.kind),
        repr(row.key),
        tuple(-part for part in row.specificity),
        row.origin.agreement,
        row.origin.version,
        repr(row.value),
    )
