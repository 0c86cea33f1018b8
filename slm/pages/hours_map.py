"""Draws service hours: a week with its windows, and a year with a bar for each day."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import get_day_names
from django.utils.translation import gettext as _

from common.ui.numbers import language, write_number
from common.ui.times import write_day, write_month, write_span
from slm.engine.spans import Spans, intersect, spans, subtract, total, union
from slm.engine.zones import DAY_SECONDS, zone
from slm.queries.calendars import day_second, write_clock
from slm.queries.hours_text import weekly_by_day
from slm.queries.year_of_hours import DayOfHours, MonthOfHours

LEFT, TOP, ROW, WIDE = 44, 20, 34, 956
MONTH_LEFT, CELL, CELL_HIGH, MONTH_ROW = 64, 24, 26, 32
TELLING_WIDTH = 76  # narrower windows have no room for their words
CHANGE_WIDTH = 68


@dataclass(frozen=True)
class WindowBar:
    """A piece of a day: `kept`, or against another week `new` or `gone`."""

    x: float
    y: int
    width: float
    text: str
    title: str
    kind: str = "kept"

    @property
    def text_x(self) -> float:
        return round(self.x + 6, 1)

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def text_y(self) -> int:
        return self.y + 17


@dataclass(frozen=True)
class WeekMap:
    """Seven rows of windows over twenty-four hours; `seconds` of service time in all of them."""

    height: int
    names: tuple[tuple[int, str], ...]
    hours: tuple[tuple[float, str], ...]
    bars: tuple[WindowBar, ...]
    seconds: int

    @property
    def lines(self) -> list[int]:
        return [TOP + place * ROW for place in range(8)]

    @property
    def differs(self) -> bool:
        return any(bar.kind != "kept" for bar in self.bars)


@dataclass(frozen=True)
class _Piece:
    """A window's part on one day of the week."""

    weekday: int
    start: int
    end: int
    text: str
    title: str


def week_map(
    weekly: Iterable[Sequence[Any]], against: Iterable[Sequence[Any]] | None = None
) -> WeekMap:
    """Lay out a week as HoursVersion keeps it; what another week has otherwise is marked."""
    pieces = list(_pieces(weekly))
    mine = _by_day(pieces)
    other = mine if against is None else _by_day(_pieces(against))
    bars: list[WindowBar] = []
    for piece in pieces:
        here = spans([(piece.start, piece.end)])
        for start, end in intersect(here, other[piece.weekday]).tolist():
            is_whole = (start, end) == (piece.start, piece.end)
            told = piece.text if is_whole else f"{write_clock(start)}–{write_clock(end)}"
            bars.append(_bar(piece.weekday, start, end, told, piece.title))
    if against is not None:
        full = get_day_names("wide", locale=language())
        for weekday in range(7):
            for kind, sign, some in (
                ("new", "+", subtract(mine[weekday], other[weekday])),
                ("gone", "−", subtract(other[weekday], mine[weekday])),
            ):
                for start, end in some.tolist():
                    told = f"{sign}{write_span(end - start)}"
                    title = f"{full[weekday]} {write_clock(start)}–{write_clock(end)}: {told}"
                    bars.append(_bar(weekday, start, end, told, title, kind))
    short = get_day_names("abbreviated", locale=language())
    return WeekMap(
        height=TOP + 7 * ROW + 2,
        names=tuple((TOP + day * ROW + 21, short[day]) for day in range(7)),
        hours=tuple((_x(hour * 3600), f"{hour:02d}") for hour in range(0, 25, 3)),
        bars=tuple(bars),
        seconds=sum(total(day) for day in mine),
    )


def _pieces(weekly: Iterable[Sequence[Any]]) -> Iterator[_Piece]:
    short = get_day_names("abbreviated", locale=language())
    full = get_day_names("wide", locale=language())
    for weekday, windows in enumerate(weekly_by_day(weekly)):
        for opens, closes in windows:
            start, end = day_second(opens), day_second(closes)
            title = f"{full[weekday]} {opens}–{closes}"
            if end > start:
                yield _Piece(weekday, start, end, f"{opens}–{closes}", title)
                continue
            yield _Piece(weekday, start, DAY_SECONDS, f"{opens} →", title)
            if end:
                text = _("→ %(closes)s, from %(day)s") % {"closes": closes, "day": short[weekday]}
                yield _Piece((weekday + 1) % 7, 0, end, text, title)


def _by_day(pieces: Iterable[_Piece]) -> list[Spans]:
    days: list[list[tuple[int, int]]] = [[] for _weekday in range(7)]
    for piece in pieces:
        days[piece.weekday].append((piece.start, piece.end))
    return [union(spans(day)) for day in days]


def _x(second: int) -> float:
    return round(LEFT + WIDE * second / DAY_SECONDS, 1)


def _bar(
    weekday: int, start: int, end: int, text: str, title: str, kind: str = "kept"
) -> WindowBar:
    width = round(_x(end) - _x(start), 1)
    told = text if width >= (TELLING_WIDTH if kind == "kept" else CHANGE_WIDTH) else ""
    return WindowBar(_x(start), TOP + weekday * ROW + 4, width, told, title, kind)


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
    on: dt.date
    clock_moves: int

    @property
    def middle(self) -> int:
        return self.x + CELL // 2

    @property
    def text_y(self) -> int:
        return self.y + 17


@dataclass(frozen=True)
class YearMap:
    """Twelve rows of days."""

    height: int
    months: tuple[tuple[int, str], ...]
    days: tuple[tuple[int, str], ...]
    cells: tuple[DayCell, ...]
    cell: int = CELL
    high: int = CELL_HIGH


def year_map(months: Sequence[MonthOfHours], today: dt.date, zone_name: str) -> YearMap:
    """Lay out the days of a year; a bar is full where the whole day counts."""
    cells = [
        _cell(place, day, today, zone_name)
        for place, month in enumerate(months)
        for day in month.days
    ]
    return YearMap(
        height=TOP + len(months) * MONTH_ROW,
        months=tuple(
            (TOP + place * MONTH_ROW + 17, write_month(month.on, short=True).split()[0])
            for place, month in enumerate(months)
        ),
        days=tuple((MONTH_LEFT + (day - 1) * (CELL + 4) + 12, str(day)) for day in range(1, 32)),
        cells=tuple(cells),
    )


def _cell(place: int, day: DayOfHours, today: dt.date, zone_name: str) -> DayCell:
    x = MONTH_LEFT + (day.on.day - 1) * (CELL + 4)
    y = TOP + place * MONTH_ROW
    height = round(CELL_HIGH * min(day.seconds / day.length, 1), 1) if day.length else 0.0
    return DayCell(
        x=x,
        y=y,
        fill_y=round(y + CELL_HIGH - height, 1),
        fill_height=height,
        kind=day.kind,
        title=_told(day, zone_name),
        is_today=day.on == today,
        on=day.on,
        clock_moves=day.clock_moves,
    )


def _told(day: DayOfHours, zone_name: str) -> str:
    """A day in a line: what counts of it to the second, its windows, and whether clocks change."""
    if day.seconds:
        windows = ", ".join(f"{opens}–{closes}" for opens, closes in wall_windows(day, zone_name))
        told = _("%(span)s (%(seconds)s s), %(windows)s") % {
            "span": write_span(day.seconds),
            "seconds": write_number(day.seconds),
            "windows": windows,
        }
    else:
        told = _("closed")
    parts = [f"{write_day(day.on, long=True)}: {told}"]
    if day.clock_moves:
        parts.append(clock_words(day))
    if day.name:
        parts.append(day.name)
    return "; ".join(parts)


def wall_windows(day: DayOfHours, zone_name: str) -> list[tuple[str, str]]:
    """The windows of a day by the wall clock of the zone; the end of the date is 24:00."""
    clock = zone(zone_name)
    found = []
    for opens, closes in day.windows:
        begin, end = clock.datetime_at(opens), clock.datetime_at(closes)
        last = "24:00" if end.date() > day.on else _wall(end)
        found.append((_wall(begin), last))
    return found


def clock_words(day: DayOfHours) -> str:
    """What the clocks do to a date that is not 24 hours long."""
    if day.clock_moves > 0:
        text = _("clocks go back: the date lasts %(span)s")
    else:
        text = _("clocks go forward: the date lasts %(span)s")
    return text % {"span": write_span(day.length)}


def _wall(at: dt.datetime) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
