"""Figures of outcomes, whose unit and decimals are the customer's own."""

from decimal import Decimal
from typing import Any

from django import template

from brm.queries.outcomes import write_figure

register = template.Library()


@register.filter
def exact(value: Decimal | None) -> str:
    """`{{ outcome.target|exact }}`: with as many decimals as it has, a dash for nothing."""
    return write_figure(value)


@register.inclusion_tag("brm/_progress.html")
def progress_of(outcome: Any) -> dict[str, Any]:
    """`{% progress_of outcome %}`: its way from baseline to target, of a row of `with_actual`."""
    return {"outcome": outcome, "done": outcome.done}
