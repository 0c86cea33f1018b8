"""The registers of money and use as lists."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation
from common.access import Allowed
from common.listing import Column, Empty, ListPage
from common.ui.times import write_day, write_month
from portfolio.pages.doors import money_crumbs, money_tabs, register_of
from portfolio.pages.figures import write_exact
from portfolio.queries.money_access import may_see_money, may_write_for_everybody, may_write_money
from portfolio.queries.records import seen_records
from portfolio.queries.register_filters import FILTERS
from portfolio.queries.registers import COMPETITORS, PRICES, RATES, REVENUE, USAGE, Register

_MONTH = Column("month", _("Month"), lambda row: f"{row.month:%Y-%m}", sort="month")
_CUSTOMER = Column("customer", _("Customer"), "customer.name", sort="customer__name")
_CUSTOMER_CODE = Column("customer_code", _("Code"), "customer.code", shown=False)
_SERVICE = Column("service", _("Service"), "service.name", sort="service__name")
_SERVICE_CODE = Column("service_code", _("Service code"), "service.code", shown=False)
_AMOUNT = Column("amount", _("Amount"), sort="amount", num=True)
_CURRENCY = Column("currency", _("Currency"), sort="currency")
_UNIT = Column("unit", _("Counted in"), sort="unit")
_PER = Column("unit", _("Charged for each"), sort="unit")
_ORIGIN = Column("origin", _("Came in"), "get_origin_display", sort="origin")
_WHO = (_CUSTOMER, _CUSTOMER_CODE, _SERVICE, _SERVICE_CODE)


def columns_of(register: Register) -> Sequence[Column]:
    """What a list of the register shows and exports; enough to import it again."""
    if register is REVENUE:
        kind = Column("kind", _("Kind"), "get_kind_display", sort="kind")
        return (_MONTH, *_WHO, kind, _AMOUNT, _CURRENCY, _ORIGIN)
    if register is USAGE:
        quantity = Column("quantity", _("Quantity"), sort="quantity", num=True)
        return (_MONTH, *_WHO, quantity, _UNIT, _ORIGIN)
    if register is RATES:
        rate = Column("rate", _("Rate"), sort="rate", num=True)
        return (_MONTH, _CURRENCY, rate, Column("into", _("In"), sort="into"))
    if register is PRICES:
        return (
            *(_SERVICE, _SERVICE_CODE, _CUSTOMER, _CUSTOMER_CODE, _PER, _AMOUNT, _CURRENCY),
            Column("minimum", _("Committed a month"), sort="minimum", num=True),
            Column("valid_from", _("Valid from"), sort="valid_from"),
            Column("last_day", _("Last day included"), sort="valid_until"),
        )
    if register is COMPETITORS:
        return (
            Column("competitor", _("Competitor"), sort="competitor"),
            *(_SERVICE, _SERVICE_CODE, _CUSTOMER, _CUSTOMER_CODE, _PER, _AMOUNT, _CURRENCY),
            Column("dated_on", _("Known on"), sort="dated_on"),
            Column("source", _("Known from"), sort="source"),
            Column("comparability", _("Comparability"), sort="comparability", num=True),
        )
    return (_MONTH, *_WHO, _AMOUNT, _CURRENCY, _ORIGIN)


class RegisterList(Allowed, ListPage):
    """One register, the latest first."""

    may = staticmethod(may_see_money)
    template_name = "portfolio/register.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.register = register_of(kwargs["register"])
        self.heading = self.register.title  # type: ignore[misc]
        self.export_name = self.register.key  # type: ignore[misc]
        self.filterset_class = FILTERS[self.register.key]  # type: ignore[misc]
        first = columns_of(self.register)[0].key
        self.default_sort = "-month" if first == "month" else first  # type: ignore[misc]
        return super().get(request, *args, **kwargs)

    def get_columns(self) -> Sequence[Column]:
        return columns_of(self.register)

    def get_queryset(self) -> QuerySet:
        return seen_records(self.register, self.request.user)

    def get_empty(self) -> Empty:
        title, text = _("Nothing here yet"), _("Enter one, or bring a table of many.")
        if not self._may_write():
            return Empty(title, _("A relationship manager enters or imports it."))
        url = reverse("portfolio:record-create", args=[self.register.key])
        return Empty(title, text, _("Enter one"), url)

    def get_context(self) -> dict[str, Any]:
        columns = [column for column in self.get_columns() if column.shown]
        for row in self.page:
            row.cells = [(column, _written(row, column)) for column in columns]
        return {
            "register": self.register,
            "tabs": money_tabs(self.request),
            "crumbs": money_crumbs(self.register),
            "may_write": self._may_write(),
            "reporting": Installation.current().reporting_currency,
        }

    def _may_write(self) -> bool:
        user = self.request.user
        return (
            may_write_money(user) if self.register.has_customer else may_write_for_everybody(user)
        )


def _written(row: Any, column: Column) -> str:
    """One cell in the reader's language."""
    if column.key == "month":
        return write_month(row.month, short=True)
    if column.key == "customer" and row.customer is None:
        return str(_("everybody"))
    if column.key == "unit" and not row.unit:
        return str(_("a month"))
    value = column.read(row)
    if column.key in ("valid_from", "last_day", "dated_on"):
        return write_day(value) if value else "–"
    if column.key == "minimum" and not value:
        return "–"
    if column.num and column.key != "comparability":
        return write_exact(value)
    return str(value)
