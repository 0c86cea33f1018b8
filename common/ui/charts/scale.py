"""Helpers of all charts: rounding of pixels, shares as SVG percentages, round ticks."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Number = int | Fraction | Decimal


@dataclass(frozen=True)
class Tick:
    """A mark on an axis and the text beside it."""

    at: float
    label: str


def px(value: float) -> float:
    """Return a coordinate to a tenth of a pixel."""
    return round(value, 1)


def percent(part: Number, whole: Number) -> str:
    """Return part ÷ whole as an SVG percentage, held within 0 to 100."""
    if not whole:
        return "0%"
    share = max(Fraction(0), min(Fraction(1), Fraction(part) / Fraction(whole)))
    return f"{float(share * 100):.2f}".rstrip("0").rstrip(".") + "%"


def polylines(points: Sequence[tuple[float, float] | None]) -> list[str]:
    """Return one `points` attribute for each unbroken run; None breaks it."""
    runs: list[list[str]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(f"{point[0]},{point[1]}")
    return [" ".join(run) for run in runs if run]


def round_ticks(low: Fraction, high: Fraction, *, about: int = 5) -> list[Fraction]:
    """Return evenly spaced figures (1, 2 or 5 × a power of ten) that cover low to high."""
    if high <= low:
        low, high = low - 1, high + 1
    rough = (high - low) / about
    size = Fraction(1)
    while size > rough:
        size /= 10
    while size * 10 <= rough:
        size *= 10
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
    first = (low / step).__floor__()
    last = (high / step).__ceil__()
    return [step * place for place in range(first, last + 1)]
