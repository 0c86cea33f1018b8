"""Promised amounts between people and the engine: percent, spans, counts, scores; all exact."""

import re
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from agreements.queries.percents import parse_percent, percent_digits, percent_text
from common.ui.numbers import write_number, write_percent
from common.ui.times import write_span
from slm.engine.metrics import Form, Metric, Unit, meaning

PPM = 1_000_000
THOUSAND = 1_000
SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}
_SPAN = re.compile(
    r"(?P<figure>\d{1,9})\s*"
    r"(?P<unit>ms|days?|hari|d|hours?|jam|h|minutes?|menit|min|m|seconds?|sec|detik|s)(?![a-z])\.?",
    re.IGNORECASE,
)
_SECONDS = {"d": 86_400, "h": 3_600, "j": 3_600, "m": 60, "s": 1}
_SCORE = re.compile(r"(?P<whole>\d{1,12})(?:[.,](?P<rest>\d{1,3}))?\Z")


def parse_milliseconds(text: str) -> int:
    """`"1 h 30 min"`, `"90 s"`, `"800 ms"`, `"2 jam"` as milliseconds; ValueError says how."""
    rest, total = text.strip(), 0
    while rest:
        found = _SPAN.match(rest)
        if found is None:
            raise ValueError(_("Write a length such as 45 min, 1 h 30 min or 800 ms."))
        unit = found["unit"].lower()
        total += int(found["figure"]) * _milliseconds(unit)
        rest = rest[found.end() :].strip()
    if not text.strip():
        raise ValueError(_("Write a length such as 45 min, 1 h 30 min or 800 ms."))
    return total


def _milliseconds(unit: str) -> int:
    if unit == "ms":
        return 1
    if unit == "hari":
        return _SECONDS["d"] * THOUSAND
    if unit == "detik":
        return THOUSAND
    return _SECONDS[unit[0]] * THOUSAND


def parse_seconds(text: str) -> int:
    """The same in whole seconds."""
    seconds, rest = divmod(parse_milliseconds(text), THOUSAND)
    if rest:
        raise ValueError(_("Whole seconds, please."))
    return seconds


def parse_thousandths(text: str) -> int:
    """`"4.25"` as 4 250: at most three decimals, a comma is a decimal point too."""
    found = _SCORE.match(text.strip())
    if found is None:
        raise ValueError(_("Write a number with at most three decimals."))
    return int(found["whole"]) * THOUSAND + int((found["rest"] or "0").ljust(3, "0"))


def parse_count(text: str) -> int:
    """A whole number; spaces and thousands' marks may stand between the figures."""
    figures = re.sub(r"[\s.,]", "", text)
    if not figures.isdigit() or len(figures) > 15:
        raise ValueError(_("Write a whole number."))
    return int(figures)


def parse_amount(metric: str, text: str) -> int:
    """What a person typed as the promised amount of a metric, in the metric's unit."""
    unit = meaning(Metric(metric)).unit
    return {
        Unit.PPM: parse_percent,
        Unit.SECONDS: parse_seconds,
        Unit.COUNT: parse_count,
        Unit.THOUSANDTHS: parse_thousandths,
    }[unit](text)


def amount_text(metric: str, amount: int) -> str:
    """The amount as a form shows it: read again by `parse_amount`, it is the same."""
    match meaning(Metric(metric)).unit:
        case Unit.PPM:
            return percent_text(amount, least=0)
        case Unit.SECONDS:
            return span_text(amount * THOUSAND)
        case Unit.COUNT:
            return str(amount)
        case Unit.THOUSANDTHS:
            whole, rest = divmod(amount, THOUSAND)
            digits = f"{rest:03d}".rstrip("0")
            return f"{whole}.{digits}" if digits else str(whole)


def span_text(milliseconds: int) -> str:
    """A length as a form shows it: `1 h 30 min`, `45 s`, `800 ms`."""
    seconds, rest = divmod(milliseconds, THOUSAND)
    parts = []
    for unit, size in (("h", 3_600), ("min", 60), ("s", 1)):
        figure, seconds = divmod(seconds, size)
        if figure:
            parts.append(f"{figure} {unit}")
    if rest:
        parts.append(f"{rest} ms")
    return " ".join(parts) or "0 s"


def write_amount(metric: str, amount: int | Fraction | None) -> str:
    """The amount in the reader's language: `99.90 %`, `1 h 30 min`, `3`, `4.25`; – for None."""
    if amount is None:
        return "–"
    match meaning(Metric(metric)).unit:
        case Unit.PPM:
            digits = percent_digits(int(amount)) if isinstance(amount, int) else 4
            return write_percent(Fraction(amount, PPM), digits)
        case Unit.SECONDS:
            return write_span(amount)
        case Unit.COUNT:
            return write_number(amount)
        case Unit.THOUSANDTHS:
            exact = Fraction(amount, THOUSAND)
            digits = next((n for n in range(3) if (exact * 10**n).denominator == 1), 3)
            return write_number(exact, digits, floor=True)


def write_within(metric: str, within: int | None) -> str:
    """The time within which something must happen: `800 ms` of a response, else a span."""
    if within is None:
        return ""
    if metric == Metric.WITHIN_TIME:
        seconds, rest = divmod(within, THOUSAND)
        if rest or not seconds:
            return write_number(within) + "\N{NO-BREAK SPACE}ms"
        return write_span(seconds)
    return write_span(within)


def usual_comparator(metric: str) -> str:
    """At least where more is better, else at most."""
    return ">=" if meaning(Metric(metric)).more_is_better else "<="


def write_promise(
    metric: str,
    *,
    threshold_ppm: int | None,
    limit: int | None,
    within: int | None = None,
    priority: str = "",
    comparator: str = "",
) -> str:
    """A promise in one line: `≥ 99.90 %`, `≤ 3`, `≥ 95 % within 800 ms, P1`."""
    is_share = meaning(Metric(metric)).form is Form.SHARE
    sign = SIGNS[comparator or usual_comparator(metric)]
    text = f"{sign}\N{NO-BREAK SPACE}{write_amount(metric, threshold_ppm if is_share else limit)}"
    if within is not None:
        text = _("%(share)s within %(time)s") % {
            "share": text,
            "time": write_within(metric, within),
        }
    return f"{text}, {priority}" if priority else text


def write_wanted(row: Any) -> str:
    """The same of a wanted level or a target."""
    return write_promise(
        row.metric,
        threshold_ppm=row.threshold_ppm,
        limit=row.limit,
        within=row.within,
        priority=row.priority,
        comparator=getattr(row, "comparator", ""),
    )
