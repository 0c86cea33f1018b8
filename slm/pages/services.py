"""Services: the list and one service."""

import datetime as dt
from typing import Any

from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.queries.history import Source as HistorySource
from accounts.queries.history import history
from accounts.queries.roles import may_manage_levels, may_read_levels
from common.access import Allowed
from common.listing import Chip, Column, Empty, ListPage
from common.ui.charts import StripDay
from common.ui.states import state_of
from common.ui.times import write_day, write_span
from slm.engine.layers import Parts
from slm.engine.level import read_level
from slm.models import Dependency, Indicator, Service, Slice
from slm.pages.dependency_map import dependency_map
from slm.pages.doors import Crumbs, may_look
from slm.queries.filters import ServiceFilter
from slm.queries.levels import READING, DayParts, RecentLevel, recent_levels
from slm.queries.maintenance import coming_to
from slm.queries.outages import length_seconds, open_first, outages, state_of_outage
from slm.queries.states import current_states, indicator_states

OUTAGE_DAYS = 90
OUTAGES_SHOWN = 8
HISTORY_SHOWN = 8


class ServiceList(Allowed, ListPage):
    """Every service of the catalogue with what holds now."""

    may = staticmethod(may_read_levels)
    template_name = "slm/service_list.html"
    filterset_class = ServiceFilter
    heading = _("Services")
    default_sort = "name"
    export_name = "services"
    columns = [
        Column("name", _("Service"), sort="name"),
        Column("code", _("Code"), sort="code", shown=False),
        Column("now", _("Now"), lambda row: str(state_of(row.now_key).word), exported=False),
        Column("kind", _("Kind"), "get_kind_display", sort="kind"),
        Column("portfolio", _("Portfolio"), "get_portfolio_state_display", sort="portfolio_state"),
        Column("provider", _("Provider"), "provider.name", sort="provider__name"),
        Column("owner", _("Owner"), "owner.name", sort="owner__person__name"),
        Column("indicators", _("Indicators"), "indicator_count", sort="indicator_count", num=True),
        Column("outcome", _("Intended outcome"), shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Live business services"), {"kind": "business", "portfolio": "live"}),
        Chip(_("Supporting"), {"kind": "supporting"}),
        Chip(_("Pipeline"), {"portfolio": "pipeline"}),
        Chip(_("Retired"), {"portfolio": "retired"}),
    ]

    def get_queryset(self) -> QuerySet[Service]:
        return (
            Service.objects.visible_to(self.request.user)
            .select_related("provider", "owner__person")
            .annotate(indicator_count=Count("indicators"))
        )

    def get_context(self) -> dict[str, Any]:
        keys = current_states(self.page, timezone.now())
        for row in self.page:
            row.now_key = keys[row.pk]
        return {"may_manage": may_manage_levels(self.request.user)}

    def get_empty(self) -> Empty:
        if not may_manage_levels(self.request.user):
            return Empty(_("No service yet"), _("Whoever manages service levels adds them."))
        return Empty(
            _("No service yet"),
            _("Add one, or upload a state log and let it create the services that it names."),
            _("New service"),
            reverse_lazy("slm:service-create"),
        )


def service_crumbs(service: Service, last: Any = None) -> Crumbs:
    """The way to a service's page, and to a form beneath it when `last` names one."""
    crumbs: Crumbs = [(_("Services"), reverse("slm:service-list"))]
    if last is None:
        return [*crumbs, (service.code, None)]
    return [*crumbs, (service.code, service.get_absolute_url()), (last, None)]


@require_safe
@may_look
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One service: its levels, what was out and why, what it needs, who says so."""
    record = get_object_or_404(
        Service.objects.select_related("provider", "owner__person"), code=code.upper()
    )
    now = timezone.now()
    indicators = list(
        record.indicators.select_related("service", "slice", "source", "feed").order_by(
            F("slice__code").asc(nulls_first=True), "kind", "name"
        )
    )
    timed = [row for row in indicators if row.kind == Indicator.Kind.AVAILABILITY]
    keys = indicator_states(timed, now)
    levels = [LevelRow(found, keys[found.indicator.pk]) for found in recent_levels(timed, now)]
    rows = _recent_outages(record, now)
    state_key = current_states([record], now)[record.pk]
    needs, dependents = _needs(record, now), _dependents(record, now)
    has_map = bool(needs or dependents)
    context = {
        "service": record,
        "state_key": state_key,
        "levels": levels,
        "counted": [row for row in indicators if row.kind != Indicator.Kind.AVAILABILITY],
        "plainest": next((row for row in levels if row.indicator.slice_id is None), None),
        "maintenance": coming_to(record, now),
        "open_outages": [row for row in rows if row.is_open],
        "outages": rows[:OUTAGES_SHOWN],
        "outage_count": len(rows),
        "outage_days": OUTAGE_DAYS,
        "needs": needs,
        "dependents": dependents,
        "map": dependency_map(record, state_key, needs, dependents) if has_map else None,
        "slices": record.slices.annotate(indicator_count=Count("indicators")),
        "sources": _sources(indicators),
        "changes": _changes(record),
        "may_manage": may_manage_levels(request.user),
        "crumbs": service_crumbs(record),
    }
    return render(request, "slm/service.html", context)


class LevelRow:
    """One indicator as the page shows it: now, this month, ninety days, week by week."""

    def __init__(self, found: RecentLevel, state_key: str):
        self.found = found
        self.indicator = found.indicator
        self.state_key = state_key
        self.feed = getattr(found.indicator, "feed", None)
        self.days = [strip_day(day) for day in found.days]
        self.today = found.days[-1].on
        self.first = found.days[0].on
        self.weeks = [level.share for _on, level in found.weeks]


def strip_day(day: DayParts) -> StripDay:
    """A day as the strip draws it; its note says what it held."""
    if day.parts is None:
        return StripDay(day.on)
    parts = day.parts
    bad = read_level(parts, READING).bad
    return StripDay(
        day=day.on,
        good_seconds=parts.good + parts.degraded,
        bad_seconds=bad,
        excluded_seconds=parts.excluded + parts.planned,
        unknown_seconds=parts.unknown,
        note=_note(day.on, parts, bad),
    )


def _note(on: dt.date, parts: Parts, bad: int) -> str:
    said = write_day(on, year=False)
    words = [
        (bad, _("bad")),
        (parts.unknown, _("unknown")),
        (parts.excluded + parts.planned, _("excluded")),
    ]
    told = ", ".join(f"{write_span(seconds)} {word}" for seconds, word in words if seconds)
    return f"{said}: {told}" if told else said


def _recent_outages(record: Service, now: dt.datetime) -> list[Any]:
    since = now - dt.timedelta(days=OUTAGE_DAYS)
    rows = list(open_first(outages().filter(service=record).touching(since, now)))
    for row in rows:
        row.state_key = state_of_outage(row)
        row.length_seconds = length_seconds(row, now)
    return rows


def _needs(record: Service, now: dt.datetime) -> list[Dependency]:
    rows = list(record.dependencies.select_related("needs").order_by("group", "needs__name"))
    return _with_states(rows, "needs", now)


def _dependents(record: Service, now: dt.datetime) -> list[Dependency]:
    rows = list(record.dependents.select_related("service").order_by("service__name"))
    return _with_states(rows, "service", now)


def _with_states(rows: list[Dependency], end: str, now: dt.datetime) -> list[Dependency]:
    services = [getattr(row, end) for row in rows]
    keys = current_states(services, now) if services else {}
    for row, one in zip(rows, services, strict=True):
        row.state_key = keys[one.pk]
    return rows


def _sources(indicators: list[Indicator]) -> list[dict[str, Any]]:
    """Each source with the indicators that it feeds."""
    found: dict[int, dict[str, Any]] = {}
    for indicator in indicators:
        if indicator.source is not None:
            row = found.setdefault(
                indicator.source.pk, {"source": indicator.source, "indicators": []}
            )
            row["indicators"].append(indicator)
    return sorted(found.values(), key=lambda row: row["source"].name)


def _changes(record: Service) -> list[Any]:
    hidden = frozenset({"service"})
    return history(
        HistorySource(Service, {"pgh_obj_id": record.pk}),
        HistorySource(Slice, {"service_id": record.pk}, subject="name", hidden=hidden),
        HistorySource(Indicator, {"service_id": record.pk}, hidden=hidden),
        HistorySource(Dependency, {"service_id": record.pk}, subject="needs", hidden=hidden),
        limit=HISTORY_SHOWN,
    )
