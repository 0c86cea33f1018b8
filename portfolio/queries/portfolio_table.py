"""The table behind the portfolio: its columns, filter and order, for pages, export and API."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.listing import Column
from portfolio.engine.quadrant import Quadrant
from portfolio.engine.rounding import half_even
from portfolio.queries.health_words import BANDS
from portfolio.queries.portfolio_rows import PortfolioRow
from portfolio.queries.quadrant_words import WORDS

UNPLACED = "unplaced"


def _places(value: Fraction | Decimal | None, places: int) -> Decimal | None:
    return None if value is None else half_even(value, places)


def _rounded(read: Callable[[PortfolioRow], Any], places: int) -> Callable[[PortfolioRow], Any]:
    return lambda row: _places(read(row), places)


def _ends_on(row: PortfolioRow) -> Any:
    return row.next_end.ends_on if row.next_end else None


COLUMNS = (
    Column("customer", _("Customer"), "customer.name", sort="customer"),
    Column("code", _("Code"), "customer.code", shown=False),
    Column("manager", _("Manager"), "customer.manager.name", shown=False),
    Column("tier", _("Tier"), "plan.tier", sort="tier"),
    Column("value", _("Value"), _rounded(lambda row: row.index, 4), sort="value", num=True),
    Column(
        "satisfaction",
        _("Satisfaction"),
        _rounded(lambda row: row.outcome_score, 2),
        sort="satisfaction",
        num=True,
    ),
    Column("health", _("Health"), _rounded(lambda row: row.health, 2), sort="health", num=True),
    Column("band", _("Band"), lambda row: BANDS[row.band], sort="band"),
    Column(
        "band_set_by_hand",
        _("Band set by hand"),
        lambda row: row.override.reason if row.override else None,
        shown=False,
    ),
    Column(
        "quadrant",
        _("Quadrant"),
        lambda row: WORDS[row.quadrant] if row.quadrant else None,
        sort="quadrant",
    ),
    Column("watermelon", _("Watermelon"), lambda row: row.is_watermelon, shown=False),
    Column("revenue", _("Revenue"), "revenue", sort="revenue", num=True),
    Column("currency", _("Currency"), "currency", shown=False),
    Column("ends", _("Renewal"), _ends_on, sort="ends", num=True),
    Column("contact", _("Last contact"), "cadence.last_on", sort="contact", num=True),
    Column("complaints", _("Complaints"), "complaints.open", sort="complaints", num=True),
    Column("spent", _("Hours"), _rounded(lambda row: row.spent_hours, 2), sort="spent", num=True),
    Column("planned", _("Planned hours"), _rounded(lambda row: row.planned_hours, 2), shown=False),
)
_SORTS: Mapping[str, Callable[[PortfolioRow], Any]] = {
    "customer": lambda row: row.customer.name.casefold(),
    "tier": lambda row: row.plan.tier if row.plan else None,
    "value": lambda row: row.index,
    "satisfaction": lambda row: row.outcome_score,
    "health": lambda row: row.health,
    "band": lambda row: list(BANDS).index(row.band),
    "quadrant": lambda row: list(WORDS).index(row.quadrant) if row.quadrant else None,
    "revenue": lambda row: row.revenue,
    "ends": _ends_on,
    "contact": lambda row: row.cadence.last_on,
    "complaints": lambda row: row.complaints.open,
    "spent": lambda row: row.spent_hours,
}


def chosen(rows: Iterable[PortfolioRow], *, words: str, quadrant: str) -> list[PortfolioRow]:
    """The rows with all these words in name or code, in one quadrant where one is named."""
    wanted = words.casefold().split()
    return [
        row
        for row in rows
        if all(word in f"{row.customer.name} {row.customer.code}".casefold() for word in wanted)
        and (not quadrant or quadrant == (row.quadrant or UNPLACED))
    ]


def ordered(rows: Iterable[PortfolioRow], wish: str) -> list[PortfolioRow]:
    """The rows by a column, `-` for falling; those without the figure come last either way."""
    key = _SORTS.get(wish.removeprefix("-"))
    rows = sorted(rows, key=lambda row: (row.customer.name.casefold(), row.customer.pk))
    if key is None:
        return rows
    having = [row for row in rows if key(row) is not None]
    having.sort(key=key, reverse=wish.startswith("-"))
    return having + [row for row in rows if key(row) is None]


def is_quadrant(name: str) -> bool:
    """Whether an address may ask for it."""
    return name == UNPLACED or name in set(Quadrant)
