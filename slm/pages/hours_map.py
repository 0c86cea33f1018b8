"""Draws service hours: a week with its windows, and a year with a bar for each day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import get_day_names
from django.utils.translation import gettext as _

from common.ui.numbers import language
from common.ui.times import write_day, write_month, write_span
from slm.engine.zones import DAY_SECONDS
from slm.models import HoursVersion
from slm.queries.calendars import day_second
from slm.queries.hours_text import weekly_by_day
from slm.queries.year_of_hours import DayOfHours, MonthOfHours

LEFT, TOP, ROW, WIDE = 44, 20, 34, 956
MONTH_LEFT, CELL, CELL_HIGH, MONTH_ROW = 64, 24, 26, 32
TELLING_WIDTH = 76  # narrower windows have no room for their words


@dataclass(frozen=True)
class WindowBar:
    """One window of a day, or the part of yesterday's that runs on into it."""

    x: float
    y: int
    width: float
    text: str
    title: str

    @property
    def text_x(self) -> float:
        return round(self.x + 6, 1)

    @property
    def text_y(self) -> int:
        return self.y + 17


@dataclass(frozen=True)
class WeekMap:
    """Seven rows of windows over twenty-four hours."""

    height: int
    names: tuple[tuple[int, str], ...]
    hours: tuple[tuple[float, str], ...]
    bars: tuple[WindowBar, ...]

    @property
    def lines(self) -> list[int]:
        return [TOP + place * ROW for place in range(8)]


def week_map(version: HoursVersion) -> WeekMap:
    """Lay out the week of one version."""
    short = get_day_names("abbreviated", locale=language())
    full = get_day_names("wide", locale=language())
    bars = []
    for weekday, windows in enumerate(weekly_by_day(version.weekly)):
        for opens, closes in windows:
            start, end = day_second(opens), day_second(closes)
            title = f"{full[weekday]} {opens}–{closes}"
            if end > start:
                bars.append(_bar(weekday, start, end, f"{opens}–{closes}", title))
                continue
            bars.append(_bar(weekday, start, DAY_SECONDS, f"{opens} →", title))
            if end:
                text = _("→ %(closes)s, from %(day)s") % {"closes": closes, "day": short[weekday]}
                bars.append(_bar((weekday + 1) % 7, 0, end, text, title))
    return WeekMap(
        height=TOP + 7 * ROW + 2,
        names=tuple((TOP + day * ROW + 21, short[day]) for day in range(7)),
        hours=tuple((_x(hour * 3600), f"{hour:02d}") for hour in range(0, 25, 3)),
        bars=tuple(bars),
    )


def _x(second: int) -> float:
    return round(LEFT + WIDE * second / DAY_SECONDS, 1)


def _bar(weekday: int, start: int, end: int, text: str, title: str) -> WindowBar:
    width = round(_x(end) - _x(start), 1)
    told = text if width >= TELLING_WIDTH else ""
    return WindowBar(_x(start), TOP + weekday * ROW + 4, width, told, title)


@dataclass(frozen=True)
class DayCell:
    """One day: how much of its height is filled, its look, and what it says."""

    x: int
    y: int
    fill_y: float
    fill_height: float
    kind: str
    title: str
    is_today: bool


@dataclass(frozen=True)
class YearMap:
    """Twelve rows of days."""

    height: int
    months: tuple[tuple[int, str], ...]
    days: tuple[tuple[int, str], ...]
    cells: tuple[DayCell, ...]
    cell: int = CELL
    high: int = CELL_HIGH


def year_map(months: Sequence[MonthOfHours], today: dt.date) -> YearMap:
    """Lay out the days of a year; a bar is full where the whole day counts."""
    cells = [_cell(place, day, today) for place, month in enumerate(months) for day in month.days]
    return YearMap(
        height=TOP + len(months) * MONTH_ROW,
        months=tuple(
            (TOP + place * MONTH_ROW + 17, write_month(month.on, short=True).split()[0])
            for place, month in enumerate(months)
        ),
        days=tuple((MONTH_LEFT + (day - 1) * (CELL + 4) + 12, str(day)) for day in range(1, 32)),
        cells=tuple(cells),
    )


def _cell(place: int, day: DayOfHours, today: dt.date) -> DayCell:
    x = MONTH_LEFT + (day.on.day - 1) * (CELL + 4)
    y = TOP + place * MONTH_ROW
    height = round(CELL_HIGH * min(day.seconds / day.length, 1), 1) if day.length else 0.0
    told = write_span(day.seconds) if day.seconds else _("closed")
    title = f"{write_day(day.on, long=True)}: {told}"
    return DayCell(
        x=x,
        y=y,
        fill_y=round(y + CELL_HIGH - height, 1),
        fill_height=height,
        kind=day.kind,
        title=f"{title}, {day.name}" if day.name else title,
        is_today=day.on == today,
    )
