"""Read what others write as a rule of RFC 5545, and say which part of it is not understood."""

import datetime as dt
from collections.abc import Mapping

from .recurrence import MAX_COUNT, MAX_EVERY, MONTHLY, NTH, WEEKDAYS, WEEKLY, Rule, UnknownRule

PARTS = ("FREQ", "INTERVAL", "BYDAY", "UNTIL", "COUNT")
_PREFIX = "RRULE:"


class Misread(UnknownRule):
    """A rule whose `part` cannot be read: one of PARTS, another name, or "" for the whole."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def understand_rule(text: str) -> Rule:
    """The rule of a text, whatever the order and case of its parts. Raises Misread.

    `RRULE:` may stand before it, INTERVAL=1 may be said, UNTIL may be a day or an instant; of an
    instant only its day counts. By week BYDAY names weekdays, by month each with the same number
    before it: `1SU`, `-1FR`.
    """
    parts = _parts(text.strip().upper().removeprefix(_PREFIX))
    frequency = parts.get("FREQ", "")
    if frequency not in (WEEKLY, MONTHLY):
        raise Misread("FREQ")
    weekdays, nth = _days(parts.get("BYDAY", ""), is_monthly=frequency == MONTHLY)
    if "UNTIL" in parts and "COUNT" in parts:
        raise Misread("COUNT")
    return Rule(
        frequency=frequency,
        weekdays=weekdays,
        every=_number(parts, "INTERVAL", MAX_EVERY) or 1,
        nth=nth,
        until=_until(parts.get("UNTIL")),
        count=_number(parts, "COUNT", MAX_COUNT),
    )


def _parts(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for piece in text.split(";"):
        name, sign, value = piece.partition("=")
        if not sign:
            raise Misread("")
        if name not in PARTS or name in found:
            raise Misread(name)
        found[name] = value
    return found


def _days(text: str, *, is_monthly: bool) -> tuple[tuple[int, ...], int]:
    numbers, days = set(), set()
    for one in text.split(","):
        if one[-2:] not in WEEKDAYS:
            raise Misread("BYDAY")
        days.add(WEEKDAYS.index(one[-2:]))
        numbers.add(one[:-2].removeprefix("+"))
    allowed = {str(number) for number in NTH} if is_monthly else {""}
    if len(numbers) != 1 or not numbers <= allowed:
        raise Misread("BYDAY")
    return tuple(sorted(days)), int(numbers.pop() or "1")


def _number(parts: Mapping[str, str], name: str, most: int) -> int | None:
    text = parts.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and 1 <= int(text) <= most):
        raise Misread(name)
    return int(text)


def _until(text: str | None) -> dt.date | None:
    if text is None:
        return None
    day, sign, rest = text.partition("T")
    is_day = len(day) == 8 and day.isascii() and day.isdecimal()
    if not is_day or (sign and not (len(rest.removesuffix("Z")) == 6)):
        raise Misread("UNTIL")
    try:
        return dt.date.fromisoformat(day)
    except ValueError as error:
        raise Misread("UNTIL") from error
