"""Service hours as people agree them: a week, holidays and special days, by version.

Nothing here knows an instant; ``calendar`` turns hours into UTC. How a date gets its windows:

* The week is split at midnight first, so each date has windows of its own; ``24:00`` is the end of
  the date, and a window that closes at or before its opening runs on into the next date.
* A holiday takes away the windows of its own date, the late half of yesterday's night included,
  and nothing of tomorrow's.
* A special day replaces the windows of its own date in the same way, and wins over a holiday; a
  special day without windows is a holiday.
* A special window that runs past midnight gives its late half to the next date, where a holiday or
  another special day takes it away like any other window of that date.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from slm.engine.zones import DAY_SECONDS, tzdata_version, zone_names


class Window(NamedTuple):
    """Open from ``opens`` to ``closes``, in seconds of the local day (closes: 1 to 86 400)."""

    opens: int
    closes: int


class WeeklyWindow(NamedTuple):
    """A window on one weekday, Monday is 0."""

    weekday: int
    opens: int
    closes: int


class SpecialDay(NamedTuple):
    """A date with windows of its own."""

    on: date
    windows: tuple[Window, ...]


class Problem(NamedTuple):
    """A reason why hours cannot be saved: a stable code, what it is about, and English words.

    `window` is the one that is wrong, where it is one.
    """

    code: str
    about: str
    text: str
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class HoursVersion:
    """Hours as they hold from an instant (UTC seconds; None: from the beginning of time)."""

    valid_from: int | None = None
    weekly: tuple[WeeklyWindow, ...] = ()
    holidays: tuple[date, ...] = ()
    special: tuple[SpecialDay, ...] = ()

    @classmethod
    def of(
        cls,
        *,
        weekly: Iterable[Iterable[int]] = (),
        holidays: Iterable[date] = (),
        special: Iterable[tuple[date, Iterable[Iterable[int]]]] = (),
        valid_from: int | None = None,
    ) -> "HoursVersion":
        """A version from plain values; the order in which they are given does not matter."""
        return cls(
            valid_from=valid_from,
            weekly=tuple(sorted({WeeklyWindow(*window) for window in weekly})),
            holidays=tuple(sorted(set(holidays))),
            special=tuple(
                sorted(
                    SpecialDay(on, tuple(sorted({Window(*window) for window in windows})))
                    for on, windows in special
                )
            ),
        )


@dataclass(frozen=True, slots=True)
class Hours:
    """Service hours: one zone for life, and versions ordered by ``valid_from`` (decision 13).

    Before the first version's ``valid_from`` there is no service time.
    """

    zone: str
    versions: tuple[HoursVersion, ...]

    def content_hash(self) -> str:
        """Names what these hours compute: equal hours under equal zone rules have equal hashes."""
        content = {
            "tzdata": tzdata_version(),
            "zone": self.zone,
            "versions": [
                {
                    "valid_from": version.valid_from,
                    "weekly": version.weekly,
                    "holidays": [day.isoformat() for day in version.holidays],
                    "special": [[day.on.isoformat(), day.windows] for day in version.special],
                }
                for version in self.versions
            ],
        }
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


WHOLE_WEEK = tuple(WeeklyWindow(weekday, 0, DAY_SECONDS) for weekday in range(7))


def round_the_clock(zone: str = "UTC") -> Hours:
    """24 × 7 in a zone."""
    return Hours(zone, (HoursVersion(weekly=WHOLE_WEEK),))


def problems(hours: Hours) -> list[Problem]:
    """Everything that forbids saving these hours; empty when they are good.

    Hours that never open would have no deadline and no level, and a window that ends where it
    begins says nothing clear, so both are refused here (situation T34c).
    """
    found = []
    if hours.zone not in zone_names():
        found.append(Problem("zone", hours.zone, "This is not a zone of the IANA database."))
    if not hours.versions:
        found.append(Problem("empty", "", "Give at least one window, or the service never opens."))
    for earlier, later in zip(hours.versions, hours.versions[1:], strict=False):
        if later.valid_from is None or (
            earlier.valid_from is not None and later.valid_from <= earlier.valid_from
        ):
            found.append(
                Problem("order", "", "Each version must begin later than the one before it.")
            )
    for version in hours.versions:
        found.extend(_version_problems(version))
    return found


def _version_problems(version: HoursVersion) -> Iterable[Problem]:
    special = [window for day in version.special for window in day.windows]
    if not version.weekly and not special:
        yield Problem("empty", "", "Give at least one window, or the service never opens.")
    for window in version.weekly:
        about = f"weekday {window.weekday}"
        if not 0 <= window.weekday <= 6:
            yield Problem("weekday", about, "Weekdays are 0 (Monday) to 6 (Sunday).")
        yield from _window_problems(Window(window.opens, window.closes), about)
    days = [day.on for day in version.special]
    for day in version.special:
        if days.count(day.on) > 1:
            yield Problem("twice", day.on.isoformat(), "This date is given more than once.")
        for special_window in day.windows:
            yield from _window_problems(special_window, day.on.isoformat())


def _window_problems(window: Window, about: str) -> Iterable[Problem]:
    if window.closes == 0:
        code, text = "midnight", "To close at the end of the day, write 24:00, not 00:00."
    elif not 0 <= window.opens < DAY_SECONDS or not 0 < window.closes <= DAY_SECONDS:
        code, text = "bounds", "Times lie between 00:00 and 24:00."
    elif window.opens == window.closes:
        code, text = "length", "This window has no length. For the whole day write 00:00 to 24:00."
    else:
        return
    yield Problem(code, about, text, window)
