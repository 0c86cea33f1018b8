"""Gives a named zone's clock as plain arrays: when its offset changes, and to what.

Only the pinned ``tzdata`` package is read, whatever the machine has installed, so that a figure
does not depend on the server that computed it (decision 14).
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Instants = npt.NDArray[np.int64]

DAY_SECONDS = 86_400
# 1900 to 2100, and a week on either side for the zones' clocks.
EARLIEST = -2_208_988_800 - 7 * DAY_SECONDS
LATEST = 4_102_444_800 + 7 * DAY_SECONDS
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_PROBE_SECONDS = 7 * DAY_SECONDS


class UnknownZone(ValueError):
    """The name is not a zone of the IANA database."""


def day_number(on: date) -> int:
    """Count of days from 1970-01-01 to a date."""
    return on.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> date:
    """The date that lies ``day`` days after 1970-01-01."""
    return date.fromordinal(int(day) + _EPOCH_ORDINAL)


@lru_cache(maxsize=1)
def tzdata_version() -> str:
    """Release of the zone rules in use (``2026.6``)."""
    return version("tzdata")


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every zone name that service hours may have."""
    return frozenset((files("tzdata") / "zones").read_text(encoding="utf-8").split())


@dataclass(frozen=True, eq=False)
class Zone:
    """A zone between 1900 and 2100 as stretches of constant offset.

    Stretch ``i`` begins at ``begins[i]`` and shows ``instant + offsets[i]`` on the wall.
    """

    name: str
    info: ZoneInfo
    begins: Instants
    offsets: Instants
    _reached: Instants = field(init=False, repr=False)

    def __post_init__(self) -> None:
        ends = np.append(self.begins[1:], LATEST)
        object.__setattr__(self, "_reached", np.maximum.accumulate(ends + self.offsets))

    @property
    def ends(self) -> Instants:
        """First instant after each stretch."""
        return np.append(self.begins[1:], LATEST)

    def local_days(self, instants: npt.ArrayLike) -> Instants:
        """Day number of the date on the wall at each instant."""
        at = np.asarray(instants, dtype=np.int64)
        stretch = np.searchsorted(self.begins, at, side="right") - 1
        days: Instants = np.floor_divide(at + self.offsets[stretch], DAY_SECONDS)
        return days

    def first_instants(self, days: npt.ArrayLike) -> Instants:
        """First instant at which the wall shows each date, or a later one where it was skipped.

        A date that never occurs has the same first instant as the next one: its day is empty.
        """
        midnight = np.asarray(days, dtype=np.int64) * DAY_SECONDS
        # The first stretch whose clock gets past midnight: behind it the clock may be set back
        # over midnight again, but the date has begun.
        stretch = np.searchsorted(self._reached, midnight, side="right")
        if np.any(stretch >= len(self.begins)) or np.any(midnight < EARLIEST):
            raise ValueError("Dates must lie between 1900 and 2099.")
        first: Instants = np.maximum(self.begins[stretch], midnight - self.offsets[stretch])
        return first

    def first_instant(self, on: date) -> int:
        """First instant of one local date, in UTC seconds."""
        return int(self.first_instants(day_number(on)))

    def date_at(self, instant: int) -> date:
        """The date whose day contains an instant (a day lasts until the next date begins)."""
        day = int(self.local_days(instant))
        following = self.first_instants([day + 1, day + 2])
        return date_of(day + int(np.searchsorted(following, instant, side="right")))

    def datetime_at(self, instant: int) -> datetime:
        """An instant as an aware datetime of this zone, for display."""
        return datetime.fromtimestamp(instant, self.info)


@lru_cache(maxsize=640)
def zone(name: str) -> Zone:
    """The zone of that name. Raises UnknownZone, also for a name that is a path."""
    if name not in zone_names():
        raise UnknownZone(name)
    source = files("tzdata").joinpath("zoneinfo", *name.split("/"))
    with source.open("rb") as stream:
        info = ZoneInfo.from_file(stream, key=name)
    listed, repeats = _listed_changes(source.read_bytes())
    changes = [at for at in listed if EARLIEST < at < LATEST]
    if repeats:
        changes.extend(_repeated_changes(info, after=max([EARLIEST, *listed])))
    begins = np.array([EARLIEST, *changes], dtype=np.int64)
    offsets = np.array([_offset(info, int(at)) for at in begins], dtype=np.int64)
    moved = np.append(True, offsets[1:] != offsets[:-1])
    return Zone(name, info, begins[moved], offsets[moved])


def _offset(info: ZoneInfo, instant: int) -> int:
    offset = datetime.fromtimestamp(instant, UTC).astimezone(info).utcoffset()
    assert offset is not None
    return offset.days * DAY_SECONDS + offset.seconds


def _listed_changes(content: bytes) -> tuple[Iterable[int], bool]:
    """Changes listed in a TZif file (RFC 9636), and whether a yearly rule goes on behind them."""
    header = struct.Struct(">4s c 15x 6l")
    _, _, isutc, isstd, leaps, times, types, chars = header.unpack_from(content)
    # The first block holds 32-bit instants for old readers; the second one is complete.
    second = header.size + times * 5 + types * 6 + chars + leaps * 8 + isstd + isutc
    _, _, _, _, _, times, _, _ = header.unpack_from(content, second)
    listed = struct.unpack_from(f">{times}q", content, second + header.size)
    rule = content.rstrip(b"\n").rsplit(b"\n", 1)[-1]
    return listed, b"," in rule


def _repeated_changes(info: ZoneInfo, *, after: int) -> list[int]:
    """Changes that a yearly rule makes between an instant and 2100."""
    changes = []
    low, offset = after, _offset(info, after)
    while low < LATEST:
        high = min(low + _PROBE_SECONDS, LATEST)
        if _offset(info, high) == offset:
            low = high
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if _offset(info, middle) == offset:
                low = middle
            else:
                high = middle
        changes.append(high)
        low, offset = high, _offset(info, high)
    return changes
