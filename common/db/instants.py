"""Instants between the database (aware datetimes) and the engines (integer UTC seconds)."""

import datetime as dt


def to_seconds(at: dt.datetime) -> int:
    """Whole seconds since 1970 in UTC; a fraction is dropped, levels count whole seconds."""
    return int(at.timestamp() // 1)


def from_seconds(seconds: int) -> dt.datetime:
    """The instant as an aware datetime in UTC."""
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
