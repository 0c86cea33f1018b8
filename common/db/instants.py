"""Instants between the database (aware datetimes) and the engines (integer UTC seconds)."""

import datetime as dt

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MILLISECOND = dt.timedelta(milliseconds=1)


def to_seconds(at: dt.datetime) -> int:
    """Whole seconds since 1970 in UTC; a fraction is dropped, levels count whole seconds."""
    return int(at.timestamp() // 1)


def from_seconds(seconds: int) -> dt.datetime:
    """The instant as an aware datetime in UTC."""
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC)


def to_milliseconds(at: dt.datetime) -> int:
    """Whole milliseconds since 1970 in UTC; what is finer is dropped."""
    return (at - _EPOCH) // _MILLISECOND


def from_milliseconds(milliseconds: int) -> dt.datetime:
    """The instant as an aware datetime in UTC, exactly."""
    return _EPOCH + int(milliseconds) * _MILLISECOND
