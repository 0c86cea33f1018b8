"""Finds the exact instants at which a promise changes its state (decision 18).

Nothing is stepped through: bad time grows in straight lines between known instants, so each
crossing is one division.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from slm.engine.calendar import Calendar
from slm.engine.layers import Layer, Layers, paint
from slm.engine.level import PPM, Reading


@dataclass(frozen=True, slots=True)
class Wake:
    """The next instant at which something can change, and what."""

    at: int
    reason: str


def breach_at(
    calendar: Calendar,
    layers: Layers,
    *,
    start: int,
    end: int,
    allowed: Fraction,
    reading: Reading,
    minimum_break: int = 0,
    strict: bool = False,
) -> int | None:
    """First whole unit in ``[start, end]`` at which the bad time is more than allowed.

    Give an open outage with the period's end as its end to ask when it will breach. With
    ``strict`` the instant at which all of the allowance is used. None where it never happens.
    """
    pieces, owners = paint(calendar, layers, start, end, minimum_break=minimum_break)
    weights = np.array([reading.bad_weight_ppm(layer) for layer in Layer], dtype=object)[owners]
    counts = weights > 0
    limit = allowed * PPM
    if strict and limit <= 0:
        return start
    bad = 0
    for (piece_start, piece_end), weight in zip(
        pieces[counts].tolist(), weights[counts].tolist(), strict=True
    ):
        after = bad + weight * (piece_end - piece_start)
        if after > limit or (strict and after == limit):
            needed = (limit - bad) / weight
            whole = -(-needed // 1) if strict else needed // 1 + 1
            return int(piece_start + whole)
        bad = after
    return None


def share_used_at(
    calendar: Calendar,
    layers: Layers,
    *,
    start: int,
    end: int,
    allowed: Fraction,
    share_ppm: int,
    reading: Reading,
    minimum_break: int = 0,
) -> int | None:
    """First whole unit at which so large a share of the allowance is used: a warning level."""
    return breach_at(
        calendar,
        layers,
        start=start,
        end=end,
        allowed=allowed * Fraction(share_ppm, PPM),
        reading=reading,
        minimum_break=minimum_break,
        strict=True,
    )


def next_check_at(now: int, candidates: Mapping[str, int | None]) -> Wake | None:
    """The earliest candidate after now: between now and then nothing can change by itself.

    Candidates are what the caller knows: the breach and warning instants with the open outage going
    on, the deadline of a work item, the silence of a source, the end of the period and of its
    grace, the beginning and end of known maintenance, and ``burn.next_change_at``.
    """
    ahead = [(at, reason) for reason, at in candidates.items() if at is not None and at > now]
    return Wake(*min(ahead)) if ahead else None
