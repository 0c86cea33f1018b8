"""Reads many instants at once: RFC 3339 with an offset, or whole seconds since 1970.

A hundred thousand take milliseconds, because no instant is looked at alone: texts of one length are
columns of characters, and each column is checked and counted in one step.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from slm.engine.spans import Instants

# Nobody measures earlier, no calendar reaches later.
EARLIEST_SECONDS, LATEST_SECONDS = 0, 4_102_444_800
_LONGEST = 40  # a day, a time with a fraction of nine digits and an offset have 35 characters
_CHUNK = 1 << 14  # texts at a time: larger tables of letters fall out of the cache
_DATE = "dddd-dd-ddTdd:dd:dd"
_FRACTION = re.compile(r"\.(\d{1,3})")


class Unread(NamedTuple):
    """A place in the input that is no instant, and why: `type`, `form`, `zone` or `range`."""

    place: int
    why: str


def read_instants(values: Sequence[Any]) -> tuple[Instants, list[Unread]]:
    """UTC seconds in the order given, and every place that could not be read (its value is 0).

    Fractions of a second are dropped: levels count whole seconds. A leap second is the first of
    the next minute.
    """
    seconds = np.zeros(len(values), dtype=np.int64)
    kinds = set(map(type, values))
    if kinds <= {int}:
        return _read_numbers(values, np.arange(len(values)), seconds)
    if kinds == {str}:
        return _read_texts(values, np.arange(len(values)), seconds)
    unread = [Unread(place, "type") for place, v in enumerate(values) if type(v) not in (int, str)]
    for kind, read in ((int, _read_numbers), (str, _read_texts)):
        places = np.array([p for p, v in enumerate(values) if type(v) is kind], dtype=np.int64)
        if len(places):
            _seconds, bad = read([values[place] for place in places.tolist()], places, seconds)
            unread.extend(bad)
    return seconds, sorted(unread)


def read_milliseconds(values: Sequence[Any]) -> tuple[Instants, list[Unread]]:
    """UTC milliseconds, and what could not be read, as `read_instants` does.

    A text may have a fraction, of which three digits count; a number is whole seconds.
    """
    seconds, unread = read_instants(values)
    thousandths = np.zeros(len(values), dtype=np.int64)
    unfit = {place for place, _why in unread}
    for place, value in enumerate(values):
        if type(value) is str and len(value) > len(_DATE) and place not in unfit:
            digits = _FRACTION.match(value, len(_DATE))
            if digits:
                thousandths[place] = int(digits[1].ljust(3, "0"))
    return seconds * 1000 + thousandths, unread


def _read_numbers(
    values: Sequence[int], places: Instants, seconds: Instants
) -> tuple[Instants, list[Unread]]:
    try:
        given = np.array(values, dtype=np.int64)
    except OverflowError:
        given = np.array(
            [v if EARLIEST_SECONDS <= v < LATEST_SECONDS else -1 for v in values], dtype=np.int64
        )
    good = (given >= EARLIEST_SECONDS) & (given < LATEST_SECONDS)
    seconds[places] = np.where(good, given, 0)
    return seconds, [Unread(place, "range") for place in places[~good].tolist()]


def _read_texts(
    values: Sequence[str], places: Instants, seconds: Instants
) -> tuple[Instants, list[Unread]]:
    lengths = np.fromiter(map(len, values), dtype=np.int64, count=len(values))
    unread: list[Unread] = []
    for length in np.unique(lengths).tolist():
        here = np.flatnonzero(lengths == length)
        if not len(_DATE) <= length <= _LONGEST:
            unread.extend(Unread(place, "form") for place in places[here].tolist())
            continue
        for begin in range(0, len(here), _CHUNK):
            some = here[begin : begin + _CHUNK]
            texts = [values[place] for place in some.tolist()]
            letters = np.array(texts, dtype=f"<U{length}").view(np.uint32).reshape(-1, length)
            found, why = _read_columns(letters)
            seconds[places[some]] = found
            for reason in ("form", "zone", "range"):
                bad = places[some[why == reason]]
                unread.extend(Unread(place, reason) for place in bad.tolist())
    return seconds, sorted(unread)


def _read_columns(letters: npt.NDArray[np.uint32]) -> tuple[Instants, npt.NDArray[np.str_]]:
    """Texts of one length as rows of code points: their seconds, and why not where it is not so."""
    digits = letters.astype(np.int64) - ord("0")
    is_digit = (digits >= 0) & (digits <= 9)
    shaped = np.ones(len(letters), dtype=np.bool_)
    for column, wanted in enumerate(_DATE):
        if wanted == "d":
            shaped &= is_digit[:, column]
        elif wanted == "T":
            shaped &= np.isin(letters[:, column], [ord(c) for c in "Tt "])
        else:
            shaped &= letters[:, column] == ord(wanted)
    offset, tail_fits, has_zone = _read_tail(letters, digits, is_digit)
    year, month, day, hour, minute, second = (
        digits[:, first:behind] @ (10 ** np.arange(behind - first)[::-1])
        for first, behind in ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19))
    )
    shaped &= tail_fits & (month >= 1) & (month <= 12) & (day >= 1)
    shaped &= (hour <= 23) & (minute <= 59) & (second <= 60)
    months = np.where(shaped, (year - 1970) * 12 + month - 1, 0)
    first_days, behind_days = (
        (months + later).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        for later in (0, 1)
    )
    shaped &= day <= behind_days - first_days
    found = (first_days + day - 1) * 86_400 + hour * 3600 + minute * 60 + second - offset
    why = np.full(len(letters), "", dtype="<U5")
    why[shaped & ~((found >= EARLIEST_SECONDS) & (found < LATEST_SECONDS))] = "range"
    why[shaped & ~has_zone] = "zone"
    why[~shaped] = "form"
    return np.where(why == "", found, 0), why


def _read_tail(
    letters: npt.NDArray[np.uint32], digits: Instants, is_digit: npt.NDArray[np.bool_]
) -> tuple[Instants, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """What follows the seconds: the offset, whether it is well formed, whether it names a zone."""
    count, length = letters.shape
    begin = len(_DATE)

    def fraction_until(end: int) -> npt.NDArray[np.bool_]:
        if end == begin:
            return np.ones(count, dtype=np.bool_)
        if end < begin + 2:
            return np.zeros(count, dtype=np.bool_)
        return (letters[:, begin] == ord(".")) & is_digit[:, begin + 1 : end].all(axis=1)

    offset = np.zeros(count, dtype=np.int64)
    naive = fraction_until(length)
    utc = np.zeros(count, dtype=np.bool_)
    if length > begin:
        utc = np.isin(letters[:, -1], [ord("Z"), ord("z")]) & fraction_until(length - 1)
    away = np.zeros(count, dtype=np.bool_)
    if length >= begin + 6:
        sign = letters[:, -6]
        away = np.isin(sign, [ord("+"), ord("-")]) & (letters[:, -3] == ord(":"))
        away &= is_digit[:, [-5, -4, -2, -1]].all(axis=1) & fraction_until(length - 6)
        hours, minutes = digits[:, -5] * 10 + digits[:, -4], digits[:, -2] * 10 + digits[:, -1]
        away &= (hours <= 23) & (minutes <= 59)
        amount = hours * 3600 + minutes * 60
        offset = np.where(away, np.where(sign == ord("-"), -amount, amount), 0)
    return offset, naive | utc | away, utc | away
