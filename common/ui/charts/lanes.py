"""Named marks in a grid of lanes and columns, such as people by what they decide and where."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from common.ui.charts.scale import px

LEFT, COLUMN, HEAD, LINE, PADDING = 96.0, 204.0, 26.0, 14.0, 20.0


@dataclass(frozen=True)
class LaneMark:
    """One mark: where it stands, what it is called, further lines, a warning and a state's tone.

    `title` says all of it in one sentence. An empty tone draws a mark without a symbol.
    """

    column: Any
    lane: Any
    name: str
    lines: tuple[str, ...] = ()
    warning: str = ""
    tone: str = ""
    url: str = ""
    title: str = ""


@dataclass(frozen=True)
class LaneText:
    """A line of words and how far down it stands."""

    y: float
    text: str


@dataclass(frozen=True)
class PlacedMark:
    """A mark with its place: centre, the name, and the lines beneath."""

    mark: LaneMark
    x: float
    y: float
    lines: tuple[LaneText, ...]
    warning: LaneText | None

    @property
    def text_x(self) -> float:
        return self.x + 20

    @property
    def name_y(self) -> float:
        return self.y - 2


@dataclass(frozen=True)
class LaneColumn:
    """A column's left edge and its words."""

    x: float
    label: Any

    @property
    def edge(self) -> float:
        return self.x - 8


@dataclass(frozen=True)
class Lane:
    """A lane's upper edge and its words."""

    y: float
    label: Any

    @property
    def text_y(self) -> float:
        return self.y + 34


@dataclass(frozen=True)
class Lanes:
    """The drawing: as wide as its columns, as high as its fullest cells."""

    width: float
    height: float
    columns: tuple[LaneColumn, ...]
    lanes: tuple[Lane, ...]
    marks: tuple[PlacedMark, ...]


def lanes(
    *,
    columns: Sequence[tuple[Any, Any]],
    lanes: Sequence[tuple[Any, Any]],
    marks: Sequence[LaneMark],
) -> Lanes:
    """Place every mark in its cell, one beneath the other; lanes without a mark are left out."""
    cells: dict[tuple[Any, Any], list[LaneMark]] = defaultdict(list)
    for mark in marks:
        cells[mark.lane, mark.column].append(mark)
    placed: list[PlacedMark] = []
    drawn: list[Lane] = []
    y = HEAD
    for lane, label in lanes:
        heights = [sum(map(_height, cells[lane, column])) for column, _label in columns]
        if not any(heights):
            continue
        drawn.append(Lane(px(y), label))
        for place, (column, _label) in enumerate(columns):
            top = y
            for mark in cells[lane, column]:
                placed.append(_place(mark, LEFT + COLUMN * place + 8, top + 28))
                top += _height(mark)
        y += max(heights)
    return Lanes(
        width=px(LEFT + COLUMN * max(len(columns), 1)),
        height=px(y),
        columns=tuple(
            LaneColumn(px(LEFT + COLUMN * place), label)
            for place, (_column, label) in enumerate(columns)
        ),
        lanes=tuple(drawn),
        marks=tuple(placed),
    )


def _height(mark: LaneMark) -> float:
    return PADDING + LINE * (2 + len(mark.lines) + bool(mark.warning))


def _place(mark: LaneMark, x: float, y: float) -> PlacedMark:
    lines = tuple(LaneText(px(y + 13 + LINE * n), text) for n, text in enumerate(mark.lines))
    below = px(y + 13 + LINE * len(lines))
    return PlacedMark(
        mark, px(x), px(y), lines, LaneText(below, mark.warning) if mark.warning else None
    )
