"""Which of several promises binds a customer, and when: the most specific one of each kind."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """How specific a level is; more is more specific (R63)."""

    CORPORATE = 1
    CUSTOMER = 2
    SERVICE = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """What would bind a customer over ``[start, end)`` if nothing more specific did.

    ``promise`` says what is promised about: claims on different things do not meet. ``rank`` is
    compared as a whole, more is more specific. ``end`` None is without an end; instants are whole
    seconds.
    """

    key: Hashable
    promise: Hashable
    rank: tuple[int, ...]
    start: int
    end: int | None


Span = tuple[int, int | None]


def bound_spans(claims: Iterable[Claim]) -> dict[Hashable, tuple[Span, ...]]:
    """The spans over which each claim binds, in order; none where it is always overridden.

    Claims of equal rank on the same thing bind together: that is a conflict, which people settle.
    """
    known = list(claims)
    return {
        claim.key: tuple(
            _without(
                (claim.start, claim.end),
                [
                    (other.start, other.end)
                    for other in known
                    if other.promise == claim.promise and other.rank > claim.rank
                ],
            )
        )
        for claim in known
    }


def _without(span: Span, others: list[Span]) -> list[Span]:
    """What is left of a span where none of the others is."""
    left = [span]
    for start, end in sorted(others, key=lambda other: other[0]):
        left = [part for piece in left for part in _cut(piece, start, end)]
    return left


def _cut(piece: Span, start: int, end: int | None) -> list[Span]:
    begin, finish = piece
    parts: list[Span] = []
    before = start if finish is None else min(start, finish)
    if begin < before:
        parts.append((begin, before))
    if end is not None:
        after = max(begin, end)
        if finish is None or after < finish:
            parts.append((after, finish))
    return parts
