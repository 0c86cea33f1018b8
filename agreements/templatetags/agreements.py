"""Filters for what agreements say: periods, thresholds, comparisons, whole seconds."""

from fractions import Fraction

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agreements.queries.percents import percent_digits
from agreements.queries.periods import write_period
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
    """{{ terms.comparator|comparator }}: ≥ or >, spoken as words."""
    is_above = str(sign) == ">"
    return format_html(
        '<span aria-hidden="true">{}</span><span class="vh">{}</span>',
        ">" if is_above else "≥",
        _("more than") if is_above else _("at least"),
    )


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
