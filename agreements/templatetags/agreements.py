"""Filters for what agreements say: periods, thresholds, comparisons, whole seconds."""

from fractions import Fraction
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agreements.engine.terms import Terms
from agreements.models import Target
from agreements.queries.amounts import SIGNS, write_promise, write_wanted
from agreements.queries.figures import Figures
from agreements.queries.percents import percent_digits
from agreements.queries.periods import write_period
from agreements.queries.showing import (
    left_text,
    metric_name,
    promise_words,
    promised_text,
    reached_text,
    write_told,
)
from agreements.queries.terms import terms_from
from common.ui.numbers import write_number, write_percent
from slm.models import Layer

register = template.Library()


@register.filter
def period_name(label: str) -> str:
    """{{ verdict.period_label|period_name }}: `month:2026-11-01` as November 2026."""
    return write_period(label)


@register.filter
def threshold(ppm: int) -> str:
    """{{ terms.target_ppm|threshold }}: a promised level, exact, at least two decimals."""
    return write_percent(Fraction(ppm, 1_000_000), percent_digits(ppm))


@register.filter
def comparator(sign: str) -> SafeString:
    """{{ terms.comparator|comparator }}: ≥, >, ≤ or <, spoken as words."""
    return format_html(
        '<span aria-hidden="true">{}</span><span class="vh">{}</span>',
        SIGNS[str(sign)],
        Target.Comparator(str(sign)).label,
    )


@register.filter
def promised(terms: Terms) -> str:
    """{{ figures.terms|promised }}: how much, without its sign: 99.90 %, 3, 45 min 00 s."""
    return promised_text(terms)


@register.filter
def promise(terms: Terms | dict[str, Any]) -> str:
    """{{ commitment.terms|promise }}: as it is spoken of: 99.90 %, Downtime ≤ 45 min 00 s."""
    return promise_words(terms_from(terms) if isinstance(terms, dict) else terms)


@register.filter
def told(reached: dict[str, Any], terms: dict[str, Any]) -> str:
    """{{ reached|told:terms }}: what a notice says was reached, both as they were kept."""
    return write_told(terms_from(terms), reached)


@register.filter
def metric(terms: Terms | dict[str, Any]) -> str:
    """{{ commitment.terms|metric }}: what is promised: Availability, Downtime, …"""
    return metric_name(terms_from(terms) if isinstance(terms, dict) else terms)


@register.filter
def reached(figures: Figures, digits: int = 0) -> str:
    """{{ figures|reached:3 }}: what was reached in the unit of the promise; – without data."""
    return reached_text(figures, digits)


@register.filter
def left(figures: Figures) -> str:
    """{{ figures|left }}: what is left of what is allowed."""
    return left_text(figures)


@register.filter
def whole(amount: int | Fraction | None) -> int | None:
    """{{ budget.remaining|whole }}: whole seconds, rounded down."""
    return None if amount is None else Fraction(amount).__floor__()


@register.filter
def not_below_zero(amount: int | Fraction) -> int | Fraction:
    """{{ budget.remaining|not_below_zero }}: what is left, nothing where it is overspent."""
    return max(amount, Fraction(0))


@register.filter
def percent_figure(share: Fraction, decimals: int = 3) -> str:
    """{{ level.share|percent_figure:3 }}: the figure without its sign, floored."""
    return write_number(share * 100, decimals, floor=True)


@register.filter
def seconds(amount: int | Fraction) -> str:
    """{{ bad|seconds }}: `1 872 s`; a cut second with three decimals."""
    exact = Fraction(amount)
    figure = write_number(exact, 0 if exact.denominator == 1 else 3)
    return figure + "\N{NO-BREAK SPACE}" + _("s")


@register.filter
def layer_word(layer: int) -> str:
    """{{ event.layer|layer_word }}: down, partly down, degraded, planned …"""
    return str(Layer(int(layer)).label)


@register.filter
def wanted_level(row) -> str:
    """{{ wanted|wanted_level }}: the figure of a wanted level, ≥ 99.90 % or ≤ 45 min."""
    return write_wanted(row)


@register.filter
def promised_level(line) -> str:
    """{{ line|promised_level }}: what a line of a specification will promise."""
    return write_promise(
        line.wanted.metric,
        threshold_ppm=line.threshold_ppm,
        limit=line.limit,
        within=line.wanted.within,
        priority=line.wanted.priority,
        comparator=line.comparator,
    )
