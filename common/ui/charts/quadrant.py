"""Subjects as bubbles on two axes that are cut into four fields."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from common.ui.charts.scale import Number, Tick, px

_WIDTH, _HEIGHT = 704, 460
# Bubbles at the very edge are drawn whole: there is room for half of one on every side.
_LEFT, _RIGHT, _TOP, _BOTTOM = 48.0, 668.0, 36.0, 408.0
_LARGEST, _SMALLEST, _RING = 28.0, 8.0, 3.5
_LETTER, _LINE = 6.2, 13.0


@dataclass(frozen=True)
class Bubble:
    """One subject: where it stands (`x` 0 to 1, `y` 0 to 100), how large, and its ring.

    `size` None is unknown and drawn smallest; `ring` is 0 to 100, None an unknown one, dashed.
    `title` says everything in a sentence: it is the link's name.
    """

    name: str
    url: str
    x: Number
    y: Number
    size: Number | None
    ring: Number | None
    tone: str
    title: str
    note: str = ""


@dataclass(frozen=True)
class DrawnBubble:
    """A bubble as drawn; without `anchor` there was no room for its name."""

    name: str
    url: str
    title: str
    note: str
    tone: str
    x: float
    y: float
    radius: float
    ring_radius: float
    ring: str
    figure: str
    anchor: str | None
    label_x: float
    label_y: float

    @property
    def note_y(self) -> float:
        return px(self.label_y + _LINE)

    @property
    def middle(self) -> float:
        return px(self.y + 4)


@dataclass(frozen=True)
class Quadrant:
    """Bubbles over two cuts; `fields` names the four, from the upper left in reading order."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    cut_x: float
    cut_y: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_name: Any
    y_name: Any
    fields: tuple[Any, ...]
    bubbles: tuple[DrawnBubble, ...]

    @property
    def danger_width(self) -> float:
        return px(self.right - self.cut_x)

    @property
    def danger_height(self) -> float:
        return px(self.bottom - self.cut_y)

    @property
    def middle(self) -> float:
        return px((self.left + self.right) / 2)

    @property
    def floor(self) -> int:
        """Where the name of the lower axis stands."""
        return self.height - 8


def quadrant(
    bubbles: Iterable[Bubble],
    *,
    x_cut: Number,
    y_cut: Number,
    x_name: Any,
    y_name: Any,
    fields: Sequence[Any],
    write=str,
) -> Quadrant:
    """Return the bubbles in their places, the largest behind, names where there is room.

    The lower right field is tinted: what is worth much and goes badly. `write(value)` writes the
    figures of the axes.
    """
    drawn: list[DrawnBubble] = []
    taken: list[_Box] = []
    wanted = sorted(bubbles, key=lambda one: (-(one.size or 0), one.name))
    largest = max((Fraction(one.size) for one in wanted if one.size), default=Fraction(1))
    circles = [_circle(one, largest) for one in wanted]
    taken += [_Box(x - r, y - r, x + r, y + r) for x, y, r in circles]
    taken += _field_boxes([str(field) for field in fields])
    for place, (one, circle) in enumerate(zip(wanted, circles, strict=True)):
        others = taken[:place] + taken[place + 1 :]
        drawn.append(_drawn(one, circle, others, taken))
    return Quadrant(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        bottom=_BOTTOM,
        cut_x=_x(x_cut),
        cut_y=_y(y_cut),
        x_ticks=tuple(Tick(_x(Fraction(n, 4)), write(Fraction(n, 4))) for n in range(5)),
        y_ticks=tuple(Tick(_y(n), write(n)) for n in range(0, 101, 20)),
        x_name=x_name,
        y_name=y_name,
        fields=tuple(fields),
        bubbles=tuple(drawn),
    )


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def _field_boxes(names: list[str]) -> list[_Box]:
    """Where the names of the fields stand, in their corners."""
    boxes = []
    for place, name in enumerate(names):
        wide = 1.2 * _LETTER * len(name)
        left = _RIGHT - 10 - wide if place % 2 else _LEFT + 8
        top = _TOP + 2 if place < 2 else _BOTTOM - 22
        boxes.append(_Box(left, top, left + wide, top + 16))
    return boxes


def _x(value: Number) -> float:
    return px(_LEFT + (_RIGHT - _LEFT) * float(min(Fraction(1), max(Fraction(0), Fraction(value)))))


def _y(value: Number) -> float:
    share = min(Fraction(1), max(Fraction(0), Fraction(value) / 100))
    return px(_BOTTOM - (_BOTTOM - _TOP) * float(share))


def _circle(one: Bubble, largest: Fraction) -> tuple[float, float, float]:
    """Middle and outer radius: the area follows the size."""
    share = float(Fraction(one.size) / largest) if one.size and one.size > 0 else 0.0
    radius = _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(share)
    return _x(one.x), _y(one.y), radius + _RING


def _drawn(
    one: Bubble, circle: tuple[float, float, float], others: list[_Box], taken: list[_Box]
) -> DrawnBubble:
    x, y, outer = circle
    anchor, label_x, label_y = None, x, y
    wide = _LETTER * max(len(one.name), len(one.note))
    high = _LINE * (2 if one.note else 1)
    for wish, at_x, at_y, left in (
        ("", x + outer + 6, y - 1, x + outer + 6),
        ("end", x - outer - 6, y - 1, x - outer - 6 - wide),
        ("mid", x, y + outer + 14, x - wide / 2),
        ("mid", x, y - outer - high + 6, x - wide / 2),
    ):
        box = _Box(left, at_y - 11, left + wide, at_y - 11 + high)
        inside = (
            box.left >= _LEFT and box.right <= _RIGHT and box.top >= 0 and box.bottom <= _BOTTOM
        )
        if inside and not any(box.meets(other) for other in others):
            anchor, label_x, label_y = wish, px(at_x), px(at_y)
            taken.append(box)
            break
    ring = "" if one.ring is None else f"{float(one.ring):.2f}"
    figure = "" if one.ring is None or outer < 15 else str(int(one.ring))
    return DrawnBubble(
        name=one.name,
        url=one.url,
        title=one.title,
        note=one.note,
        tone=one.tone,
        x=x,
        y=y,
        radius=px(outer - _RING),
        ring_radius=px(outer),
        ring=ring,
        figure=figure,
        anchor=anchor,
        label_x=label_x,
        label_y=label_y,
    )
