"""Service hours as people type them: windows, closed days and special days, and back."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

Windows = list[list[str]]

_WINDOW = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|—|to)\s*(\d{1,2}):(\d{2})\Z")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s+(.*))?\Z")
MAX_WINDOWS = 12
MAX_DAYS = 2_000
MAX_NAME = 120
CLOSED = "closed"


class Unreadable(ValueError):
    """What was typed is not of this form; the message says which part and what is wanted."""


def read_windows(text: str) -> Windows:
    """`07:30–12:00, 13:00–16:30` as pairs of `HH:MM`; empty text is none. Raises Unreadable."""
    found = []
    for part in re.split(r"[,;]", text):
        wish = part.strip()
        if not wish:
            continue
        match = _WINDOW.match(wish)
        if match is None:
            raise Unreadable(
                _("“%(text)s” is no window such as 07:30–12:00.") % {"text": wish[:40]}
            )
        hours = [int(group) for group in match.groups()]
        for hour, minute in (hours[:2], hours[2:]):
            if hour * 60 + minute > 24 * 60 or minute > 59:
                raise Unreadable(
                    _("“%(text)s”: times lie between 00:00 and 24:00.") % {"text": wish[:40]}
                )
        found.append([f"{hours[0]:02d}:{hours[1]:02d}", f"{hours[2]:02d}:{hours[3]:02d}"])
    if len(found) > MAX_WINDOWS:
        raise Unreadable(_("At most %(limit)d windows a day.") % {"limit": MAX_WINDOWS})
    return found


def write_windows(windows: Iterable[Sequence[str]]) -> str:
    """The inverse of `read_windows`."""
    return ", ".join(f"{opens}–{closes}" for opens, closes in windows)


def read_closed_days(text: str) -> dict[str, str]:
    """Lines `YYYY-MM-DD name` as dates and names. Raises Unreadable."""
    days: dict[str, str] = {}
    for on, rest in _lines(text):
        if on in days:
            raise Unreadable(_("%(on)s is given more than once.") % {"on": on})
        if not rest.isprintable() or len(rest) > MAX_NAME:
            raise Unreadable(_("The name of %(on)s is too long.") % {"on": on})
        days[on] = rest
    return days


def write_closed_days(days: Mapping[str, str]) -> str:
    """The inverse of `read_closed_days`."""
    return "\n".join(f"{on} {name}".strip() for on, name in sorted(days.items()))


def read_special_days(text: str) -> dict[str, Windows]:
    """Lines `YYYY-MM-DD 08:00–12:00` or `YYYY-MM-DD closed`. Raises Unreadable."""
    days: dict[str, Windows] = {}
    for on, rest in _lines(text):
        if on in days:
            raise Unreadable(_("%(on)s is given more than once.") % {"on": on})
        if not rest:
            raise Unreadable(_("%(on)s needs its windows, or the word “closed”.") % {"on": on})
        try:
            days[on] = [] if rest.lower() in (CLOSED, _("closed")) else read_windows(rest)
        except Unreadable as error:
            raise Unreadable(f"{on}: {error}") from error
    return days


def write_special_days(days: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """The inverse of `read_special_days`."""
    return "\n".join(
        f"{on} {write_windows(windows) or CLOSED}" for on, windows in sorted(days.items())
    )


def weekly_by_day(weekly: Iterable[Sequence[Any]]) -> list[Windows]:
    """The windows of each weekday, Monday first."""
    days: list[Windows] = [[] for _weekday in range(7)]
    for weekday, opens, closes in weekly:
        days[weekday].append([opens, closes])
    return days


def _lines(text: str) -> Iterable[tuple[str, str]]:
    for line in text.splitlines():
        wish = line.strip()
        if not wish:
            continue
        match = _DAY.match(wish)
        try:
            on = dt.date.fromisoformat(match[1]) if match else None
        except ValueError:
            on = None
        if match is None or on is None or not 1990 <= on.year <= 2090:
            raise Unreadable(
                _("“%(text)s” does not begin with a day such as 2026-12-24.") % {"text": wish[:40]}
            )
        yield on.isoformat(), (match[2] or "").strip()
