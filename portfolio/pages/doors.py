"""What every page of money shares: who may, how a form meets a verb, and the tabs."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.access import allowed_if
from common.form_page import Crumbs
from common.problems import Refusal
from portfolio.queries.money_access import may_see_money, may_write_money
from portfolio.queries.registers import BY_KEY, REGISTERS, Register

may_look = allowed_if(may_see_money)
may_write = allowed_if(may_write_money)


def refuse(form: Any, refusal: Refusal) -> None:
    """Show a verb's refusal at its field, what was typed kept."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def typed(request: HttpRequest) -> Any:
    """What was sent, or None while the form is only shown."""
    return request.POST if request.method == "POST" else None


def register_of(key: str) -> Register:
    """The register of an address, 404 for a name that none has."""
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def money_tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """Registers, gaps and values side by side."""
    tabs: list[tuple[Any, str]] = [(_("Values"), reverse("portfolio:values"))]
    tabs += [(one.title, reverse("portfolio:register", args=[one.key])) for one in REGISTERS]
    tabs.insert(4, (_("Forecast and actual"), reverse("portfolio:gaps")))
    return [
        {"label": label, "url": url, "current": request.path == url, "count": None}
        for label, url in tabs
    ]


def money_crumbs(register: Register, last: Any = None) -> Crumbs:
    """The way to a register, or to something of it when `last` names it."""
    url = reverse("portfolio:register", args=[register.key])
    crumbs: Crumbs = [(_("Money and use"), reverse("portfolio:values"))]
    return (
        [*crumbs, (register.title, url), (last, None)]
        if last
        else [
            *crumbs,
            (register.title, None),
        ]
    )
