"""The home of relationships: value against satisfaction, who needs us, and the table behind it."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from common.listing.export import csv_response, xlsx_response
from portfolio.engine.quadrant import SATISFACTION_CUT, VALUE_CUT, Quadrant
from portfolio.pages import portfolio_figures as figures
from portfolio.pages.doors import may_look
from portfolio.queries.money_access import may_write_for_everybody, may_write_money
from portfolio.queries.portfolio_rows import Portfolio, portfolio_of
from portfolio.queries.portfolio_table import COLUMNS, UNPLACED, chosen, is_quadrant, ordered
from portfolio.queries.quadrant_words import WORDS

DEFAULT_SORT = "-value"
CHIPS = (Quadrant.RESCUE, Quadrant.GROW, Quadrant.MAINTAIN, Quadrant.FIX)
SHOWN = 8


@may_look
def portfolio(request: HttpRequest) -> HttpResponseBase:
    """Everything of the customers that the reader sees; the table also as CSV and XLSX."""
    now = timezone.now()
    found = portfolio_of(request.user, as_of=now)
    asked = _asked(request)
    rows = ordered(chosen(found.rows, words=asked["q"], quadrant=asked["quadrant"]), asked["sort"])
    if (form := request.GET.get("format")) in ("csv", "xlsx"):
        write = csv_response if form == "csv" else xlsx_response
        return write("portfolio", COLUMNS, rows)
    stats = figures.stats_of(found.rows)
    return render(
        request,
        "portfolio/portfolio.html",
        {
            "portfolio": found,
            "rows": rows,
            "stats": stats,
            "chart": figures.quadrant_chart(found.rows),
            "unplaced": [row for row in found.rows if row.quadrant is None],
            "value_cut": VALUE_CUT,
            "satisfaction_cut": SATISFACTION_CUT,
            "needs": figures.needs_of(found.rows),
            "watermelons": figures.watermelons_of(found.rows),
            "renewals": figures.renewals_of(found.rows),
            "overdue": figures.overdue_of(found.rows),
            "complained": figures.complained_of(found.rows),
            "hours": figures.hours_of(found),
            "uncaught": found.uncaught[:SHOWN],
            "made": figures.MADE,
            "asked": asked,
            "chips": _chips(found, asked),
            "heads": _heads(asked),
            "may_write": may_write_money(request.user),
            "may_compute": may_write_for_everybody(request.user),
            "csv_url": _address(asked, format="csv"),
            "xlsx_url": _address(asked, format="xlsx"),
        },
    )


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the address asks of the table; what it cannot mean is ignored."""
    quadrant = request.GET.get("quadrant", "")
    return {
        "q": request.GET.get("q", "").strip(),
        "quadrant": quadrant if is_quadrant(quadrant) else "",
        "sort": request.GET.get("sort", "") or DEFAULT_SORT,
    }


def _address(asked: dict[str, str], **changes: str) -> str:
    query = {key: value for key, value in (asked | changes).items() if value}
    if query.get("sort") == DEFAULT_SORT:
        del query["sort"]
    return f"?{urlencode(query)}"


def _chips(found: Portfolio, asked: dict[str, str]) -> list[dict[str, Any]]:
    """All, one for each quadrant, and those without a place where there are any."""
    kinds: list[tuple[str, Any, int]] = [("", _("All"), len(found.rows))]
    kinds += [(kind.value, WORDS[kind], found.quadrants[kind]) for kind in CHIPS]
    if found.quadrants[None]:
        kinds.append((UNPLACED, _("No place yet"), found.quadrants[None]))
    return [
        {
            "label": label,
            "count": count,
            "url": _address(asked, quadrant=kind),
            "current": kind == asked["quadrant"],
        }
        for kind, label, count in kinds
    ]


def _heads(asked: dict[str, str]) -> list[dict[str, Any]]:
    heads = []
    for column in COLUMNS:
        if not column.shown:
            continue
        is_current = asked["sort"].removeprefix("-") == column.key
        falling = asked["sort"].startswith("-")
        wish = f"-{column.key}" if is_current and not falling else column.key
        heads.append(
            {
                "column": column,
                "url": _address(asked, sort=wish),
                "sorted": ("descending" if falling else "ascending") if is_current else "",
            }
        )
    return heads
