"""When a period closes, and by which arithmetic its figures are frozen (decision 19)."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from agreements.engine.reached import Tally
from slm.engine.breaks import Reliability
from slm.engine.layers import Parts
from slm.engine.zones import Zone

# Written into every frozen result; raised when equal parts and terms come to be read otherwise.
ENGINE_VERSION = "1"


def closes_at(*, end: int, known: int, grace_days: int, zone: Zone) -> int:
    """The first local midnight by which the grace is over, in UTC seconds.

    The grace is that many whole days of the hours' zone from the period's `end`; from `known`, when
    it came to be judged, where that was later: an agreement that is activated long after its period
    has a grace like any other.
    """
    since = max(end, known)
    day = zone.date_at(since)
    if zone.first_instant(day) < since:
        day += timedelta(days=1)
    return zone.first_instant(day + timedelta(days=grace_days))


def freeze(
    parts: Parts, *, breaks: Reliability | None = None, tally: Tally | None = None
) -> dict[str, Any]:
    """Everything a figure is read from, as plain values that are kept for good.

    The parts of time always; breaks and counts under names of their own, where they were read.
    """
    found: dict[str, Any] = asdict(parts)
    if breaks is not None:
        found["breaks"] = asdict(breaks)
    if tally is not None:
        found["counts"] = asdict(tally)
    return found


def read_frozen(kept: Mapping[str, Any]) -> tuple[Parts, Reliability | None, Tally | None]:
    """What `freeze` wrote."""
    rest = dict(kept)
    breaks, counts = rest.pop("breaks", None), rest.pop("counts", None)
    return (
        Parts(**rest).check(),
        None if breaks is None else Reliability(**breaks),
        None if counts is None else Tally(**counts),
    )
