"""Writes instants, days and spans in the reader's language, in a named zone, exactly.

An instant is shown in the zone in which it counts, with the zone's abbreviation; its title gives
the reader's own zone and UTC.
"""

from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.ui.numbers import MINUS, MISSING, NO_BREAK, language, write_number

DAY = "d MMM y"
DAY_LONG = "EEEE d MMMM y"
FORMS = ("datetime", "seconds", "time", "time_seconds", "date", "long", "day_time", "day_seconds")
# Zones without a proper abbreviation name themselves "+07"; these do have one.
NUMERIC = ("+", "-")


def zone_of(zone: str | tzinfo | None) -> tzinfo:
    """Return the zone meant by a key, a tzinfo or None (the reader's own)."""
    if zone is None or zone == "":
        return timezone.get_current_timezone()
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def zone_word(at: datetime) -> str:
    """Return the abbreviation of the instant's zone: WIB, CET, or UTC+3 where there is none."""
    name = at.tzname() or ""
    if not name.startswith(NUMERIC):
        return name
    sign, figures = name[0], name[1:]
    hours = figures[:2].lstrip("0") or "0"
    minutes = f":{figures[2:]}" if figures[2:] not in ("", "00") else ""
    return f"UTC{'+' if sign == '+' else MINUS}{hours}{minutes}"


def write_clock(at: datetime, *, seconds: bool = False) -> str:
    """Return the time of day: 09:41, in Indonesian 09.41."""
    mark = "." if language() == "id" else ":"
    parts = [at.hour, at.minute] + ([at.second] if seconds else [])
    return mark.join(f"{part:02d}" for part in parts)


def write_day(day: date | None, *, long: bool = False, year: bool = True) -> str:
    """Return a calendar day: 25 Nov 2026, or Wednesday 25 November 2026 with `long`."""
    if day is None:
        return MISSING
    pattern = DAY_LONG if long else DAY
    text = babel_date(day, pattern if year else pattern.removesuffix(" y"), locale=language())
    return text.replace(" ", NO_BREAK)


def write_month(day: date, *, short: bool = False) -> str:
    """Return a month with its year: November 2026, or Nov 2026 with `short`."""
    return babel_date(day, "MMM y" if short else "MMMM y", locale=language())


def write_instant(
    at: datetime,
    *,
    zone: str | tzinfo | None = None,
    form: str = "datetime",
    with_zone: bool = True,
) -> str:
    """Return an aware instant in the zone given, in one of FORMS.

    `long` spells the weekday and month, `day_time` leaves the year out, `time` the day.
    Raises ValueError for an unknown form or an instant without a zone.
    """
    if form not in FORMS:
        raise ValueError(f'"{form}" is not one of {FORMS}')
    if timezone.is_naive(at):
        raise ValueError("an instant needs its zone")
    there = at.astimezone(zone_of(zone))
    clock = write_clock(there, seconds=form.endswith("seconds"))
    day = write_day(there.date(), long=form == "long", year=not form.startswith("day_"))
    if form == "date":
        return day
    if form.startswith("time"):
        text = clock
    else:
        text = f"{day},{NO_BREAK}{clock}" if form == "long" else f"{day}{NO_BREAK}{clock}"
    return f"{text}{NO_BREAK}{zone_word(there)}" if with_zone else text


def title_of(at: datetime) -> str:
    """Return the tooltip of an instant: the reader's own zone, then UTC, to the second."""
    own = write_instant(at, form="seconds")
    utc = write_instant(at, zone=UTC, form="seconds")
    return own if own == utc else f"{own} · {utc}"


def draw_time(at: datetime | None, text: str | None = None, **how) -> SafeString | str:
    """Return a <time> element showing `text` (or the instant as `write_instant` would)."""
    if at is None:
        return MISSING
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        title_of(at),
        text if text is not None else write_instant(at, **how),
    )


def _in_whole(seconds: int | Fraction | Decimal) -> tuple[int, Fraction]:
    exact = Fraction(seconds)
    whole = exact.__floor__()
    return whole, exact - whole


def write_span(seconds: int | Fraction | Decimal | None, *, days: bool = False) -> str:
    """Return a length exactly: `1 h 26 min 20 s`, `12 min 00 s`, `48 s`, `–` for None.

    Inner figures have two digits so that columns align; whole hours drop seconds that are zero.
    `days` counts days of 24 hours first. Fractions of a second are kept to the millisecond.
    """
    if seconds is None:
        return MISSING
    if isinstance(seconds, float):
        raise TypeError("a float is not an exact length; pass int, Decimal or Fraction")
    whole, rest = _in_whole(abs(Fraction(seconds)))
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    day, hour = divmod(hours, 24) if days else (0, hours)
    figures = [(day, _("d")), (hour, _("h")), (minute, _("min")), (second, _("s"))]
    while len(figures) > 1 and figures[0][0] == 0:
        figures.pop(0)
    if not rest and len(figures) > 2 and second == 0:
        figures.pop()
        while days and len(figures) > 1 and figures[-1][0] == 0:
            figures.pop()
    parts = []
    for place, (figure, unit) in enumerate(figures):
        text = f"{figure:02d}" if place and unit != _("h") else write_number(figure)
        if unit == _("s") and rest:
            text = f"{text}{'.' if language() != 'id' else ','}{int(rest * 1000):03d}"
        parts.append(f"{text}{NO_BREAK}{unit}")
    return (MINUS if seconds < 0 else "") + NO_BREAK.join(parts)


def write_ago(at: datetime, now: datetime) -> str:
    """Return how far an instant lies from now in its largest unit: `4 min ago`, `in 3 days`."""
    seconds = int((at.astimezone(UTC) - now.astimezone(UTC)).total_seconds())
    length = abs(seconds)
    if length < 5:
        return _("now")
    if length < 60:
        text = f"{length}{NO_BREAK}{_('s')}"
    elif length < 3600:
        text = f"{length // 60}{NO_BREAK}{_('min')}"
    elif length < 48 * 3600:
        text = f"{length // 3600}{NO_BREAK}{_('h')}"
    else:
        days = length // 86400
        text = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    return (_("in %(span)s") if seconds > 0 else _("%(span)s ago")) % {"span": text}
