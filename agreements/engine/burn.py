"""Burn alerts: two windows must both burn fast, so that they start early and end soon."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from agreements.engine.budgets import burn_rate
from slm.engine.calendar import Calendar
from slm.engine.layers import Layer, Layers, measure, paint
from slm.engine.level import PPM, Level, Reading, read_level
from slm.engine.spans import Instants

MINIMUM_WINDOW_SECONDS = 60
MINIMUM_MEASURED_SECONDS = 60
MINIMUM_EVENTS = 20
REFERENCE_PERIOD_SECONDS = 30 * 86_400


@dataclass(frozen=True, slots=True)
class Pair:
    """Fires when the burn rate over both windows reaches the threshold."""

    name: str
    long_seconds: int
    short_seconds: int
    threshold: Fraction

    def scaled(self, period_seconds: int) -> "Pair":
        """This pair for a period of another length, in wall time; no window below 60 s."""
        long, short = (
            max(window * period_seconds // REFERENCE_PERIOD_SECONDS, MINIMUM_WINDOW_SECONDS)
            for window in (self.long_seconds, self.short_seconds)
        )
        return Pair(self.name, long, short, self.threshold)


# For a period of 30 days: 2 % of the budget in an hour, 5 % in six hours, 10 % in three days.
PAIRS = (
    Pair("fast", 3_600, 300, Fraction(72, 5)),
    Pair("slow", 21_600, 1_800, Fraction(6)),
    Pair("ticket", 259_200, 21_600, Fraction(1)),
)


def pairs_for(period_seconds: int) -> tuple[Pair, ...]:
    """The pairs for a period of this length on the wall."""
    return tuple(pair.scaled(period_seconds) for pair in PAIRS)


def window_level(
    calendar: Calendar,
    layers: Layers,
    *,
    now: int,
    window: int,
    reading: Reading,
    since: int | None = None,
    minimum_break: int = 0,
) -> Level:
    """The level of ``[now - window, now)``, not looking back behind ``since``."""
    start = now - window if since is None else max(since, now - window)
    parts = measure(calendar, layers, start, now, minimum_break=minimum_break)
    return read_level(parts, reading)


def fires(pair: Pair, *, long: Level, short: Level, target_ppm: int, least: int) -> bool:
    """Whether a pair fires. ``least`` is what must be measured in each window, in its units.

    Use 60 s × the calendar's scale × the reading's grain for time, and 20 for events.
    """
    return all(
        _burns(level, pair.threshold, target_ppm=target_ppm, least=least) for level in (long, short)
    )


def next_change_at(
    pair: Pair,
    calendar: Calendar,
    layers: Layers,
    *,
    now: int,
    until: int,
    target_ppm: int,
    reading: Reading,
    minimum_break: int = 0,
) -> int | None:
    """First instant in ``(now, until]`` at which the pair begins or ceases to fire.

    ``layers`` say what is expected until then: an open outage is given as going on. Between two
    instants at which a window touches the edge of a span, bad and measured time are straight lines,
    so each window can cross its threshold there once at most, and where is one division.
    """
    if target_ppm >= PPM:
        return None  # no budget, so it never burns
    scale = calendar.scale
    windows = (pair.long_seconds * scale, pair.short_seconds * scale)
    bad, measured = _running_totals(
        calendar, layers, now - max(windows), until, reading, minimum_break
    )
    least = MINIMUM_MEASURED_SECONDS * scale * PPM
    burned = pair.threshold * Fraction(PPM - target_ppm, PPM)

    def excess(at: Instants) -> list[tuple[int, ...]]:
        """For each instant: of both windows how far it is above the threshold and the floor."""
        columns = []
        for window in windows:
            bad_in = (bad(at) - bad(at - window)).tolist()
            measured_in = (measured(at) - measured(at - window)).tolist()
            columns.append(
                [
                    some * burned.denominator - every * burned.numerator
                    for some, every in zip(bad_in, measured_in, strict=True)
                ]
            )
            columns.append([every - least for every in measured_in])
        return list(zip(*columns, strict=True))

    edges = np.unique(
        np.concatenate(
            [
                calendar.windows(now - max(windows), until).ravel(),
                *(piece.ravel() for piece in layers.values()),
            ]
        )
    )
    turns = np.unique(np.concatenate([edges, *(edges + window for window in windows)]))
    turns = turns[(turns > now) & (turns < until)]
    stops = np.concatenate([[now], turns, [until]]).astype(np.int64)
    rows = excess(stops)
    firing = _is_firing(rows[0])
    moments = set(stops[1:].tolist())
    for index in range(1, len(stops)):
        moments |= _crossings(stops[index - 1 : index + 1].tolist(), rows[index - 1 : index + 1])
    at = np.array(sorted(moments), dtype=np.int64)
    for moment, row in zip(at.tolist(), excess(at), strict=True):
        if _is_firing(row) != firing:
            return int(moment)
    return None


def _burns(level: Level, threshold: Fraction, *, target_ppm: int, least: int) -> bool:
    rate = burn_rate(level, target_ppm)
    return rate is not None and level.measured >= least and rate >= threshold


def _is_firing(row: tuple[int, ...]) -> bool:
    return all(value >= 0 for value in row)


def _crossings(stops: list[int], rows: list[tuple[int, ...]]) -> set[int]:
    """Whole instants between two stops at which a straight line first stands on its other side."""
    (begin, end), found = stops, set()
    for low, high in zip(*rows, strict=True):
        if (low >= 0) == (high >= 0):
            continue
        slope = high - low
        # Rising: the first instant at or above zero. Falling: the first one below zero.
        steps = (
            -(-(-low * (end - begin)) // slope) if slope > 0 else low * (end - begin) // -slope + 1
        )
        found.add(begin + steps)
    return found


def _running_totals(
    calendar: Calendar,
    layers: Layers,
    start: int,
    end: int,
    reading: Reading,
    minimum_break: int,
) -> tuple[Callable[[Instants], Instants], Callable[[Instants], Instants]]:
    """Bad and measured time from ``start`` to any instant, in ppm of units."""
    pieces, owners = paint(calendar, layers, start, end, minimum_break=minimum_break)

    def weighed(weights: list[int]) -> Callable[[Instants], Instants]:
        weight = np.array(weights, dtype=np.int64)[owners]
        before = np.append(0, np.cumsum(weight * (pieces[:, 1] - pieces[:, 0])))

        def total(at: Instants) -> Instants:
            if not len(pieces):
                return np.zeros_like(at)
            index = np.searchsorted(pieces[:, 0], at, side="right") - 1
            inside = np.minimum(at, pieces[index, 1]) - pieces[index, 0]
            return np.where(index < 0, 0, before[index] + weight[index] * inside)

        return total

    bad = weighed([reading.bad_weight_ppm(layer) for layer in Layer])
    out = weighed([0 if reading.is_measured(layer) else PPM for layer in Layer])

    def measured(at: Instants) -> Instants:
        return (calendar.service_before(at) - calendar.service_before(start)) * PPM - out(at)

    return bad, measured
