"""Says of each outage how much of it counted against a promise, and why the rest did not."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from slm.engine.calendar import Calendar
from slm.engine.layers import Layer, Layers, paint
from slm.engine.level import PPM, Reading
from slm.engine.spans import clip, intersect, spans, subtract, total, union


class Reason(StrEnum):
    """Why time of an outage did not count."""

    BEFORE = "before"
    AFTER = "after"
    HOURS = "hours"
    EXCLUSION = "exclusion"
    MAINTENANCE = "maintenance"
    SHORT = "short"
    OVERLAP = "overlap"
    WORSE = "worse"
    HARMLESS = "harmless"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Event:
    """Something reported: `key` is the caller's, `end` None while it goes on."""

    key: int
    layer: Layer
    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of an event in a period, in the calendar's units.

    ``start`` and ``end`` are cut to the period (equal where nothing lies in it); ``length`` is the
    whole event on the wall so far. ``counted`` is what was bad and nobody else's already; together
    with every amount of ``left_out`` it makes up the length, weights apart.
    """

    event: Event
    start: int
    end: int
    length: int
    counted: Fraction
    left_out: tuple[tuple[Reason, int], ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def main_reason(self) -> Reason | None:
        """The reason that took most of it."""
        return max(self.left_out, key=lambda row: row[1])[0] if self.left_out else None


def count_events(
    calendar: Calendar,
    layers: Layers,
    events: Iterable[Event],
    *,
    start: int,
    end: int,
    now: int,
    reading: Reading,
    minimum_break: int = 0,
) -> list[Counted]:
    """Account for each event in ``[start, end)`` until ``now``, in the order of their starts.

    Where two of one layer overlap, the one that began first has the time, so that the counted
    amounts add up to the bad time of the period.
    """
    until = max(start, min(end, now))
    pieces, owners = paint(calendar, layers, start, until, minimum_break=minimum_break)
    taken = {layer: spans() for layer in Layer}
    found = []
    for event in sorted(events, key=lambda event: (event.start, event.end or now, event.key)):
        reached = now if event.end is None else event.end
        whole = spans([(event.start, max(reached, event.start))])
        inside = clip(whole, start, until)
        service = calendar.measure(inside)
        amounts: dict[Reason, int] = {
            Reason.BEFORE: max(0, min(reached, start) - event.start),
            Reason.AFTER: max(0, reached - max(event.start, until)),
            Reason.HOURS: total(inside) - service,
        }
        painted, own = 0, spans()
        for layer in Layer:
            mine = intersect(pieces[owners == layer], inside)
            painted += total(mine)
            if layer is event.layer:
                own = mine
            else:
                _add(amounts, _covered_by(layer, event.layer), total(mine))
        fresh = subtract(own, taken[event.layer])
        _add(amounts, Reason.OVERLAP, total(own) - total(fresh))
        taken[event.layer] = union(taken[event.layer], own)
        if event.layer is Layer.DOWN:
            _add(amounts, Reason.SHORT, service - painted)
        weight = reading.bad_weight_ppm(event.layer)
        if not weight:
            _add(amounts, _own_reason(event.layer), total(fresh))
        found.append(
            Counted(
                event=event,
                start=int(inside[0, 0]) if len(inside) else max(event.start, start),
                end=int(inside[0, 1]) if len(inside) else max(event.start, start),
                length=reached - event.start,
                counted=Fraction(total(fresh) * weight, PPM),
                left_out=tuple((reason, amount) for reason, amount in amounts.items() if amount),
                spans=tuple((int(a), int(b)) for a, b in fresh) if weight else (),
            )
        )
    return found


def _add(amounts: dict[Reason, int], reason: Reason, amount: int) -> None:
    amounts[reason] = amounts.get(reason, 0) + amount


def _covered_by(owner: Layer, layer: Layer) -> Reason:
    """Why time of an event of one layer went to another: the more protected layer has it."""
    if owner is Layer.EXCLUDED:
        return Reason.EXCLUSION
    if owner is Layer.PLANNED:
        return Reason.MAINTENANCE
    return Reason.WORSE if owner < layer else Reason.SHORT


def _own_reason(layer: Layer) -> Reason:
    return {
        Layer.EXCLUDED: Reason.EXCLUSION,
        Layer.PLANNED: Reason.MAINTENANCE,
        Layer.UNKNOWN: Reason.UNKNOWN,
    }.get(layer, Reason.HARMLESS)
