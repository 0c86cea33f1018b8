"""A line of periods against a threshold."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from common.ui.charts.scale import Number, Tick, polylines, px, round_ticks


@dataclass(frozen=True)
class TrendPoint:
    """One period of a trend: its label, value (None: no data), written value and state tone."""

    label: str
    value: Number | None
    text: str = ""
    tone: str = "met"
    title: str = ""


@dataclass(frozen=True)
class TrendMark:
    """A dot of a trend line."""

    x: float
    y: float
    text: str
    tone: str
    title: str


@dataclass(frozen=True)
class TrendGap:
    """A period without data, hatched."""

    x: float
    width: float
    title: str


@dataclass(frozen=True)
class Trend:
    """A line of periods against a threshold, with the same figures in a table on the page."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    lines: tuple[str, ...]
    marks: tuple[TrendMark, ...]
    gaps: tuple[TrendGap, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    threshold_y: float | None
    threshold_text: str

    @property
    def plot_height(self) -> float:
        return self.bottom - self.top


def trend(
    points: Sequence[TrendPoint],
    *,
    threshold: Number | None = None,
    threshold_text: str = "",
    write=str,
    width: int = 500,
    height: int = 200,
) -> Trend:
    """Return a trend line; `write(value)` writes the axis figures in the reader's language."""
    left, right, top, bottom = 48.0, width - 64.0, 16.0, height - 28.0
    known = [Fraction(point.value) for point in points if point.value is not None]
    bounds = known + ([Fraction(threshold)] if threshold is not None else [])
    low, high = (min(bounds), max(bounds)) if bounds else (Fraction(0), Fraction(1))
    ticks = round_ticks(low, high)
    low, high = min(low, ticks[0]), max(high, ticks[-1])
    slot = (right - left) / max(len(points), 1)

    def x_of(place: int) -> float:
        return px(left + slot * (place + 0.5))

    def y_of(value: Number) -> float:
        return px(bottom - (bottom - top) * float((Fraction(value) - low) / (high - low)))

    places = [
        None if point.value is None else (x_of(place), y_of(point.value))
        for place, point in enumerate(points)
    ]
    every = max(1, -(-len(points) // 12))
    return Trend(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        lines=tuple(line for line in polylines(places) if " " in line),
        marks=tuple(
            TrendMark(*place, point.text, point.tone, point.title)
            for place, point in zip(places, points, strict=True)
            if place
        ),
        gaps=tuple(
            TrendGap(px(left + slot * place), px(slot), point.title)
            for place, point in enumerate(points)
            if point.value is None
        ),
        x_ticks=tuple(
            Tick(x_of(place), point.label)
            for place, point in enumerate(points)
            if (len(points) - 1 - place) % every == 0
        ),
        y_ticks=tuple(Tick(y_of(tick), write(tick)) for tick in ticks),
        threshold_y=None if threshold is None else y_of(threshold),
        threshold_text=threshold_text,
    )
