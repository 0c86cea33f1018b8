"""Draws what a service needs and what rests on it: three columns of boxes, joined by lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.ui.states import state_of
from slm.models import Dependency, Service

WIDTH, HEIGHT, STEP = 260, 46, 60
COLUMNS = (0, 372, 744)  # rests on it, this service, needs
TOP = 20
LETTERS = 34


@dataclass(frozen=True)
class Box:
    """One service as a link; `is_bad` draws it loud, `note` says what holds now."""

    x: int
    y: int
    name: str
    note: str
    url: str
    is_bad: bool

    @property
    def name_y(self) -> int:
        return self.y + 19

    @property
    def note_y(self) -> int:
        return self.y + 35

    @property
    def text_x(self) -> int:
        return self.x + 10


@dataclass(frozen=True)
class Line:
    """A line between two boxes; loud where the lower one is out."""

    path: str
    is_bad: bool


@dataclass(frozen=True)
class DependencyMap:
    """The boxes and lines with the size they need."""

    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def dependency_map(
    service: Service,
    state_key: str,
    needs: Sequence[Dependency],
    dependents: Sequence[Dependency],
) -> DependencyMap:
    """Lay out the direct neighbours; each `Dependency` carries the `state_key` of its other end."""
    rows = max(len(needs), len(dependents), 1)
    height = TOP + rows * STEP
    middle = TOP + (rows * STEP - HEIGHT) // 2
    own = _box(COLUMNS[1], middle, service, state_key, "")
    boxes, lines = [own], []
    for place, row in enumerate(dependents):
        box = _box(COLUMNS[0], _y(place, len(dependents), rows), row.service, row.state_key, "")
        boxes.append(box)
        lines.append(_line(box, own, is_bad=own.is_bad))
    for place, row in enumerate(needs):
        box = _box(
            COLUMNS[2],
            _y(place, len(needs), rows),
            row.needs,
            row.state_key,
            _redundancy(row, needs),
        )
        boxes.append(box)
        lines.append(_line(own, box, is_bad=box.is_bad))
    return DependencyMap(height, tuple(boxes), tuple(lines))


def _y(place: int, count: int, rows: int) -> int:
    return TOP + (rows - count) * STEP // 2 + place * STEP + (STEP - HEIGHT) // 2


def _redundancy(row: Dependency, needs: Sequence[Dependency]) -> str:
    if not row.group:
        return ""
    members = sum(1 for other in needs if other.group == row.group)
    return _("%(required)d of %(members)d of %(group)s suffice") % {
        "required": row.required,
        "members": members,
        "group": row.group,
    }


def _box(x: int, y: int, service: Service, state_key: str, more: str) -> Box:
    word: Any = state_of(state_key).word
    name = service.name if len(service.name) <= LETTERS else f"{service.name[: LETTERS - 1]}…"
    return Box(
        x=x,
        y=y,
        name=name,
        note=" · ".join(filter(None, [str(word), more])),
        url=service.get_absolute_url(),
        is_bad=state_key in ("down", "partial"),
    )


def _line(left: Box, right: Box, *, is_bad: bool) -> Line:
    """From the right side of one box to the left of another, bent in the middle."""
    start, end = left.x + WIDTH, right.x
    low, high = left.y + HEIGHT // 2, right.y + HEIGHT // 2
    bend = (start + end) // 2
    return Line(f"M{start} {low}H{bend}V{high}H{end}", is_bad)
