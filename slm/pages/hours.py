"""Service hours: the list, and one calendar with its week, its versions and its year."""

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.queries.roles import may_manage_levels, may_read_levels
from common.access import Allowed
from common.listing import Column, Empty, ListPage
from slm.engine.zones import zone
from slm.models import HoursVersion, ServiceHours
from slm.pages.doors import Crumbs, may_look
from slm.pages.hours_map import week_map, year_map
from slm.queries.changed_holidays import changed_holidays, hours_with_changed_holidays
from slm.queries.hours_filter import HoursFilter
from slm.queries.public_holidays import country_name
from slm.queries.year_of_hours import FIRST_YEAR, LAST_YEAR, week_seconds, year_of_hours


class HoursList(Allowed, ListPage):
    """When services are promised."""

    may = staticmethod(may_read_levels)
    template_name = "slm/hours_list.html"
    filterset_class = HoursFilter
    heading = _("Service hours")
    default_sort = "name"
    export_name = "service-hours"
    columns = [
        Column("name", _("Hours"), sort="name"),
        Column("code", _("Code"), sort="code", shown=False),
        Column("zone", _("Time zone"), sort="zone"),
        Column("versions", _("Versions"), "version_count", sort="version_count", num=True),
        Column("measures", _("Measured through"), "measure_count", sort="measure_count", num=True),
    ]

    def get_queryset(self) -> QuerySet[ServiceHours]:
        return ServiceHours.objects.visible_to(self.request.user).annotate(
            version_count=Count("versions", distinct=True),
            measure_count=Count("measures", distinct=True),
        )

    def get_context(self) -> dict[str, Any]:
        """Also the hours whose public holidays changed: each a proposal, never done by itself."""
        mine = ServiceHours.objects.visible_to(self.request.user)
        return {
            "may_manage": may_manage_levels(self.request.user),
            "changed": hours_with_changed_holidays(mine, at=timezone.now()),
        }

    def get_empty(self) -> Empty:
        text = _("A target counts only the time that its service hours open.")
        if not may_manage_levels(self.request.user):
            return Empty(_("No service hours yet"), text)
        return Empty(
            _("No service hours yet"),
            text,
            _("New service hours"),
            reverse_lazy("slm:hours-create"),
        )


def hours_crumbs(hours: ServiceHours | None, last: Any = None) -> Crumbs:
    crumbs: Crumbs = [(_("Service hours"), reverse("slm:hours-list"))]
    if hours is None:
        return [*crumbs, (last, None)]
    if last is None:
        return [*crumbs, (hours.code, None)]
    return [*crumbs, (hours.code, hours.get_absolute_url()), (last, None)]


def version_in_force(versions: list[HoursVersion], at: dt.datetime) -> HoursVersion | None:
    """The version that holds at `at`; the first holds from the beginning."""
    begun = [version for version in versions if version.valid_from <= at]
    return begun[-1] if begun else (versions[0] if versions else None)


@require_safe
@may_look
def hours(request: HttpRequest, code: str) -> HttpResponse:
    """One calendar: the week now, every version, and a year counted second by second."""
    record = get_object_or_404(ServiceHours, code=code.upper())
    now = timezone.now()
    versions = list(record.versions.select_related("created_by__person").order_by("valid_from"))
    current = version_in_force(versions, now)
    for version in versions:
        version.week_seconds = week_seconds(version)
        version.state_key = _state(version, current, now)
        version.country_name = country_name(version.country)
    today = zone(record.zone).date_at(int(now.timestamp()))
    year = _year(request, today.year)
    months = year_of_hours(record, versions, year) if versions else []
    context = {
        "hours": record,
        "versions": versions[::-1],
        "current": current,
        "week": week_map(current.weekly) if current else None,
        "months": months,
        "year_map": year_map(months, today, record.zone) if months else None,
        "year": year,
        "year_seconds": sum(month.seconds for month in months),
        "year_open_days": sum(month.open_days for month in months),
        "changed": changed_holidays(record, versions, at=now),
        "named_days": [day for month in months for day in month.named],
        "earlier": year - 1 if year > FIRST_YEAR else None,
        "later": year + 1 if year < LAST_YEAR else None,
        "measures": record.measures.select_related("indicator__service", "indicator__slice"),
        "may_manage": may_manage_levels(request.user),
        "crumbs": hours_crumbs(record),
    }
    return render(request, "slm/hours.html", context)


def _year(request: HttpRequest, default: int) -> int:
    wish = request.GET.get("year", "")
    if not (wish.isascii() and wish.isdigit() and len(wish) == 4):
        return default
    return min(max(int(wish), FIRST_YEAR), LAST_YEAR)


def _state(version: HoursVersion, current: HoursVersion | None, now: dt.datetime) -> str:
    if version == current:
        return "in_force"
    return "pending" if version.valid_from > now else "superseded"
