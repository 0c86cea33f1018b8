"""Compiles service hours into UTC once, and answers every question about service time from that.

The compiled form is a list of open spans with their running total, so that the service time before
an instant is one look-up, and its inverse gives deadlines and breach instants without a loop.
"""

from collections.abc import Iterator
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from slm.engine.hours import Hours, HoursVersion, Window
from slm.engine.spans import Instants, Spans, clip, contains, spans, union
from slm.engine.zones import DAY_SECONDS, EARLIEST, LATEST, Zone, date_of, day_number, zone

_MOST_CELLS = 1 << 17  # two megabytes a calendar; finer hours are searched instead
_CHUNK = 1 << 15  # instants at a time: larger arrays fall out of the processor's cache
_FIRST, _LAST = EARLIEST + 7 * DAY_SECONDS, LATEST - 7 * DAY_SECONDS


class OutsideHorizon(ValueError):
    """An instant lies outside the time for which this calendar was compiled."""


class Calendar:
    """Service hours between two instants.

    All instants and amounts are in units of ``1 / scale`` seconds (scale 1: seconds, 1000:
    milliseconds). Questions outside ``[first, last]`` raise OutsideHorizon instead of guessing.
    """

    def __init__(
        self, open_spans: Spans, *, zone: Zone, first: int, last: int, scale: int, content_hash: str
    ) -> None:
        self.spans = open_spans
        self.zone = zone
        self.first = first
        self.last = last
        self.scale = scale
        self.content_hash = content_hash
        lengths = open_spans[:, 1] - open_spans[:, 0]
        self._served = np.append(0, np.cumsum(lengths))

    # Amounts

    def service_before(self, instants: npt.ArrayLike) -> Instants:
        """Service time from the start of the horizon to each instant, in units."""
        at = np.asarray(instants, dtype=np.int64)
        if at.size and (at.min() < self.first or at.max() > self.last):
            raise OutsideHorizon(f"Compiled for {self.first} to {self.last}.")
        if at.size <= _CHUNK:
            return self._looked_up(at)
        flat, served = at.ravel(), np.empty(at.size, dtype=np.int64)
        for begin in range(0, at.size, _CHUNK):
            served[begin : begin + _CHUNK] = self._looked_up(flat[begin : begin + _CHUNK])
        return served.reshape(at.shape)

    def between(self, starts: npt.ArrayLike, ends: npt.ArrayLike) -> Instants:
        """Service time in each ``[start, end)``; an inverted span counts nothing."""
        amounts: Instants = np.maximum(self.service_before(ends) - self.service_before(starts), 0)
        return amounts

    def elapsed(self, start: int, end: int) -> int:
        """Service time in one ``[start, end)``."""
        return int(self.between(start, end))

    def measure(self, canonical: Spans) -> int:
        """Service time inside canonical spans together."""
        return int(self.between(canonical[:, 0], canonical[:, 1]).sum())

    def advance(self, start: int, amount: int) -> int | None:
        """First instant at which ``amount`` units of service have passed since ``start``.

        At closing time it stays there and does not jump to the next morning. None where the
        horizon has not that much service time left.
        """
        if amount <= 0:
            return start
        wanted = int(self.service_before(start)) + amount
        if wanted > self._served[-1]:
            return None
        index = int(np.searchsorted(self._served, wanted, side="left")) - 1
        return int(self.spans[index, 0] + wanted - self._served[index])

    # Spans and days

    def windows(self, start: int, end: int) -> Spans:
        """Open spans inside ``[start, end)``."""
        first = np.searchsorted(self.spans[:, 1], start, side="right")
        behind = np.searchsorted(self.spans[:, 0], end, side="left")
        return clip(self.spans[first:behind], start, end)

    def is_open(self, instants: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether each instant is service time."""
        return contains(self.spans, instants)

    @cached_property
    def days(self) -> tuple[Instants, Instants]:
        """Every local day of the horizon: day numbers, and edges (one more, clipped to it).

        Day ``i`` is ``[edges[i], edges[i + 1])``; skipped dates have no row.
        """
        return self._days(self.first, self.last)

    def local_day_starts(self, start: int, end: int) -> tuple[Instants, Instants]:
        """Local dates that have an instant in ``[start, end)``: day numbers and first instants.

        A day starts at the first instant of its date even where midnight does not exist; the first
        day may have begun before ``start``.
        """
        days, _ = self._days(start, end)
        return days, self.zone.first_instants(days) * self.scale

    def _days(self, start: int, end: int) -> tuple[Instants, Instants]:
        around = self.zone.local_days([start // self.scale, -(-end // self.scale)])
        days = np.arange(around[0] - 1, around[1] + 3)
        edges = np.clip(self.zone.first_instants(days) * self.scale, start, end)
        kept = edges[1:] > edges[:-1]
        return days[:-1][kept], np.append(edges[:-1][kept], end)

    # Tables

    @cached_property
    def _table(self) -> tuple[int, Instants, Instants] | None:
        """Service before ``first + x`` is ``base[x // grain] + rate[x // grain] * x``.

        Possible because every opening and closing lies on a multiple of the grain (mostly 15 or
        30 minutes). None where that would need too many cells.
        """
        bounds = self.spans.ravel() - self.first
        grain = int(np.gcd.reduce(bounds, initial=0)) or max(self.last - self.first, 1)
        cells = (self.last - self.first) // grain + 1
        if cells > _MOST_CELLS:
            return None
        offset = np.arange(cells, dtype=np.int64) * grain
        rate = self.is_open(offset + self.first).astype(np.int64)
        return grain, self._searched(offset + self.first) - rate * offset, rate

    def _looked_up(self, at: Instants) -> Instants:
        if self._table is None:
            return self._searched(at)
        grain, base, rate = self._table
        since = at - self.first
        cell = since // grain
        since *= rate[cell]
        since += base[cell]
        return since

    def _searched(self, at: Instants) -> Instants:
        if not len(self.spans):
            return np.zeros_like(at)
        index = np.searchsorted(self.spans[:, 0], at, side="right") - 1
        inside = np.minimum(at, self.spans[index, 1]) - self.spans[index, 0]
        return np.where(index < 0, 0, self._served[index] + inside)


@lru_cache(maxsize=256)
def compile_hours(hours: Hours, first: int, last: int, scale: int = 1) -> Calendar:
    """The calendar of service hours for ``[first, last]``, given in UTC **seconds**.

    Cached by content. The horizon must lie between 1900 and 2100.
    """
    if not _FIRST <= first <= last <= _LAST:
        raise OutsideHorizon("A horizon must lie between 1900 and 2100.")
    clock = zone(hours.zone)
    starts = [EARLIEST if v.valid_from is None else v.valid_from for v in hours.versions]
    pieces = [
        clip(_version_spans(version, clock, max(first, start), min(last, end)), start, end)
        for version, start, end in zip(hours.versions, starts, [*starts[1:], LATEST], strict=True)
        if max(first, start) < min(last, end)
    ]
    return Calendar(
        union(spans(), *pieces) * scale,
        zone=clock,
        first=first * scale,
        last=last * scale,
        scale=scale,
        content_hash=hours.content_hash(),
    )


def _version_spans(version: HoursVersion, clock: Zone, first: int, last: int) -> Spans:
    """Open spans of one version, one stretch of constant offset at a time.

    Inside a stretch the wall clock runs like UTC, so the open wall time is cut to what the wall
    showed and moved by the offset. An hour that was skipped is shown by no stretch and vanishes;
    an hour that came twice is shown by two and counts twice.
    """
    first_day, last_day = clock.local_days([first, last]).tolist()
    wall = _wall_spans(version, first_day - 2, last_day + 2)
    pieces = [spans()]
    for begin, end, offset in zip(clock.begins, clock.ends, clock.offsets, strict=True):
        if begin < last and end > first:
            shown = int(max(begin, first) + offset), int(min(end, last) + offset)
            pieces.append(clip(wall, *shown) - offset)
    return union(*pieces)


def _wall_spans(version: HoursVersion, first_day: int, last_day: int) -> Spans:
    """Open wall time from one day to another, in seconds of a clock that is never changed."""
    days = np.arange(first_day, last_day + 1)
    own = _special_windows(version)
    settled = [day_number(on) for on in version.holidays] + [
        day_number(d.on) for d in version.special
    ]
    ordinary = days[~np.isin(days, settled)]
    weekday = (ordinary + 3) % 7  # 1970-01-01 was a Thursday
    pieces = [
        (ordinary[weekday == window_day] * DAY_SECONDS)[:, None] + np.array([opens, closes])
        for window_day, opens, closes in _weekly_halves(version)
    ]
    pieces.append(
        spans((day * DAY_SECONDS + opens, day * DAY_SECONDS + closes) for day, opens, closes in own)
    )
    return clip(union(*pieces), first_day * DAY_SECONDS, (last_day + 1) * DAY_SECONDS)


def _weekly_halves(version: HoursVersion) -> Iterator[tuple[int, int, int]]:
    for weekday, opens, closes in version.weekly:
        for later, start, end in _halves(Window(opens, closes)):
            yield (weekday + later) % 7, start, end


def _special_windows(version: HoursVersion) -> Iterator[tuple[int, int, int]]:
    taken = {day.on for day in version.special} | set(version.holidays)
    for day in version.special:
        for window in day.windows:
            for later, start, end in _halves(window):
                number = day_number(day.on) + later
                if not later or date_of(number) not in taken:
                    yield number, start, end


def _halves(window: Window) -> Iterator[tuple[int, int, int]]:
    """A window split at midnight: how many days later, from, to."""
    if window.closes > window.opens:
        yield 0, window.opens, window.closes
        return
    yield 0, window.opens, DAY_SECONDS
    if window.closes:
        yield 1, 0, window.closes
