"""Reads days off out of a calendar file (iCalendar): all-day events, repeated and over many days.

An event counts where it is made of whole local days. Whoever writes such a day may write dates, or
instants from midnight to midnight in the zone of the hours; an event with a time of day is no day
off and is left out, told by its line.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from django.utils.translation import gettext as _
from icalendar import Calendar

from slm.queries.hours_text import MAX_DAYS, MAX_NAME, Unreadable

MAX_BYTES = 1024 * 1024
MAX_EVENTS = 2_000
MAX_REPEATED = 200
MAX_LEFT_OUT = 20
# Repetitions are stepped through one by one from where they began: some seconds of work at most.
MAX_STEPS = 20_000
_TOO_FINE = re.compile(r"FREQ=(SECONDLY|MINUTELY|HOURLY)\b|BY(HOUR|MINUTE|SECOND)=", re.IGNORECASE)
_REPEATING = ("RRULE", "RDATE")


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an event stands in the file: the line it begins on, and the lines of its properties."""

    line: int
    properties: dict[str, int]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DaysRead:
    """Dates with names, and the lines of events that are no whole days."""

    days: dict[str, str]
    left_out: tuple[int, ...]


def read_calendar(content: bytes, *, zone: str, years: range) -> DaysRead:
    """The whole days of a calendar file in some years; names are cut to what fits.

    Where a date has several events the first name stays. Raises Unreadable with the line.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable(_("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES >> 20})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(_("Line %(line)d is not text in UTF-8.") % {"line": line}) from error
    entries = list(_entries(text))
    try:
        calendar: Any = Calendar.from_ical(text)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise Unreadable(
            _("This is no calendar file that can be read: %(why)s") % {"why": str(error)[:120]}
        ) from error
    events: list[Any] = list(calendar.walk("VEVENT"))
    if len(events) != len(entries):
        raise Unreadable(
            _("This is no calendar file that can be read: %(why)s") % {"why": "VEVENT"}
        )
    steps = 0
    for event, entry in zip(events, entries, strict=True):
        _check(event, entry)
        steps += _steps(event["DTSTART"].dt, entry, years)
        if steps > MAX_STEPS:
            raise Unreadable(
                _("Line %(line)d: these events are repeated too often. Begin them later.")
                % {"line": entry.properties.get("RRULE", entry.line)}
            )
    return _expand(calendar, dict(zip(map(id, events), entries, strict=True)), zone, years)


def _entries(text: str) -> Iterator[Entry]:
    """The events of the file in order; refuses what is not nested as it must be."""
    open_at: list[tuple[str, int]] = []
    found: list[tuple[int, dict[str, int], list[str]]] = []
    if not text.lstrip("\r\n ").upper().startswith("BEGIN:VCALENDAR"):
        raise Unreadable(_("Line 1 should be BEGIN:VCALENDAR: this is no calendar file."))
    repeated = 0
    for number, line in enumerate(text.splitlines(), start=1):
        name, _sep, value = line.partition(":")
        word = name.upper()
        if word == "BEGIN":
            open_at.append((value.strip().upper(), number))
            if open_at[-1][0] == "VEVENT":
                found.append((number, {}, []))
        elif word == "END":
            if not open_at or open_at[-1][0] != value.strip().upper():
                raise Unreadable(
                    _("Line %(line)d ends %(what)s, which is not open there.")
                    % {"line": number, "what": value.strip()[:40]}
                )
            open_at.pop()
        elif open_at and open_at[-1][0] == "VEVENT" and line[:1] not in (" ", "\t", ""):
            key = word.partition(";")[0]
            found[-1][1].setdefault(key, number)
            if key in _REPEATING:
                found[-1][2].append(value)
                repeated += 1
        if len(found) > MAX_EVENTS or repeated > MAX_REPEATED:
            raise Unreadable(
                _(
                    "Line %(line)d: at most %(events)d events, %(repeated)d of them repeated, are "
                    "read from one file."
                )
                % {"line": number, "events": MAX_EVENTS, "repeated": MAX_REPEATED}
            )
    if open_at:
        raise Unreadable(
            _("Line %(line)d begins %(what)s, which never ends.")
            % {"line": open_at[-1][1], "what": open_at[-1][0][:40]}
        )
    return iter([Entry(line, properties, tuple(rules)) for line, properties, rules in found])


def _check(event: Any, entry: Entry) -> None:
    for name, why in event.errors:
        raise Unreadable(
            _("Line %(line)d: %(name)s cannot be read: %(why)s")
            % {
                "line": entry.properties.get(str(name).upper(), entry.line),
                "name": name,
                "why": str(why)[:120],
            }
        )
    if "DTSTART" not in event:
        raise Unreadable(
            _("Line %(line)d: this event does not say when it begins.") % {"line": entry.line}
        )
    line = entry.properties.get("DTSTART", entry.line)
    begins = getattr(event["DTSTART"], "dt", None)
    if not isinstance(begins, dt.date):
        raise Unreadable(
            _("Line %(line)d: %(name)s cannot be read: %(why)s")
            % {"line": line, "name": "DTSTART", "why": ""}
        )
    ends = getattr(event.get("DTEND"), "dt", None)
    if not 1900 <= begins.year <= 2100 or (ends is not None and ends.year > 2100):
        raise Unreadable(_("Line %(line)d: an event lies between 1900 and 2100.") % {"line": line})
    if ends is not None and isinstance(ends, dt.datetime) != isinstance(begins, dt.datetime):
        raise Unreadable(
            _("Line %(line)d: the event begins with a date and ends with a time, or the reverse.")
            % {"line": entry.properties.get("DTEND", entry.line)}
        )
    if ends is not None and _naive(ends) < _naive(begins):
        raise Unreadable(
            _("Line %(line)d: the event ends before it begins.")
            % {"line": entry.properties.get("DTEND", entry.line)}
        )
    if any(_TOO_FINE.search(rule) for rule in entry.rules):
        raise Unreadable(
            _("Line %(line)d: days off are not repeated within a day.")
            % {"line": entry.properties.get("RRULE", entry.line)}
        )


def _steps(begins: dt.date, entry: Entry, years: range) -> int:
    """How many repetitions have to be stepped through, at most."""
    span = max(years.stop - begins.year, 1)
    steps = 0
    for rule in entry.rules:
        parts = rule.upper().split(";")
        many = rule.count(",") + 1
        if "FREQ=WEEKLY" in parts:
            steps += span * 53 * many
        elif "FREQ=YEARLY" in parts and not any(part.startswith("BY") for part in parts):
            steps += span
        elif "FREQ=YEARLY" in parts and "BYDAY" not in rule.upper():
            steps += span * many * many
        else:
            steps += span * 366
    return steps


def _expand(calendar: Any, entries: dict[int, Entry], zone: str, years: range) -> DaysRead:
    clock = ZoneInfo(zone)
    first, behind = dt.date(years.start, 1, 1), dt.date(years.stop, 1, 1)
    lines = {_identity(event): entries[id(event)].line for event in calendar.walk("VEVENT")}
    days: dict[str, str] = {}
    left_out = set()
    try:
        occurrences = recurring_ical_events.of(calendar, skip_bad_series=False).between(
            first - dt.timedelta(days=2), behind + dt.timedelta(days=1)
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise Unreadable(
            _("An event of the file is repeated in a way that cannot be read: %(why)s")
            % {"why": str(error)[:120]}
        ) from error
    for event in occurrences:
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        span = _whole_days(event, clock)
        if span is None:
            left_out.add(lines.get(_identity(event), 0))
            continue
        name = " ".join(str(event.get("SUMMARY", "")).split())
        name = "".join(letter for letter in name if letter.isprintable())[:MAX_NAME].strip()
        on, until = max(span[0], first), min(span[1], behind)
        while on < until:
            days.setdefault(on.isoformat(), name)
            on += dt.timedelta(days=1)
        if len(days) > MAX_DAYS:
            raise Unreadable(
                _("Line %(line)d: at most %(limit)d days go into one version.")
                % {"line": lines.get(_identity(event), 0), "limit": MAX_DAYS}
            )
    return DaysRead(dict(sorted(days.items())), tuple(sorted(left_out))[:MAX_LEFT_OUT])


def _whole_days(event: Any, clock: ZoneInfo) -> tuple[dt.date, dt.date] | None:
    """The local dates `[first, behind)` that an event is made of; None where it cuts into one."""
    begins, ends = event["DTSTART"].dt, event["DTEND"].dt
    if not isinstance(begins, dt.datetime):
        return begins, max(ends, begins + dt.timedelta(days=1))
    local = [_local(moment, clock) for moment in (begins, ends)]
    if any(moment != _day_start(moment, clock) for moment in local) or local[0] == local[1]:
        return None
    return local[0].date(), local[1].date()


def _local(moment: dt.datetime, clock: ZoneInfo) -> dt.datetime:
    # A time without a zone means the wall clock wherever it is read: here that of the hours.
    return moment.replace(tzinfo=clock) if moment.tzinfo is None else moment.astimezone(clock)


def _day_start(moment: dt.datetime, clock: ZoneInfo) -> dt.datetime:
    """The first instant of the local date, also where the clock skips midnight."""
    midnight = dt.datetime.combine(moment.date(), dt.time(), clock)
    return midnight.astimezone(dt.UTC).astimezone(clock)


def _identity(event: Any) -> tuple[str, str]:
    return str(event.get("UID", "")), str(event.get("SUMMARY", ""))


def _naive(moment: dt.date) -> dt.datetime:
    if isinstance(moment, dt.datetime):
        if moment.tzinfo is not None:
            moment = moment.astimezone(dt.UTC)
        return moment.replace(tzinfo=None)
    return dt.datetime.combine(moment, dt.time())
