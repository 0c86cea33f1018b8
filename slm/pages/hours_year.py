"""A year of service hours day by day: every second that counts, to read, print and take along."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.listing import Column
from common.listing.export import csv_response, xlsx_response
from slm.engine.zones import zone
from slm.models import ServiceHours
from slm.pages.doors import may_look
from slm.pages.hours import hours_crumbs
from slm.pages.hours_map import clock_words, wall_windows, year_map
from slm.queries.year_of_hours import (
    FIRST_YEAR,
    LAST_YEAR,
    DayOfHours,
    MonthOfHours,
    year_of_hours,
)

KINDS = {
    "open": _("open"),
    "closed": _("closed"),
    "holiday": _("public holiday"),
    "own": _("closed day"),
    "special": _("special day"),
}
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


@dataclass(frozen=True)
class DayRow:
    """One date with its windows by the wall clock of the zone."""

    day: DayOfHours
    windows: str
    clock_words: str

    @property
    def kind(self) -> str:
        return str(KINDS[self.day.kind])


@dataclass(frozen=True)
class MonthRows:
    month: MonthOfHours
    days: tuple[DayRow, ...]


COLUMNS = [
    Column("on", _("Day"), "day.on"),
    Column("windows", _("Windows")),
    Column("seconds", _("Seconds"), "day.seconds"),
    Column("kind", _("Kind")),
    Column("name", _("Name"), "day.name"),
    Column("length", _("Length of the date in seconds"), "day.length"),
]


@require_safe
@may_look
def hours_year(request: HttpRequest, code: str, year: int) -> HttpResponseBase:
    """Every date of a year with the windows that count and their seconds; `format` exports it."""
    record = get_object_or_404(ServiceHours, code=code.upper())
    versions = list(record.versions.order_by("valid_from"))
    if not versions or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    months = year_of_hours(record, versions, year)
    rows = [MonthRows(month, tuple(_rows(month.days, record.zone))) for month in months]
    if export := EXPORTS.get(request.GET.get("format", "")):
        days = (row for month in rows for row in month.days)
        return export(f"{record.code.lower()}-{year}", COLUMNS, days)
    today = zone(record.zone).date_at(int(timezone.now().timestamp()))
    return _page(request, record, year, rows, today)


def _page(
    request: HttpRequest, record: ServiceHours, year: int, rows: list[MonthRows], today: dt.date
) -> HttpResponse:
    months = [row.month for row in rows]
    context = {
        "hours": record,
        "year": year,
        "months": rows,
        "year_map": year_map(months, today, record.zone),
        "year_seconds": sum(month.seconds for month in months),
        "year_open_days": sum(month.open_days for month in months),
        "clock_days": [row for month in rows for row in month.days if row.clock_words],
        "earlier": year - 1 if year > FIRST_YEAR else None,
        "later": year + 1 if year < LAST_YEAR else None,
        "crumbs": hours_crumbs(record, str(year)),
        "heading": _t("%(name)s, every second of %(year)d") % {"name": record.name, "year": year},
    }
    return render(request, "slm/hours_year.html", context)


def _rows(days: Sequence[DayOfHours], zone_name: str) -> Iterator[DayRow]:
    for day in days:
        windows = ", ".join(f"{opens}–{closes}" for opens, closes in wall_windows(day, zone_name))
        yield DayRow(day, windows, clock_words(day) if day.clock_moves else "")
