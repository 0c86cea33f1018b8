"""Finds the exact instants at which breaks exceed a limit: one too many, or one too long."""

from collections.abc import Iterator
from fractions import Fraction

from slm.engine.breaks import Crossing, find_breaks
from slm.engine.calendar import Calendar
from slm.engine.layers import Layers


def one_too_many_at(
    calendar: Calendar,
    layers: Layers,
    *,
    start: int,
    end: int,
    limit: int,
    minimum_break: int = 0,
    crossing: Crossing = Crossing.BEGAN,
    strict: bool = False,
) -> int | None:
    """First counted instant of the break that is one too many in ``[start, end)``; None without.

    With ``strict`` as many as the limit are too many. A break that began before the period counts
    here only where the crossing says so, and from the period's first counted instant.
    """
    beginnings = sorted(
        counted[0][0]
        for began_at, counted in _breaks(calendar, layers, start, end, minimum_break)
        if crossing is Crossing.BOTH or began_at >= start
    )
    place = max(limit - 1, 0) if strict else limit
    return beginnings[place] if place < len(beginnings) else None


def too_long_at(
    calendar: Calendar,
    layers: Layers,
    *,
    start: int,
    end: int,
    limit: Fraction | int,
    minimum_break: int = 0,
    strict: bool = False,
) -> int | None:
    """First whole unit at which one break has cost more than the limit in ``[start, end)``.

    With ``strict`` the instant at which it has cost as much as the limit.
    """
    found = []
    for _began_at, counted in _breaks(calendar, layers, start, end, minimum_break):
        cost = Fraction(0)
        for first, last in counted:
            needed = limit - cost
            more = max(-(-needed // 1), 0) if strict else needed // 1 + 1
            if more <= last - first:
                found.append(first + int(more))
                break
            cost += last - first
    return min(found, default=None)


def _breaks(
    calendar: Calendar, layers: Layers, start: int, end: int, minimum_break: int
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Of each break with a counted unit in the period where it began, and its spans inside."""
    _pieces, counted, owner = find_breaks(calendar, layers, minimum_break=minimum_break)
    began_at: dict[int, int] = {}
    inside: dict[int, list[tuple[int, int]]] = {}
    for (first, last), of in zip(counted.tolist(), owner.tolist(), strict=True):
        began_at.setdefault(of, first)
        if min(last, end) > max(first, start):
            inside.setdefault(of, []).append((max(first, start), min(last, end)))
    for of, spans in inside.items():
        yield began_at[of], spans
