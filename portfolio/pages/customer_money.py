"""A customer's money and use: what was, what is expected, and how far to trust it."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brm.models import Customer
from common.listing import Column
from common.listing.export import csv_response, xlsx_response
from common.ui.charts.lines import Lines, Series, lines
from common.ui.numbers import NO_BREAK, write_money_short, write_number
from common.ui.times import write_month
from portfolio.engine.rounding import half_even
from portfolio.pages.doors import may_look
from portfolio.queries.customer_money import CustomerMoney, UseLine, customer_money
from portfolio.queries.money_access import may_write_money, seen_customers
from slm.models import Service

_MONEY = [
    Column("month", _("Month"), lambda row: f"{row.month:%Y-%m}"),
    Column("kind", _("Kind"), lambda row: "predicted" if row.is_ahead else "actual"),
    Column("revenue", _("Revenue"), lambda row: _rounded(row.revenue), num=True),
    Column("cost", _("Cost to serve"), lambda row: _rounded(row.cost), num=True),
    Column("margin", _("Margin"), lambda row: _rounded(row.margin), num=True),
]


def _rounded(amount: Any) -> Any:
    return None if amount is None else half_even(amount, 2)


def crumbs_of(customer: Customer, last: Any) -> list[tuple[Any, str | None]]:
    """The way to a page about a customer."""
    return [
        (_("Customers"), reverse("brm:customer-list")),
        (customer.name, customer.get_absolute_url()),
        (last, None),
    ]


@may_look
def customer_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """Revenue, cost and use by month, actual and predicted, with the table behind the chart."""
    customer = get_object_or_404(seen_customers(request.user), code=code)
    service = None
    if wish := request.GET.get("service", ""):
        service = get_object_or_404(Service, code=wish.upper())
    found = customer_money(customer, user=request.user, as_of=timezone.now(), service=service)
    if (form := request.GET.get("format")) in ("csv", "xlsx"):
        write = csv_response if form == "csv" else xlsx_response
        return write(f"money-{customer.code.lower()}", _MONEY, found.months)
    return render(
        request, "portfolio/customer_money.html", _context(request, customer, service, found)
    )


def _context(
    request: HttpRequest, customer: Customer, service: Service | None, found: CustomerMoney
) -> dict[str, Any]:
    query = f"service={service.code}&" if service else ""
    return {
        "customer": customer,
        "service": service,
        "money": found,
        "chart": money_chart(found),
        "finding": finding(found),
        "uses": [(line, use_chart(line)) for line in found.use] if service else [],
        "use": found.use,
        "crumbs": crumbs_of(customer, _("Money and use")),
        "csv_url": f"?{query}format=csv",
        "xlsx_url": f"?{query}format=xlsx",
        "may_write": may_write_money(request.user),
    }


def money_chart(found: CustomerMoney) -> Lines | None:
    """Revenue and cost, each going on as what is expected; None where nothing is known."""
    if all(line.revenue is None and line.cost is None for line in found.months):
        return None
    last = max((place for place, line in enumerate(found.months) if not line.is_ahead), default=-1)

    def part(name: str, *, ahead: bool) -> list[Any]:
        # What is expected begins where the known ends, so that the line goes on.
        return [
            getattr(line, name) if line.is_ahead == ahead or (ahead and place == last) else None
            for place, line in enumerate(found.months)
        ]

    return lines(
        [write_month(line.month, short=True) for line in found.months],
        [
            Series(_t("Revenue"), part("revenue", ahead=False)),
            Series(_t("expected"), part("revenue", ahead=True)),
            Series(_t("Cost"), part("cost", ahead=False)),
            Series(_t("cost expected"), part("cost", ahead=True)),
        ],
        # The page names the currency; beside the axis there is room for the figure alone.
        write=lambda amount: write_money_short(amount, found.currency).partition(NO_BREAK)[2],
    )


def use_chart(line: UseLine) -> Lines:
    """One unit of use, going on as what is expected."""
    last = max((n for n, (_day, _used, ahead) in enumerate(line.months) if not ahead), default=-1)
    return lines(
        [write_month(day, short=True) for day, _used, _ahead in line.months],
        [
            Series(line.unit, [None if ahead else used for _day, used, ahead in line.months]),
            Series(
                _t("expected"),
                [
                    used if ahead or place == last else None
                    for place, (_day, used, ahead) in enumerate(line.months)
                ],
            ),
        ],
        write=write_number,
    )


def finding(found: CustomerMoney) -> str:
    """What the chart says, for who cannot see it."""
    return _t("Revenue of twelve months %(behind)s, expected in the next twelve %(ahead)s") % {
        "behind": write_money_short(found.revenue, found.currency),
        "ahead": write_money_short(found.revenue_ahead, found.currency),
    }
