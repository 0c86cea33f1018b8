"""The parts of a customer's record, each a page of its own with a row of tabs above.

In `AppConfig.ready()` an app puts its sections onto one by its slot,
`register_panel("customer.agreements", …)`, or adds a page of its own to the row:

    register_tab("money", label=_("Money"), url_name="portfolio:customer-money", order=70)

The page draws the row by `{% customer_tabs customer "money" %}` (`{% load customers %}`), and what
others know of it by `{% panels "customer.money" customer %}`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brm.models import Customer
from brm.queries.customers import may_see_customers


@dataclass(frozen=True)
class Tab:
    """One part of a customer's record: where it is, and who may look at it."""

    key: str
    label: Any
    url_name: str
    order: int
    permission: Callable[[Any], bool]


_TABS: dict[str, Tab] = {}


def register_tab(
    key: str,
    *,
    label: Any,
    url_name: str,
    order: int = 100,
    permission: Callable[[Any], bool] = may_see_customers,
) -> None:
    """Add a page to the row; its address takes the customer's code. The same key replaces it."""
    _TABS[key] = Tab(key, label, url_name, order, permission)


def tabs_of(customer: Customer, *, user: Any, current: str) -> list[dict[str, Any]]:
    """The row of tabs as `user` may open them, as `ui/_tabs.html` takes it."""
    return [
        {
            "label": tab.label,
            "url": reverse(tab.url_name, args=[customer.code]),
            "current": tab.key == current,
        }
        for tab in sorted(_TABS.values(), key=lambda tab: (tab.order, tab.key))
        if tab.permission(user)
    ]


def register_own_tabs() -> None:
    """The parts that this app itself has pages for."""
    for order, (key, label, url_name) in enumerate(
        (
            ("summary", _("Summary"), "customer"),
            ("people", _("People"), "customer-people"),
            ("outcomes", _("Outcomes and use"), "customer-outcomes"),
            ("agreements", _("Agreements"), "customer-agreements"),
            ("voice", _("Voice"), "customer-voice"),
            ("meetings", _("Meetings"), "customer-meetings"),
            ("plan", _("Plan"), "plan"),
            ("units", _("Units"), "customer-units"),
            ("record", pgettext_lazy("of a customer", "Record"), "customer-record"),
        ),
        start=1,
    ):
        register_tab(key, label=label, url_name=f"brm:{url_name}", order=10 * order)
