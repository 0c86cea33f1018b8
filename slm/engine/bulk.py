"""Measures many lanes at once: the layers of ``layers.measure``, vectorised, by lane and local day.

A *lane* is one measure in one span of time. Facts of all lanes are laid on one line, lane after
lane (``lane << bits | instant``), so that one sort and one running maximum make the unions of
thousands of lanes. Lanes go through in chunks of one calendar each, because larger arrays fall out
of the processor's cache. The result is the same to the second as measuring each lane alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slm.engine.calendar import Calendar
from slm.engine.layers import CLAIMED, Layer, Parts, PartsDoNotAddUp
from slm.engine.spans import Instants

_CHUNK = 5_000
_SERVICE, _FIRST_PART, _GOOD = 0, 1, 7  # columns, in the order of Parts

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Lanes:
    """What to measure: lane i is ``[start[i], end[i])`` under ``calendars[calendar[i]]``.

    ``minimum_break[i]`` is the shortest outage that counts there, 0 for all. All calendars have
    one scale, and everything is in its units.
    """

    calendars: Sequence[Calendar]
    calendar: Instants
    start: Instants
    end: Instants
    minimum_break: Instants

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, eq=False)
class Facts:
    """Claims about lanes, in any order: ``[start, end)`` of a lane is said to be of a layer.

    A fact that concerns several lanes is given once for each. An open end is given as now.
    """

    lane: Instants
    layer: Instants
    start: Instants
    end: Instants


@dataclass(frozen=True, eq=False)
class LaneParts:
    """Parts by lane, and by lane and local day where a day was not all good.

    ``totals`` has a row for each lane and ``parts`` one for each ``(lane, day)``, both with the
    eight columns of Parts; ``day`` counts from 1970-01-01. Day rows are ordered by lane and day.
    """

    totals: Instants
    lane: Instants
    day: Instants
    parts: Instants

    def of_lane(self, lane: int) -> Parts:
        """The parts of one lane as a value."""
        return Parts(*self.totals[lane].tolist())


def measure_lanes(lanes: Lanes, facts: Facts) -> LaneParts:
    """Measures every lane. Raises PartsDoNotAddUp rather than return a sum that is not one."""
    by_calendar = np.argsort(lanes.calendar, kind="stable")
    place = np.empty_like(by_calendar)
    place[by_calendar] = np.arange(len(lanes))

    real = (facts.end > facts.start) & (facts.layer < Layer.GOOD)
    claim = _Claims(
        place[facts.lane[real]], facts.layer[real], facts.start[real], facts.end[real]
    ).in_order()

    totals = np.zeros((len(lanes), len(Layer) + 1), dtype=np.int64)
    rows: list[tuple[Instants, Instants, Instants]] = []
    for first, behind in _chunks(lanes.calendar[by_calendar]):
        own = by_calendar[first:behind]
        lane, day, parts = _measure_chunk(
            lanes.calendars[int(lanes.calendar[own[0]])],
            lanes.start[own],
            np.maximum(lanes.end[own], lanes.start[own]),
            lanes.minimum_break[own],
            claim.of_lanes(first, behind),
            totals,
            own,
        )
        rows.append((own[lane], day, parts))
    if not rows:
        nothing = np.zeros(0, dtype=np.int64)
        return LaneParts(totals, nothing, nothing, np.zeros((0, len(Layer) + 1), dtype=np.int64))
    lane, day, parts = (np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.lexsort((day, lane))
    result = LaneParts(totals, lane[order], day[order], parts[order])
    _check(result.totals)
    _check(result.parts)
    return result


def unions(lane: Instants, start: Instants, end: Instants) -> tuple[Instants, Instants, Instants]:
    """The union of spans on each lane: lane, start and end of every piece, in order."""
    real = end > start
    nothing = np.zeros(int(real.sum()), dtype=np.int64)
    return _Claims(lane[real], nothing, start[real], end[real]).in_order().union()[:3]


@dataclass(frozen=True, eq=False)
class _Claims:
    lane: Instants
    layer: Instants
    start: Instants
    end: Instants

    def in_order(self) -> "_Claims":
        """By lane, then by start: every union below relies on it."""
        if not len(self.lane):
            return self
        base = int(self.start.min())
        bits = int(self.start.max() - base).bit_length()
        return self.pick(np.argsort(self.lane << bits | self.start - base, kind="stable"))

    def pick(self, which: Instants | Flags | slice) -> "_Claims":
        return _Claims(self.lane[which], self.layer[which], self.start[which], self.end[which])

    def of_lanes(self, first: int, behind: int) -> "_Claims":
        """The claims of some neighbouring lanes, numbered from 0."""
        low, high = np.searchsorted(self.lane, [first, behind])
        part = self.pick(slice(int(low), int(high)))
        return _Claims(part.lane - first, part.layer, part.start, part.end)

    def clipped(self, start: Instants, end: Instants) -> "_Claims":
        """The claims inside the spans of their lanes; their order stays."""
        cut = _Claims(
            self.lane,
            self.layer,
            np.maximum(self.start, start[self.lane]),
            np.minimum(self.end, end[self.lane]),
        )
        return cut.pick(cut.end > cut.start)

    def union(self) -> tuple[Instants, Instants, Instants, Instants]:
        """Lane, start and end of each piece of the union, and the piece of each claim."""
        if not len(self.lane):
            return self.lane, self.start, self.end, self.lane
        base = int(self.start.min())
        bits = int(self.end.max() - base).bit_length()
        start = self.lane << bits | self.start - base
        reach = np.maximum.accumulate(self.lane << bits | self.end - base)
        # Every end is below 1 << bits, so no lane reaches into the next.
        fresh = np.append(True, start[1:] > reach[:-1])
        begins = np.flatnonzero(fresh)
        last = np.append(begins[1:], len(start)) - 1
        end = (reach[last] & ((1 << bits) - 1)) + base
        return self.lane[begins], self.start[begins], end, np.cumsum(fresh) - 1

    def without_short_breaks(self, minimum_break: Instants) -> "_Claims":
        """The claims without those outages whose union is shorter than its lane's minimum."""
        down = self.layer == Layer.DOWN
        lane, start, end, piece = self.pick(down).union()
        kept = ~down
        kept[down] = (end - start >= minimum_break[lane])[piece]
        return self.pick(kept)


def _measure_chunk(
    calendar: Calendar,
    start: Instants,
    end: Instants,
    minimum_break: Instants,
    claims: _Claims,
    totals: Instants,
    own: Instants,
) -> tuple[Instants, Instants, Instants]:
    """Day rows of the lanes of one chunk; their totals are written to ``totals[own]``."""
    if minimum_break.any():
        claims = claims.without_short_breaks(minimum_break)
    claims = claims.clipped(start, end)
    days, edges = calendar.days
    served_to = calendar.service_before(edges)

    # The widest union says which days there are at all; narrower ones are put into its cells.
    cells, widest = _by_day(calendar, claims, len(days), edges, served_to)
    reached = np.zeros((len(cells), len(CLAIMED)), dtype=np.int64)
    present = sorted(set(np.unique(claims.layer).tolist()))
    for layer in CLAIMED:
        if not present or layer < present[0]:
            continue
        if layer >= present[-1]:
            reached[:, layer] = widest
        elif layer in present:
            narrow = claims.pick(claims.layer <= layer)
            some, amount = _by_day(calendar, narrow, len(days), edges, served_to)
            reached[np.searchsorted(cells, some), layer] = amount
        else:
            reached[:, layer] = reached[:, layer - 1]

    lane, day = np.divmod(cells, max(len(days), 1))
    parts = np.empty((len(cells), len(Layer) + 1), dtype=np.int64)
    parts[:, _SERVICE] = calendar.between(
        np.maximum(edges[day], start[lane]), np.minimum(edges[day + 1], end[lane])
    )
    parts[:, _FIRST_PART:_GOOD] = np.diff(reached, axis=1, prepend=0)
    parts[:, _GOOD] = parts[:, _SERVICE] - reached[:, -1]

    own_totals = np.zeros((len(own), len(Layer) + 1), dtype=np.int64)
    if len(cells):
        begins = np.flatnonzero(np.append(True, lane[1:] != lane[:-1]))
        own_totals[lane[begins]] = np.add.reduceat(parts, begins, axis=0)
    own_totals[:, _SERVICE] = calendar.between(start, end)
    own_totals[:, _GOOD] = own_totals[:, _SERVICE] - own_totals[:, _FIRST_PART:_GOOD].sum(axis=1)
    totals[own] = own_totals
    return lane, days[day], parts


def _by_day(
    calendar: Calendar, claims: _Claims, width: int, edges: Instants, served_to: Instants
) -> tuple[Instants, Instants]:
    """Service time inside the union of claims, by cell (``lane * width + day``), none empty."""
    lane, start, end, _ = claims.union()
    served_start, served_end = calendar.service_before(start), calendar.service_before(end)
    counted = served_end > served_start
    lane, start, end = lane[counted], start[counted], end[counted]
    served_start, served_end = served_start[counted], served_end[counted]
    first = np.searchsorted(edges, start, side="right") - 1
    times = np.searchsorted(edges, end, side="left") - first
    piece = np.repeat(np.arange(len(lane)), times)
    day = np.arange(len(piece)) - np.repeat(np.cumsum(times) - times - first, times)
    # Service time never runs backwards, so cutting at an edge is a comparison of totals.
    amount = np.minimum(served_end[piece], served_to[day + 1]) - np.maximum(
        served_start[piece], served_to[day]
    )
    cell = lane[piece] * width + day
    cell, amount = cell[amount > 0], amount[amount > 0]
    if not len(cell):
        return cell, amount
    begins = np.flatnonzero(np.append(True, cell[1:] != cell[:-1]))
    return cell[begins], np.add.reduceat(amount, begins)


def _chunks(calendar: Instants) -> Iterator[tuple[int, int]]:
    """Ranges of lanes with one calendar, none longer than a chunk."""
    if not len(calendar):
        return
    begins = np.flatnonzero(np.append(True, calendar[1:] != calendar[:-1])).tolist()
    for begin, end in zip(begins, [*begins[1:], len(calendar)], strict=True):
        for first in range(begin, end, _CHUNK):
            yield first, min(first + _CHUNK, end)


def _check(parts: Instants) -> None:
    wrong = (parts < 0).any(axis=1) | (parts[:, 1:].sum(axis=1) != parts[:, 0])
    if wrong.any():
        raise PartsDoNotAddUp(f"row {int(np.flatnonzero(wrong)[0])} of {len(parts)}")
