"""Several lines over the same days, on one scale, with the limits that they are measured by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from common.ui.charts.scale import Number, Tick, polylines, px, round_ticks

_LABEL_HEIGHT = 14.0


@dataclass(frozen=True)
class Series:
    """One line: its name, and a value for each place (None breaks it)."""

    name: str
    values: Sequence[Number | None]


@dataclass(frozen=True)
class Limit:
    """A level line across the chart, and the words beside it."""

    value: Number
    text: str


@dataclass(frozen=True)
class DrawnSeries:
    """A line as drawn: its unbroken runs, values that stand alone, its name at its end."""

    name: str
    number: int
    runs: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    end_x: float
    label_y: float


@dataclass(frozen=True)
class DrawnLimit:
    """A level line as drawn."""

    y: float
    text: str


@dataclass(frozen=True)
class Lines:
    """Lines over places, with the same figures in a table on the page."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    series: tuple[DrawnSeries, ...]
    limits: tuple[DrawnLimit, ...]
    gaps: tuple[tuple[float, float], ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    unit: str

    @property
    def plot_height(self) -> float:
        return self.bottom - self.top


def lines(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    limits: Sequence[Limit] = (),
    unit: str = "",
    write=str,
) -> Lines:
    """Return the lines from zero up; `write(value)` writes the axis figures.

    A place where no line has a value is a gap, hatched.
    """
    width, height = 1024, 280
    left, right, top, bottom = 56.0, 936.0, 16.0, 248.0
    known = [Fraction(v) for one in series for v in one.values if v is not None]
    high = max([Fraction(1), *known, *(Fraction(limit.value) for limit in limits)])
    ticks = round_ticks(Fraction(0), high)
    slot = (right - left) / max(len(labels), 1)

    def x_of(place: int) -> float:
        return px(left + slot * (place + 0.5))

    def y_of(value: Number) -> float:
        return px(bottom - (bottom - top) * float(Fraction(value) / ticks[-1]))

    drawn = [_drawn(one, number, x_of, y_of) for number, one in enumerate(series, start=1)]
    every = max(1, -(-len(labels) // 12))
    return Lines(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        series=_spread([one for one in drawn if one is not None], bottom),
        limits=tuple(DrawnLimit(y_of(limit.value), limit.text) for limit in limits),
        gaps=tuple(
            (px(left + slot * place), px(slot))
            for place in range(len(labels))
            if all(one.values[place] is None for one in series)
        ),
        x_ticks=tuple(
            Tick(x_of(place), label)
            for place, label in enumerate(labels)
            if (len(labels) - 1 - place) % every == 0
        ),
        y_ticks=tuple(Tick(y_of(tick), write(tick)) for tick in ticks),
        unit=unit,
    )


def _drawn(one: Series, number: int, x_of, y_of) -> DrawnSeries | None:
    places = [
        None if value is None else (x_of(place), y_of(value))
        for place, value in enumerate(one.values)
    ]
    points = [place for place in places if place is not None]
    if not points:
        return None
    padded = [None, *places, None]
    return DrawnSeries(
        name=one.name,
        number=number,
        runs=tuple(run for run in polylines(places) if " " in run),
        dots=tuple(
            point
            for before, point, behind in zip(padded, padded[1:], padded[2:], strict=False)
            if point is not None and before is None and behind is None
        ),
        end_x=points[-1][0],
        label_y=points[-1][1],
    )


def _spread(series: list[DrawnSeries], bottom: float) -> tuple[DrawnSeries, ...]:
    """Move the names at the lines' ends apart, so that none covers another."""
    placed: list[DrawnSeries] = []
    lowest = bottom
    for one in sorted(series, key=lambda one: -one.label_y):
        y = min(one.label_y, lowest)
        placed.append(replace(one, label_y=px(y)))
        lowest = y - _LABEL_HEIGHT
    return tuple(sorted(placed, key=lambda one: one.number))
