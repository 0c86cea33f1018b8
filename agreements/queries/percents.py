"""Percentages between people and the engine: text to parts per million and back, exactly."""

import re
from fractions import Fraction

from django.utils.translation import gettext as _

from slm.engine.level import PPM

_PERCENT = re.compile(r"(?P<whole>\d{1,3})(?:[.,](?P<rest>\d+))?\s*%?\Z")
DIGITS = 4


def parse_percent(text: str) -> int:
    """`"99.5"` as 995 000 ppm. A comma is a decimal point too; ValueError says what is wrong.

    No float is involved, and nothing is rounded: a fifth decimal is refused unless it is zero.
    """
    found = _PERCENT.match(text.strip())
    if found is None:
        raise ValueError(_("Write a percentage such as 99.5."))
    rest = (found["rest"] or "").rstrip("0")
    if len(rest) > DIGITS:
        raise ValueError(_("A percentage has at most four decimals."))
    ppm = int(found["whole"]) * 10**DIGITS + int(rest.ljust(DIGITS, "0") or 0)
    if ppm > PPM:
        raise ValueError(_("A percentage lies between 0 and 100."))
    return ppm


def percent_text(ppm: int, *, least: int = 1) -> str:
    """995 000 ppm as `"99.5"`: exact, with as many decimals as it needs and at least `least`."""
    whole, rest = divmod(ppm, 10**DIGITS)
    digits = f"{rest:0{DIGITS}d}".rstrip("0").ljust(least, "0")
    return f"{whole}.{digits}" if digits else str(whole)


def percent_digits(ppm: int, *, least: int = 2) -> int:
    """How many decimals a level needs beside a target of so many ppm, to be told from it."""
    return max(least, len(percent_text(ppm, least=0).partition(".")[2]))


def exact_text(amount: int | Fraction) -> int | str:
    """A whole amount as it is, a cut one as `"a/b"`: never rounded (weights may cut seconds)."""
    exact = Fraction(amount)
    return exact.numerator if exact.denominator == 1 else f"{exact.numerator}/{exact.denominator}"
