"""The row of tabs above every page about one customer."""

from typing import Any

from django import template

from brm.models import Customer
from brm.queries.customer_tabs import tabs_of

register = template.Library()


@register.inclusion_tag("brm/_customer_tabs.html", takes_context=True)
def customer_tabs(context: dict[str, Any], customer: Customer, current: str) -> dict[str, Any]:
    """`{% customer_tabs customer "plan" %}`: the parts of its record, this one marked."""
    return {"tabs": tabs_of(customer, user=context["request"].user, current=current)}
