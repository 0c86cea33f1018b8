"""Dates of an agreement: local days in its zone, an end as the last day included (decision 24)."""

import datetime as dt
from zoneinfo import ZoneInfo

from common.db.instants import from_seconds
from slm.engine.zones import zone


def first_instant(on: dt.date, zone_name: str) -> dt.datetime:
    """The first instant of a local day, also where its midnight does not exist."""
    return from_seconds(zone(zone_name).first_instant(on))


def end_after(last_on: dt.date | None, zone_name: str) -> dt.datetime | None:
    """The exclusive end of a span whose last day is `last_on`; None for no end."""
    return None if last_on is None else first_instant(last_on + dt.timedelta(days=1), zone_name)


def local_day(at: dt.datetime | None, zone_name: str) -> dt.date | None:
    """The local day of an instant."""
    return None if at is None else at.astimezone(ZoneInfo(zone_name)).date()


def last_day(end_at: dt.datetime | None, zone_name: str) -> dt.date | None:
    """The last day included in a span with this exclusive end."""
    return None if end_at is None else local_day(end_at - dt.timedelta(seconds=1), zone_name)
