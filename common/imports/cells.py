"""Reads what stands in a cell: a moment, a length of time, a text. Nothing is guessed per cell."""

import datetime as dt
import re
import zoneinfo
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from common.imports.tables import tidy_text


class Unreadable(ValueError):
    """A cell that cannot be read; the text says why and what to write instead."""


class Order(StrEnum):
    """In which order day, month and year stand in a written date."""

    YEAR_FIRST = "ymd"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class LengthUnit(StrEnum):
    """What a bare number counts in a column of lengths."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"


_SECONDS = {LengthUnit.SECONDS: 1, LengthUnit.MINUTES: 60, LengthUnit.HOURS: 3_600}
_EPOCH_OF_SHEETS = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no zone
_SERIALS = 20_000, 80_000  # from 1954 to 2119
_DATE = re.compile(
    r"(?P<a>\d{1,4})[-/. ](?P<b>\d{1,2}|[^\W\d_]{3,12}\.?)[-/. ](?P<c>\d{1,4})"
    r"(?:[T ,]+(?P<time>.+))?\Z"
)
_TIME = re.compile(
    r"(?P<h>\d{1,2})[:.](?P<m>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?\Z"
)
_LENGTH = re.compile(r"(?P<h>\d{1,6}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?\Z")
_PARTS = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)")
_NUMBER = re.compile(
    r"(?P<whole>[-+]?(?:[1-9]\d{0,2}(?P<mark>[ .,])\d{3}(?:(?P=mark)\d{3})*|\d+))"
    r"(?:(?!(?P=mark))[.,](?P<rest>\d+))?\Z"
)
_ANY_ZONE = zoneinfo.ZoneInfo("UTC")
_UNITS = {
    **dict.fromkeys(("d", "day", "days", "hari"), 86_400),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "jam", "j"), 3_600),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "menit", "mnt"), 60),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "detik", "dtk"), 1),
}
# By their first three letters, English and Indonesian.
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            ("jan",),
            ("feb", "peb"),
            ("mar",),
            ("apr",),
            ("may", "mei"),
            ("jun",),
            ("jul",),
            ("aug", "agu", "ags"),
            ("sep",),
            ("oct", "okt"),
            ("nov", "nop"),
            ("dec", "des"),
        ),
        start=1,
    )
    for word in words
}


def read_moment(cell: Any, *, order: Order, zone: zoneinfo.ZoneInfo) -> dt.datetime | None:
    """The instant in a cell, None for an empty one; without an offset it is wall time of `zone`.

    A wall time that the clocks skipped or showed twice is no instant. Raises Unreadable.
    """
    if isinstance(cell, dt.datetime):
        return _placed(cell, zone, str(cell))
    if isinstance(cell, dt.date):
        return _placed(dt.datetime(cell.year, cell.month, cell.day), zone, str(cell))  # noqa: DTZ001
    text = tidy_text(cell)
    if not text or text in ("-", "–"):
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _placed(_serial(text, cell), zone, text)
    known = _standard(text)
    if known is not None and (known.tzinfo is not None or order is Order.YEAR_FIRST):
        return known.astimezone(dt.UTC) if known.tzinfo else _placed(known, zone, text)
    return _placed(_written(text, order), zone, text)


def read_length(cell: Any, *, unit: LengthUnit) -> int | None:
    """A length in whole seconds, None for an empty cell; a bare number counts `unit`.

    `1:30` is hours and minutes, `1:30:00` with seconds, `2h 30m` in words. Raises Unreadable.
    """
    if isinstance(cell, dt.timedelta):
        return round(cell.total_seconds())
    if isinstance(cell, dt.time):
        return cell.hour * 3_600 + cell.minute * 60 + cell.second
    text = tidy_text(cell)
    if not text or text.casefold() in ("-", "–", "n/a"):
        return None
    if found := _LENGTH.match(text):
        return int(found["h"]) * 3_600 + int(found["m"]) * 60 + int(found["s"] or 0)
    if re.fullmatch(r"\d{1,12}(?:[.,]\d{1,9})?", text):
        return int(Decimal(text.replace(",", ".")) * _SECONDS[unit])
    pieces = _PARTS.findall(text)
    rest = _PARTS.sub("", text).strip(" ,")
    if not pieces or rest or any(word.casefold() not in _UNITS for _amount, word in pieces):
        raise Unreadable(
            _("“%(value)s” is no length of time such as 1:30 or 2h 30m.") % {"value": text}
        )
    return int(
        sum(Decimal(amount.replace(",", ".")) * _UNITS[word.casefold()] for amount, word in pieces)
    )


def read_day(cell: Any, *, order: Order) -> dt.date | None:
    """The day in a cell, None for an empty one; a time of day beside it is left out."""
    moment = read_moment(cell, order=order, zone=_ANY_ZONE)
    return moment.date() if moment else None


def read_number(cell: Any) -> Decimal | None:
    """The number in a cell, exact, None for an empty one; a point or a comma marks the decimals.

    Thousands may be parted by spaces, or by the mark that is not the decimal one. One mark with
    three figures behind it could be either, and is refused. Raises Unreadable.
    """
    text = tidy_text(cell).replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")
    if not text or text in ("-", "–"):
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(repr(cell))
    found = _NUMBER.match(text)
    if found is None:
        raise Unreadable(_("“%(value)s” is no number such as 1234.5.") % {"value": text})
    whole, mark, rest = found["whole"], found["mark"], found["rest"]
    if mark in (".", ",") and rest is None and whole.count(mark) == 1:
        raise Unreadable(
            _("“%(value)s” may mean thousands or decimals. Write 1234 or 1234.00.")
            % {"value": text}
        )
    return Decimal(f"{whole.replace(mark or ' ', '')}.{rest or 0}").normalize() + 0


def orders_of(cells: Iterable[Any]) -> set[Order]:
    """The orders of day and month that read most of the written dates of a column.

    One, where any value decides; several, where every value can be read by each of them; all of
    them where nothing is written by hand.
    """
    readable = Counter(dict.fromkeys(Order, 0))
    for cell in cells:
        if isinstance(cell, dt.date | int | float):
            continue
        text = tidy_text(cell)
        known = _standard(text)
        if _DATE.match(text) and (known is None or known.tzinfo is None):
            readable.update(order for order in Order if _is_date(text, order))
    most = max(readable.values())
    return {order for order, count in readable.items() if count == most}


def _is_date(text: str, order: Order) -> bool:
    try:
        _written(text, order)
    except Unreadable:
        return False
    return True


def _standard(text: str) -> dt.datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def _serial(text: str, number: float) -> dt.datetime:
    """The days that a spreadsheet counts, in a cell that was not formatted as a date."""
    if not _SERIALS[0] <= number <= _SERIALS[1]:
        raise Unreadable(_("“%(value)s” is a number, not a date.") % {"value": text})
    return _EPOCH_OF_SHEETS + dt.timedelta(seconds=round(Decimal(repr(number)) * 86_400))


def _written(text: str, order: Order) -> dt.datetime:
    found = _DATE.match(text)
    time = _time(found["time"] or "") if found else None
    if found is None or time is None:
        raise Unreadable(
            _("“%(value)s” is no date with a time such as 25/11/2026 09:41.") % {"value": text}
        )
    a, b, c = found["a"], found["b"], found["c"]
    if not b.isdigit():
        # 25 Nov 2026: a word is the month wherever it stands.
        month = _MONTHS.get(b[:3].casefold(), 0)
        day, year = (c, a) if len(a) == 4 else (a, c)
    elif order is Order.YEAR_FIRST:
        year, month, day = a, int(b), c
    elif order is Order.DAY_FIRST:
        day, month, year = a, int(b), c
    else:
        month, day, year = int(a), b, c
    if len(year) not in (2, 4) or len(day) > 2:
        raise Unreadable(_not_in_order(text))
    try:
        return dt.datetime(int(year) + (2_000 if len(year) == 2 else 0), month, int(day), *time)  # noqa: DTZ001
    except ValueError as error:
        raise Unreadable(_not_in_order(text)) from error


def _not_in_order(text: str) -> str:
    return _("“%(value)s” is no date in the order that was chosen.") % {"value": text}


def _time(text: str) -> tuple[int, int, int] | None:
    """Hour, minute and second; midnight where a date stands alone, None where it is no time."""
    if not text.strip():
        return 0, 0, 0
    found = _TIME.match(text.strip())
    if not found:
        return None
    hour, minute, second = int(found["h"]), int(found["m"]), int(found["s"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"][0] in "Pp" else 0)
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _placed(wall: dt.datetime, zone: zoneinfo.ZoneInfo, text: str) -> dt.datetime:
    """A wall time as the instant at which clocks of the zone showed it, once."""
    if wall.tzinfo is not None:
        return wall.astimezone(dt.UTC)
    early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    if early.astimezone(zone).replace(tzinfo=None) != wall:
        raise Unreadable(
            _("“%(value)s”: clocks in %(zone)s skipped this time.")
            % {"value": text, "zone": zone.key}
        )
    if early != late:
        raise Unreadable(
            _("“%(value)s”: clocks in %(zone)s showed this time twice. Write it with an offset.")
            % {"value": text, "zone": zone.key}
        )
    return early
