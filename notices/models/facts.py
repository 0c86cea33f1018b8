"""What a notice says it with, as JSON and back: instants, days and exact numbers survive."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

_AT, _ON, _NUMBER, _RATIO = "$at", "$on", "$number", "$ratio"


def pack(value: Any) -> Any:
    """Return `value` as JSON that `unpack` reads back.

    Raises TypeError for a float (not exact), an instant without zone, and a text that waits for a
    language: the wording translates, facts are the same for everybody.
    """
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case dt.datetime() if value.tzinfo is not None:
            return {_AT: value.astimezone(dt.UTC).isoformat()}
        case dt.date() if not isinstance(value, dt.datetime):
            return {_ON: value.isoformat()}
        case Decimal():
            return {_NUMBER: str(value)}
        case Fraction():
            return {_RATIO: f"{value.numerator}/{value.denominator}"}
        case dict():
            return {str(key): pack(item) for key, item in value.items()}
        case list() | tuple():
            return [pack(item) for item in value]
    raise TypeError(f"{value!r} ({type(value).__name__}) is not a fact")


def unpack(value: Any) -> Any:
    """Return what `pack` was given."""
    match value:
        case {"$at": str(text)}:
            return dt.datetime.fromisoformat(text)
        case {"$on": str(text)}:
            return dt.date.fromisoformat(text)
        case {"$number": str(text)}:
            return Decimal(text)
        case {"$ratio": str(text)}:
            return Fraction(text)
        case dict():
            return {key: unpack(item) for key, item in value.items()}
        case list():
            return [unpack(item) for item in value]
    return value
