"""Template tags of the house: icons, states, figures, times, charts, slots.

Loaded everywhere without {% load %}: the settings name this library as a builtin.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from common.markdown import render_markdown
from common.ui import charts, icons, numbers, slots, states, times
from common.ui.forms import summary_of
from common.ui.slam_cells import draw_cell

register = template.Library()


# Icons and states ----------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, small: bool = False) -> SafeString:
    """{% icon "met" %}, {% icon "x" small=True %}: one icon; an unknown name raises."""
    return icons.draw_icon(name, small=small)


def _draw_state(key: str, word, pill: bool, symbol: str | None, tone: str | None) -> SafeString:
    known = states.state_of(key)
    name = symbol or known.icon
    mark = icons.draw_icon(name) if name else mark_safe('<span class="live"></span>')
    return format_html(
        '<span class="state{}" data-state="{}">{}{}</span>',
        " state--pill" if pill else "",
        tone or known.tone,
        mark,
        known.word if word is None else word,
    )


@register.simple_tag
def state(key: str, word=None, icon: str | None = None, tone: str | None = None) -> SafeString:
    """{% state "missed" %} or {% state "missed" "1 of 3 missed" %}: icon, word and colour."""
    return _draw_state(key, word, False, icon, tone)


@register.simple_tag
def pill(key: str, word=None, icon: str | None = None, tone: str | None = None) -> SafeString:
    """{% pill "at_risk" %}: the one state of a page's subject."""
    return _draw_state(key, word, True, icon, tone)


@register.filter
def tone(key: str) -> str:
    """{{ verdict|tone }}: the value for data-state (met, risk, missed, none, act)."""
    return states.state_of(key).tone


@register.filter
def state_word(key: str) -> str:
    """{{ verdict|state_word }}: only the word."""
    return str(states.state_of(key).word)


@register.filter
def state_icon(key: str) -> str:
    """{{ verdict|state_icon }}: the icon's name, for {% icon %}."""
    return states.state_of(key).icon or "open"


@register.filter
def markdown(text) -> SafeString:
    """{{ section.text|markdown }}: what a person wrote, as safe HTML."""
    return render_markdown(str(text or ""))


@register.filter
def initials(name) -> str:
    """{{ user|initials }}: the first letters of the first and last word."""
    words = [word for word in str(name).replace("@", " ").split() if word[0].isalnum()]
    picked = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in picked).upper() or "?"


# Figures -------------------------------------------------------------------------------------


def _number(value):
    """Return what may be written: text of a decimal becomes Decimal, nothing stays nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            return Decimal(value)
        except InvalidOperation:
            raise template.TemplateSyntaxError(f'"{value}" is not a number') from None
    return value


@register.filter
def number(value, decimals: int = 0) -> str:
    """{{ seconds|number }}, {{ rate|number:1 }}: grouped, in the reader's language, – for None."""
    return numbers.write_number(_number(value), int(decimals))


@register.filter
def percent(share, decimals: int = 3) -> str:
    """{{ share|percent:2 }}: a share (0 to 1) as a percentage, floored; no data for None."""
    return numbers.write_percent(_number(share), int(decimals))


@register.filter
def ppm(value, decimals: int = 2) -> str:
    """{{ target.threshold_ppm|ppm:3 }}: millionths as a percentage, floored."""
    value = _number(value)
    share = None if value is None else Fraction(value) / 1_000_000
    return numbers.write_percent(share, int(decimals))


@register.simple_tag
def share(part, whole, decimals: int = 3) -> str:
    """{% share good total %}: part ÷ whole as a percentage, floored; no data when whole is 0."""
    return numbers.write_percent(numbers.share_of(_number(part), _number(whole)), decimals)


@register.simple_tag
def level(part, whole, covered=None, of=None, decimals: int = 3) -> SafeString:
    """{% level good measured covered=measured of=service_time %}: a level, its coverage beneath."""
    value = numbers.write_percent(numbers.share_of(_number(part), _number(whole)), decimals)
    if of is None:
        return format_html("{}", value)
    coverage = numbers.write_percent(numbers.share_of(_number(covered), _number(of)), decimals)
    return format_html(
        "<b>{}</b><small>{}</small>", value, _("%(share)s coverage") % {"share": coverage}
    )


@register.simple_tag
def figure(value, unit: str = "") -> SafeString:
    """{% figure "99.910" "%" %}: the one figure a page is about; wrap it in <p class="figure">."""
    small = format_html("<small>{}</small>", unit) if unit else ""
    return format_html('<span class="figure__big">{}{}</span>', value, small)


@register.simple_tag
def stat(label, value, unit: str = "", note: str = "", spark=None) -> SafeString:
    """{% stat "At risk now" 3 note="…" %}: one figure of a <dl class="stats">."""
    return mark_safe(
        render_to_string(
            "ui/_stat.html",
            {"label": label, "value": value, "unit": unit, "note": note, "spark": spark},
        ).strip()
    )


@register.simple_tag
def money(amount, currency: str, short: bool = False, decimals: int | None = None) -> str:
    """{% money credit.amount credit.currency %}, short=True for Rp 86.4 m, decimals=0 for whole."""
    if short:
        return numbers.write_money_short(_number(amount), currency)
    return numbers.write_money(_number(amount), currency, decimals=decimals)


@register.filter
def filesize(octets) -> str:
    """{{ file.size|filesize }}: bytes as B, kB or MB."""
    return numbers.write_size(int(octets or 0))


# Times ---------------------------------------------------------------------------------------


@register.simple_tag
def moment(at: datetime | None, zone=None, form: str = "datetime", with_zone: bool = True):
    """{% moment outage.started_at zone=target.zone form="seconds" %}: an instant where it counts.

    Forms: datetime, seconds, long, date, time, time_seconds, day_time, day_seconds.
    """
    return times.draw_time(at, zone=zone, form=form, with_zone=with_zone)


@register.simple_tag(takes_context=True)
def ago(context, at: datetime | None, now: datetime | None = None):
    """{% ago source.last_contact_at %}: `4 min ago`, the absolute time in the tooltip."""
    if at is None:
        return numbers.MISSING
    return times.draw_time(at, times.write_ago(at, now or context["now"]))


@register.simple_tag
def span_seconds(seconds, days: bool = False) -> str:
    """{% span_seconds bad_seconds %}: an exact length, `1 h 26 min 20 s`."""
    return times.write_span(_number(seconds), days=days)


@register.filter
def span(seconds) -> str:
    """{{ bad_seconds|span }}: as {% span_seconds %}."""
    return times.write_span(_number(seconds))


@register.filter
def day(value) -> str:
    """{{ agreement.starts_on|day }}: 25 Nov 2026."""
    return times.write_day(value)


@register.filter
def day_month(value) -> str:
    """{{ tick|day_month }}: 25 Nov."""
    return times.write_day(value, year=False)


@register.filter
def month(value) -> str:
    """{{ period.starts_on|month }}: November 2026."""
    return times.write_month(value)


# Charts --------------------------------------------------------------------------------------


@register.simple_tag
def meter(part, whole, state: str | None = None, label: str = "") -> SafeString:
    """{% meter left allowance state=verdict %}: a bar; `label` where no text stands beside it."""
    tone = states.state_of(state).tone if state else None
    bar = charts.meter(_number(part) or 0, _number(whole) or 0, state=tone)
    return _chart("meter", {"meter": bar, "label": label})


@register.simple_tag
def draw(chart, label: str = "", **more) -> SafeString:
    """{% draw chart label="what it tells" %}: any dataclass of common.ui.charts."""
    name = type(chart).__name__.lower()
    return _chart(name, {name: chart, "label": label, **more})


@register.simple_tag
def slam_cell(cell, now: bool = False) -> SafeString:
    """{% slam_cell cell %}: a cell of the SLAM chart."""
    return draw_cell(cell, now=now)


@register.simple_tag
def strip(days, today=None, label: str = "", low: bool = False, zone=None) -> SafeString:
    """{% strip days today=today label="…" %}: days as charts.StripDay, or a ready charts.Strip."""
    chart = days if isinstance(days, charts.Strip) else charts.strip(list(days), today=today)
    return _chart("strip", {"strip": chart, "label": label, "low": low})


@register.simple_tag
def spark(values, label: str = "", threshold=None) -> SafeString | str:
    """{% spark values label="…" %}: a line the size of a word; nothing below two values."""
    chart = charts.spark(list(values), threshold=_number(threshold))
    return _chart("spark", {"spark": chart, "label": label}) if chart else ""


def _chart(name: str, context: Mapping) -> SafeString:
    return mark_safe(render_to_string(f"ui/charts/{name}.html", dict(context)).strip())


# Patterns ------------------------------------------------------------------------------------


@register.inclusion_tag("ui/_empty.html")
def empty_state(
    title, text="", action: str = "", url: str = "", second: str = "", second_url: str = ""
):
    """{% empty_state title text action url %}: what is missing, why, and the next step."""
    return {
        "title": title,
        "text": text,
        "action": action,
        "url": url,
        "second": second,
        "second_url": second_url,
    }


@register.inclusion_tag("ui/_progress.html")
def progress(text, done: int, whole: int | None, note: str = ""):
    """{% progress "Building 22 packs" 14 22 %}: work under way; whole None: length unknown."""
    bar = charts.meter(done, whole) if whole else None
    return {"text": text, "done": done, "whole": whole, "meter": bar, "note": note}


@register.simple_tag(takes_context=True)
def panels(context, slot: str, obj=None) -> SafeString:
    """{% panels "service.detail" service %}: the sections other apps registered for this slot."""
    request = context["request"]
    drawn = [
        render_to_string(name, extra, request=request)
        for name, extra in slots.panels_for(slot, request, obj)
    ]
    return mark_safe("".join(drawn))


@register.inclusion_tag("ui/_actions.html", takes_context=True)
def actions(context, slot: str, obj=None):
    """{% actions "service.head" service %}: the links other apps registered, as buttons."""
    return {"actions": slots.actions_for(slot, context["request"], obj)}


@register.simple_tag(takes_context=True)
def actions_of(context, slot: str, obj=None) -> list[dict]:
    """{% actions_of "account.tabs" as tabs %}: the same links, to be drawn by the page itself."""
    return slots.actions_for(slot, context["request"], obj)


@register.filter
def refusal(form) -> str:
    """{{ form|refusal }}: `The target was not saved: 2 fields need a change.`"""
    return summary_of(form)


@register.filter
def get(mapping, key):
    """{{ by_month|get:month }}: a value by a key that is itself a variable; None when absent."""
    return mapping.get(key) if mapping else None
