"""A strip of days: one bar a day, the height of its dark part is the bad time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from common.ui.charts.bars import PART_KINDS
from common.ui.charts.scale import px


@dataclass(frozen=True)
class StripDay:
    """What one day held, in seconds; `note` is its tooltip."""

    day: date
    good_seconds: int = 0
    bad_seconds: int = 0
    excluded_seconds: int = 0
    unknown_seconds: int = 0
    note: str = ""

    @property
    def kind(self) -> str:
        """The one thing to show: bad before unknown before excluded before good; none if empty."""
        if self.bad_seconds:
            return "bad"
        if self.unknown_seconds and self.unknown_seconds >= self.good_seconds:
            return "unknown"
        if self.excluded_seconds:
            return "excluded"
        if self.good_seconds:
            return "good"
        return "unknown" if self.unknown_seconds else "none"


@dataclass(frozen=True)
class StripMark:
    """A day that is not simply good: drawn with its own bar and tooltip."""

    kind: str
    x: int
    y: float
    height: float
    note: str
    now: bool


@dataclass(frozen=True)
class Strip:
    """Days side by side, eight units each; two paths draw all the good ones at once."""

    width: int
    days_path: str
    feet_path: str
    marks: tuple[StripMark, ...]
    full_seconds: int
    bad_days: int
    excluded_days: int
    unknown_days: int
    first: date | None
    last: date | None
    ticks: tuple[date, ...]
    today_last: bool


def strip(days: Sequence[StripDay], *, today: date | None = None) -> Strip:
    """Return the strip of the days given, oldest first; the worst day fills the height.

    A day without any service time is left empty. `today` is outlined.
    """
    full = max((day.bad_seconds for day in days), default=0)
    good, marks = [], []
    for place, day in enumerate(days):
        x, now = place * 8, day.day == today
        if day.kind == "none":
            continue
        if day.kind == "good" and not now:
            good.append(x)
            continue
        height = 48.0
        if day.kind == "bad":
            height = max(4.0, 48 * day.bad_seconds / full)
        elif day.kind == "excluded":
            height = 11.0
        elif day.kind == "good":
            height = 2.0
        height = px(height)
        marks.append(StripMark(day.kind, x, px(48 - height), height, day.note, now))
    count = {kind: sum(day.kind == kind for day in days) for kind in PART_KINDS}
    return Strip(
        width=max(len(days) * 8 - 1, 1),
        days_path="".join(f"M{x} 0h7v48h-7z" for x in good),
        feet_path="".join(f"M{x} 46h7v2h-7z" for x in good),
        marks=tuple(marks),
        full_seconds=full,
        bad_days=count["bad"],
        excluded_days=count["excluded"],
        unknown_days=count["unknown"],
        first=days[0].day if days else None,
        last=days[-1].day if days else None,
        ticks=tuple(days[len(days) * third // 3].day for third in range(3)) if days else (),
        today_last=bool(days) and days[-1].day == today,
    )
