"""What was promised and what was reached, in the reader's language and the promise's own unit.

Figures are rounded against the promise: a level down, a length that should be short up, so that
nothing looks kept that was missed.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.engine.reached import Reached
from agreements.engine.terms import Terms
from agreements.models import Target
from agreements.queries.amounts import SIGNS, write_amount, write_within
from agreements.queries.figures import Figures
from agreements.queries.percents import percent_digits
from common.ui.numbers import write_number, write_percent
from common.ui.times import write_span
from slm.engine.level import PPM, Level
from slm.engine.metrics import Form, Metric, Unit

# Of fewer than these a share says little: how many come first (R77).
SMALL_POPULATION = 100


def metric_name(terms: Terms) -> str:
    """What is promised: Availability, Downtime, Answered in time …"""
    return str(Target.Metric(terms.metric).label)


def promised_text(terms: Terms) -> str:
    """How much, without its sign: `99.90 %`, `45 min 00 s`, `3`, `95.00 % within 800 ms, P1`."""
    text = write_amount(terms.metric, terms.promised)
    if terms.within is not None:
        text = _("%(share)s within %(time)s") % {
            "share": text,
            "time": write_within(terms.metric, terms.within),
        }
    return f"{text}, {terms.priority}" if terms.priority else text


def promise_line(terms: Terms) -> str:
    """The same with its sign: `≥ 99.90 %`, `≤ 3`."""
    return f"{SIGNS[terms.comparator]}\N{NO-BREAK SPACE}{promised_text(terms)}"


def promise_words(terms: Terms) -> str:
    """A promise as it is spoken of: `99.90 %` of availability, `MTRS ≤ 1 h` of everything else."""
    if terms.metric is Metric.AVAILABILITY:
        return promised_text(terms)
    return f"{metric_name(terms)} {promise_line(terms)}"


def reached_text(figures: Figures, digits: int = 0) -> str:
    """What was reached: `99.910 %`, `7 of 8 (87.50 %)`, `96.20 % of 12 400`, `2`, `38 min 00 s`."""
    return write_reached(figures.terms, figures.reached, digits)


def write_reached(terms: Terms, reached: Reached, digits: int = 0) -> str:
    """The same of what was reached; a share with at least so many digits."""
    if not reached.is_measured:
        return "–"
    if reached.value is None:
        return _("no break")
    if terms.form is Form.SHARE:
        return _share(terms, reached, digits)
    text = write_value(terms, reached.value)
    if terms.meaning.unit is Unit.THOUSANDTHS and (reached.total or 0) > 1:
        return _("%(mean)s from %(count)s") % {"mean": text, "count": write_number(reached.total)}
    return text


def told_of(reached: Reached) -> dict[str, Any]:
    """What was reached as plain values, so that a notice says it in each reader's language."""
    level = reached.level
    return {
        "value": None if reached.value is None else str(reached.value),
        "is_measured": reached.is_measured,
        "good": None if level is None else level.good,
        "measured": None if level is None else level.measured,
        "total": reached.total,
    }


def write_told(terms: Terms, told: Mapping[str, Any], digits: int = 0) -> str:
    """What `told_of` kept, in words; a share with at least so many digits."""
    value, good = told["value"], told["good"]
    return write_reached(
        terms,
        Reached(
            value=None if value is None else Fraction(value),
            is_measured=told["is_measured"],
            level=None if good is None else Level(good, told["measured"]),
            total=told["total"],
        ),
        digits,
    )


def big_text(terms: Terms, reached: Reached) -> str:
    """The figure alone, as it stands large on a page: `96.20 %`, `7 of 8`, `2`, `38 min 00 s`."""
    level = reached.level
    if not reached.is_measured or reached.value is None:
        return "–"
    if level is not None and terms.meaning.counted and level.measured < SMALL_POPULATION:
        return _("%(good)s of %(total)s") % {
            "good": write_number(level.good),
            "total": write_number(level.measured),
        }
    return write_value(terms, reached.value)


def write_value(terms: Terms, value: Fraction | int) -> str:
    """An amount or a mean in its unit, rounded against the promise."""
    match terms.meaning.unit:
        case Unit.SECONDS:
            return write_span(_rounded(terms, Fraction(value)))
        case Unit.COUNT:
            return write_number(_rounded(terms, Fraction(value)))
        case Unit.THOUSANDTHS:
            return write_amount(terms.metric, _rounded(terms, Fraction(value)))
        case Unit.PPM:
            return write_percent(Fraction(value) / PPM, percent_digits(terms.target_ppm))


def short_text(terms: Terms, reached: Reached) -> str:
    """The same for a narrow cell: minutes or hours instead of a whole span, no count behind it."""
    if not reached.is_measured:
        return "–"
    if reached.value is None:
        return _("none")
    match terms.meaning.unit:
        case Unit.PPM:
            share = reached.value / PPM
            if share == 1:
                return "100"
            return write_number(share * 100, percent_digits(terms.target_ppm), floor=True)
        case Unit.SECONDS:
            return _short_span(terms, reached.value)
        case _:
            return write_value(terms, reached.value)


def left_text(figures: Figures) -> str:
    """What is left of what is allowed: a span, `1 of 3`, `12 of 50 events`; – where there is none.

    Of a level it is time of the contract budget; of a mean nothing can be left.
    """
    budget = figures.contract
    if figures.reached.budget is None or not figures.reached.is_measured:
        return "–"
    if not budget.allowed:
        return _("none allowed")
    left = budget.remaining.__floor__()
    if figures.terms.meaning.unit is Unit.SECONDS or figures.is_level_of_time:
        return write_span(left)
    return _("%(left)s of %(allowed)s") % {
        "left": write_number(left),
        "allowed": write_number(budget.allowed.__floor__()),
    }


def made_of(figures: Figures) -> str:
    """Of how much the figure was made: `12 400 counted`, `4 breaks`; empty where it is time."""
    total = figures.reached.total
    if total is None:
        return ""
    if not figures.terms.meaning.counted:
        return ngettext("%(count)s break", "%(count)s breaks", total) % {
            "count": write_number(total)
        }
    return ngettext("%(count)s counted", "%(count)s counted", total) % {
        "count": write_number(total)
    }


def _share(terms: Terms, reached: Reached, digits: int) -> str:
    assert reached.level is not None
    least = max(percent_digits(terms.target_ppm), digits)
    share = write_percent(reached.level.share, least)
    if not terms.meaning.counted:
        return share
    good, total = write_number(reached.level.good), write_number(reached.level.measured)
    if reached.level.measured < SMALL_POPULATION:
        return _("%(good)s of %(total)s (%(share)s)") % {
            "good": good,
            "total": total,
            "share": write_percent(reached.level.share, percent_digits(terms.target_ppm)),
        }
    share = write_percent(reached.level.share, percent_digits(terms.target_ppm))
    return _("%(share)s of %(total)s") % {"share": share, "total": total}


def _rounded(terms: Terms, value: Fraction) -> int:
    """A whole number that stands no better to the promise than the value."""
    if terms.comparator.wants_more:
        return value.__floor__()
    return value.__ceil__()


def _short_span(terms: Terms, value: Fraction) -> str:
    units = ((3_600 * 10, 3_600, _("h")), (600, 60, _("min")), (0, 1, _("s")))
    size, unit = next((size, unit) for least, size, unit in units if value >= least)
    return f"{write_number(_rounded(terms, value / size))}\N{NO-BREAK SPACE}{unit}"
