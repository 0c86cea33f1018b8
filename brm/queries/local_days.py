"""Days as people name them against the instants that are kept (decision 24: ends are exclusive)."""

import datetime as dt
import zoneinfo

DAY = dt.timedelta(days=1)


def day_begins_at(day: dt.date, zone: str) -> dt.datetime:
    """The first instant of a day in a zone."""
    return dt.datetime.combine(day, dt.time(), zoneinfo.ZoneInfo(zone))


def day_ends_at(day: dt.date, zone: str) -> dt.datetime:
    """The instant at which a day is over in a zone."""
    return day_begins_at(day + DAY, zone)


def day_of(at: dt.datetime, zone: str) -> dt.date:
    """The day of an instant in a zone."""
    return at.astimezone(zoneinfo.ZoneInfo(zone)).date()


def last_day(ends_at: dt.datetime, zone: str) -> dt.date:
    """The last day included before an exclusive end."""
    return day_of(ends_at - dt.timedelta(microseconds=1), zone)
