"""Service hours as compiled calendars."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection

from common.db.instants import to_seconds
from slm.engine.calendar import Calendar, compile_hours
from slm.engine.hours import Hours, HoursVersion
from slm.models import HoursVersion as HoursVersionRow
from slm.models import ServiceHours

# A calendar is compiled for whole years around what is asked, so that neighbours share it.
_YEARS_AROUND = 2


def hours_value(hours: ServiceHours, versions: Iterable[HoursVersionRow]) -> Hours:
    """The engine's value of stored hours; their first version holds from the beginning of time.

    Settled so because a contract may well begin before somebody typed its hours in.
    """
    rows = sorted(versions, key=lambda version: version.valid_from)
    return Hours(
        hours.zone,
        tuple(
            version_value(row, valid_from=None if index == 0 else to_seconds(row.valid_from))
            for index, row in enumerate(rows)
        ),
    )


def version_value(row: HoursVersionRow, *, valid_from: int | None = None) -> HoursVersion:
    """One stored version as the engine's value."""
    return HoursVersion.of(
        valid_from=valid_from,
        weekly=[(day, day_second(opens), day_second(closes)) for day, opens, closes in row.weekly],
        holidays=[dt.date.fromisoformat(on) for on in {**row.holidays, **row.closed_days}],
        special=[
            (
                dt.date.fromisoformat(on),
                [(day_second(opens), day_second(closes)) for opens, closes in windows],
            )
            for on, windows in row.special_days.items()
        ],
    )


def day_second(clock: str) -> int:
    """`"HH:MM"` as seconds of the local day; `"24:00"` is its end. Raises ValueError."""
    hour, minute = clock.split(":")
    if not (0 <= int(minute) < 60 and 0 <= int(hour) <= 24) or (int(hour), int(minute)) > (24, 0):
        raise ValueError(clock)
    return int(hour) * 3600 + int(minute) * 60


def write_clock(second: int) -> str:
    """The inverse of `day_second`; seconds are written where there are any."""
    text = f"{second // 3600:02d}:{second % 3600 // 60:02d}"
    return f"{text}:{second % 60:02d}" if second % 60 else text


def calendar_for(hours: Hours, start: int, end: int) -> Calendar:
    """The compiled calendar of `hours` that covers `[start, end)` in seconds, from the cache."""
    first = dt.datetime.fromtimestamp(start, dt.UTC).year - _YEARS_AROUND
    last = dt.datetime.fromtimestamp(end, dt.UTC).year + _YEARS_AROUND
    return compile_hours(
        hours,
        to_seconds(dt.datetime(first, 1, 1, tzinfo=dt.UTC)),
        to_seconds(dt.datetime(last, 1, 1, tzinfo=dt.UTC)),
    )


def hours_by_id(ids: Iterable[int]) -> dict[int, Hours]:
    """The engine's values of several service hours, in two queries."""
    rows = ServiceHours.objects.filter(pk__in=set(ids)).prefetch_related("versions")
    return {row.pk: hours_value(row, row.versions.all()) for row in rows}


def kept_hours(ids: Iterable[int]) -> dict[int, Hours]:
    """The same for who asks every few seconds: one query while nothing was changed.

    What was read once is kept under a mark of the stored rows themselves, so that an edit by any
    door is seen at once.
    """
    wanted = sorted(set(ids))
    with connection.cursor() as cursor:
        cursor.execute(_MARKS, [wanted])
        marks = dict(cursor.fetchall())
    missing = [pk for pk in wanted if (pk, marks.get(pk)) not in _KEPT]
    if missing:
        if len(_KEPT) > _MOST_KEPT:
            _KEPT.clear()
            missing = wanted
        _KEPT.update({(pk, marks[pk]): hours for pk, hours in hours_by_id(missing).items()})
    return {pk: _KEPT[pk, marks[pk]] for pk in wanted}


_MARKS = """
SELECT hours.id, md5(hours.zone || coalesce(string_agg(version::text, '' ORDER BY version.id), ''))
  FROM slm_servicehours AS hours
  LEFT JOIN slm_hoursversion AS version ON version.hours_id = hours.id
 WHERE hours.id = ANY(%s)
 GROUP BY hours.id
"""
_KEPT: dict[tuple[int, str], Hours] = {}
_MOST_KEPT = 1_000
