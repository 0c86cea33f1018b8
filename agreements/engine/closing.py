"""When a period closes, and by which arithmetic its figures are frozen (decision 19)."""

from datetime import timedelta

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
