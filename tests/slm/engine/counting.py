"""Counts service time one instant after another, with nothing of the engine: slow and plain.

It judges the engine, so it walks the clock of the zone and asks at every step in which window the
wall clock stands and which fact claims the instant. ``step`` (seconds) may be larger where every
border lies on a multiple of it. Inputs are those of the measuring cases.
"""

import importlib.resources
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

LAYERS = ("excluded", "planned", "down", "partial", "degraded", "unknown")


@cache
def load_zone(name):
    """The zone from the tzdata package, not from the machine."""
    path = importlib.resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    with path.open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


def seconds(text):
    """An ISO 8601 text as POSIX seconds."""
    return round(datetime.fromisoformat(text).timestamp())


def of_day(text):
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


class Counter:
    """One calendar of the case format; answers whether an instant is service time."""

    def __init__(self, calendar):
        self.versions = [
            (seconds(version["valid_from"]) if "valid_from" in version else -(10**12), version)
            for version in calendar.get("versions", [calendar])
        ]
        self.zone = load_zone(self.versions[0][1]["tz"])
        self.memory = {}

    def is_open(self, at):
        version = None
        for begins, candidate in self.versions:
            if begins <= at:
                version = candidate
        if version is None:
            return False
        # Since 1972 clocks change at whole minutes only, so the wall is asked once a minute.
        minute = (id(version), at // 60)
        if minute not in self.memory:
            wall = datetime.fromtimestamp(at // 60 * 60, UTC).astimezone(self.zone)
            self.memory[minute] = (
                wall.hour * 3600 + wall.minute * 60 + wall.second,
                windows_on(version, wall.date()),
            )
        begins, windows = self.memory[minute]
        second = begins + at % 60
        return any(opens <= second < closes for opens, closes in windows)


def windows_on(version, on):
    """Windows of one date, by the words of the conventions."""
    special, holidays = version.get("special", {}), version.get("holidays", [])
    yesterday = on - timedelta(days=1)
    if on.isoformat() in special:
        return [early_half(a, b) for a, b in special[on.isoformat()]]
    if on.isoformat() in holidays:
        return []
    found = [early_half(a, b) for day, a, b in version["weekly"] if day == on.weekday()]
    found += [late_half(a, b) for day, a, b in version["weekly"] if day == yesterday.weekday()]
    found += [late_half(a, b) for a, b in special.get(yesterday.isoformat(), [])]
    return found


def early_half(opens, closes):
    return of_day(opens), of_day(closes) if of_day(closes) > of_day(opens) else 86400


def late_half(opens, closes):
    return 0, of_day(closes) if of_day(closes) <= of_day(opens) else 0


def long_outages(outages, minimum):
    """Outages whose chain of overlapping or touching ones lasts long enough."""
    chains = []
    for start, end in sorted(outages):
        if chains and start <= chains[-1][1]:
            chains[-1][1] = max(end, chains[-1][1])
        else:
            chains.append([start, end])
    return [(start, end) for start, end in chains if end - start >= minimum]


def claims(inputs, open_end):
    """Facts by layer as pairs of seconds, without empty and inverted ones."""
    found = {}
    for layer in LAYERS:
        pairs = [
            (seconds(start), open_end if end is None else seconds(end))
            for start, end in inputs.get(layer, [])
        ]
        found[layer] = [(start, end) for start, end in pairs if end > start]
    found["down"] = long_outages(found["down"], inputs.get("minimum_break_s", 0))
    return found


def count(inputs, step=1):
    """Seconds of the period by layer, walked one by one."""
    start, end = (seconds(text) for text in inputs["period"])
    until = min(end, seconds(inputs["now"])) if inputs.get("now") else end
    counter, facts = Counter(inputs["calendar"]), claims(inputs, until)
    counted = dict.fromkeys(("service", *LAYERS, "good"), 0)
    for at in range(start, until, step):
        if not counter.is_open(at):
            continue
        counted["service"] += step
        owner = next(
            (
                layer
                for layer in LAYERS
                if any(begins <= at < ends for begins, ends in facts[layer])
            ),
            "good",
        )
        counted[owner] += step
    return counted


def count_breaks(inputs):
    """Breaks that began to cost seconds in the period, and the most that one of them cost there."""
    start, end = (seconds(text) for text in inputs["period"])
    counter, facts = Counter(inputs["calendar"]), claims(inputs, end)
    breaks, longest = 0, 0
    for begins, ends in facts["down"]:
        costly = [
            at
            for at in range(begins, ends)
            if counter.is_open(at)
            and not any(a <= at < b for layer in LAYERS[:2] for a, b in facts[layer])
        ]
        inside = [at for at in costly if start <= at < end]
        counts = (
            bool(inside) if inputs.get("crossing") == "both" else costly and costly[0] in inside
        )
        breaks += bool(counts)
        longest = max(longest, len(inside))
    return {"breaks": breaks, "longest": longest}


def first_instant(zone_name, on):
    """First second whose wall date is this date, found by walking; None for a skipped date."""
    zone, midnight = load_zone(zone_name), datetime(on.year, on.month, on.day, tzinfo=UTC)
    low = int(midnight.timestamp()) - 16 * 3600
    for at in range(low, low + 40 * 3600, 60):
        if datetime.fromtimestamp(at, UTC).astimezone(zone).date() == on:
            return at
    return None
