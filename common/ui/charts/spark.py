"""A line the size of a word, beside the figure it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from common.ui.charts.scale import Number, polylines, px


@dataclass(frozen=True)
class Spark:
    """A line the size of a word, without axes; None in the values breaks it."""

    lines: tuple[str, ...]
    end_x: float
    end_y: float
    threshold_y: float | None


def spark(values: Sequence[Number | None], *, threshold: Number | None = None) -> Spark | None:
    """Return the small line of the values, or None where fewer than two are known."""
    known = [Fraction(value) for value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    if threshold is not None:
        low, high = min(low, Fraction(threshold)), max(high, Fraction(threshold))

    def y_of(value: Number) -> float:
        return 10.0 if high == low else px(18 - 16 * float((Fraction(value) - low) / (high - low)))

    step = 68 / (len(values) - 1)
    points = [
        None if value is None else (px(1 + place * step), y_of(value))
        for place, value in enumerate(values)
    ]
    end_x, end_y = [point for point in points if point][-1]
    return Spark(
        lines=tuple(polylines(points)),
        end_x=end_x,
        end_y=end_y,
        threshold_y=None if threshold is None else y_of(threshold),
    )
