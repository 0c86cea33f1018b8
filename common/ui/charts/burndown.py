"""What is left of a budget through a period, and where it may go."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction

from common.ui.charts.scale import Number, Tick, px, round_ticks


@dataclass(frozen=True)
class BurnStep:
    """Time that was spent from the budget, from one instant to another; `label` such as −7:30."""

    start_at: datetime
    end_at: datetime
    seconds: Number
    label: str
    title: str = ""


@dataclass(frozen=True)
class BurnForecast:
    """A way the budget may go: what is left at the end, or the instant it is used up.

    `kind` is best, pace, worst or outage; the line is dashed unless it is pace.
    """

    kind: str
    left_at_end_seconds: Number | None = None
    used_up_at: datetime | None = None
    figure: str = ""
    words: str = ""


@dataclass(frozen=True)
class BurnLine:
    """A forecast as drawn."""

    kind: str
    x1: float
    y1: float
    x2: float
    y2: float
    figure: str
    words: str
    label_y: float
    hits_zero: bool


@dataclass(frozen=True)
class BurnLabel:
    """The text at a step."""

    x: float
    y: float
    text: str
    title: str
    before: bool


@dataclass(frozen=True)
class BurnDown:
    """What is left of a budget through a period: steps, a warning band, and where it may go."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    band_y: float
    band_height: float
    line: str
    labels: tuple[BurnLabel, ...]
    now_x: float
    now_y: float
    cone: str
    forecasts: tuple[BurnLine, ...]
    outage: BurnLine | None
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    even_x: float
    even_y: float
    now_label: str
    now_before: bool
    closed: bool
    unit: str
    band_label: str

    @property
    def plot_width(self) -> float:
        return self.right - self.left


def burn_down(
    *,
    start_at: datetime,
    end_at: datetime,
    now: datetime,
    allowance_seconds: Number,
    steps: Sequence[BurnStep],
    forecasts: Sequence[BurnForecast] = (),
    warn_share: Number = Fraction(1, 4),
    now_label: str = "",
    band_label: str = "",
    x_ticks: Sequence[tuple[datetime, str]] = (),
    write=str,
    unit: str = "min",
    unit_seconds: int = 60,
) -> BurnDown:
    """Return the burn-down of a budget between two instants, as known at `now`.

    `steps` in order, without overlap; what exceeds the allowance is drawn at zero. `write(figure)`
    writes the axis figures, counted in `unit` of `unit_seconds`.
    """
    width, height = 1024, 300
    left, right, top, bottom = 40.0, 896.0, 14.0, 270.0
    allowance = Fraction(allowance_seconds)
    scale = allowance if allowance > 0 else Fraction(1)
    begin = start_at.astimezone(UTC)
    whole = (end_at.astimezone(UTC) - begin).total_seconds() or 1

    def x_of(at: datetime) -> float:
        share = (at.astimezone(UTC) - begin).total_seconds() / whole
        return px(left + (right - left) * max(0.0, min(1.0, share)))

    def y_of(seconds: Number) -> float:
        share = max(Fraction(0), min(Fraction(1), Fraction(seconds) / scale))
        return px(bottom - (bottom - top) * float(share))

    rest = allowance
    points = [(left, y_of(rest))]
    labels = []
    for step in steps:
        points.append((x_of(step.start_at), y_of(rest)))
        before = y_of(rest)
        rest -= Fraction(step.seconds)
        points.append((x_of(step.end_at), y_of(rest)))
        at_right = x_of(step.end_at) > right - 130
        labels.append(
            BurnLabel(
                x=px(x_of(step.end_at) + (-8 if at_right else 8)),
                y=px((before + y_of(rest)) / 2 + 4),
                text=step.label,
                title=step.title,
                before=at_right,
            )
        )
    closed = now >= end_at
    now_x, now_y = x_of(min(now, end_at)), y_of(rest)
    points.append((now_x, now_y))
    lines = (
        [] if closed else [_burn_line(way, now_x, now_y, right, x_of, y_of) for way in forecasts]
    )
    cone_lines = _spread([line for line in lines if line.kind != "outage"])
    outage = next((line for line in lines if line.kind == "outage"), None)
    band = Fraction(warn_share) * allowance
    ticks = [
        tick
        for tick in round_ticks(Fraction(0), scale / unit_seconds)
        if tick * unit_seconds <= scale
    ]
    return BurnDown(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        band_y=y_of(band),
        band_height=px(bottom - y_of(band)),
        line=" ".join(f"{x},{y}" for x, y in points),
        labels=tuple(labels),
        now_x=now_x,
        now_y=now_y,
        cone=_cone(cone_lines, now_x, now_y, right, bottom),
        forecasts=tuple(cone_lines),
        outage=outage,
        x_ticks=tuple(Tick(x_of(at), label) for at, label in x_ticks),
        y_ticks=tuple(Tick(y_of(tick * unit_seconds), write(tick)) for tick in ticks),
        even_x=px(left + (right - left) * 0.39),
        even_y=px(top + (bottom - top) * 0.39 + 18),
        now_label=now_label,
        now_before=now_x > left + 130,
        closed=closed,
        unit=unit,
        band_label=band_label,
    )


def _burn_line(way: BurnForecast, now_x: float, now_y: float, right: float, x_of, y_of) -> BurnLine:
    if way.used_up_at is not None:
        x2, y2 = max(x_of(way.used_up_at), now_x), y_of(0)
    else:
        x2, y2 = right, y_of(way.left_at_end_seconds or 0)
    return BurnLine(
        kind=way.kind,
        x1=now_x,
        y1=now_y,
        x2=x2,
        y2=y2,
        figure=way.figure,
        words=way.words,
        label_y=px(y2 + 2),
        hits_zero=way.used_up_at is not None,
    )


def _spread(lines: list[BurnLine]) -> list[BurnLine]:
    """Move the labels at the right edge apart, so that none covers another (30 units each)."""
    placed: list[BurnLine] = []
    for line in sorted(lines, key=lambda line: (line.y2, line.x2)):
        lowest = placed[-1].label_y + 30 if placed else 0.0
        placed.append(replace(line, label_y=px(max(line.label_y, lowest))))
    overflow = placed[-1].label_y - 270 if placed else 0
    if overflow > 0:
        placed = [replace(line, label_y=px(line.label_y - overflow)) for line in placed]
    return placed


def _cone(lines: list[BurnLine], x: float, y: float, right: float, bottom: float) -> str:
    """Return the polygon between the best and the worst way, along the right edge and the floor."""
    if len(lines) < 2:
        return ""
    best = min(lines, key=lambda line: (line.y2, -line.x2))
    worst = max(lines, key=lambda line: (line.y2, -line.x2))
    corners = [(x, y), (best.x2, best.y2)]
    if worst.hits_zero and not best.hits_zero:
        corners.append((right, bottom))
    corners.append((worst.x2, worst.y2))
    return " ".join(f"{a},{b}" for a, b in corners)
