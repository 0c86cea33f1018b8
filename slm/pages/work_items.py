"""Work items: what an indicator's page shows of them, the list, and one with its clocks."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.queries.roles import may_manage_levels, may_read_levels
from common.access import Allowed
from common.db.instants import from_seconds
from common.listing import Chip, Column, Empty, ListPage
from slm.models import Indicator, WorkItem
from slm.pages.doors import Crumbs, may_look
from slm.queries.deadlines import Clock, clocks_of
from slm.queries.work_items import (
    Standing,
    WorkItemListFilter,
    state_of_item,
    state_word,
    work_items,
)

DUE_SHOWN = 8
RECENT_DAYS = 30


def mark(items: Any, clocks: Any) -> None:
    """Hang state and clocks of each item onto its row."""
    for item in items:
        item.clocks = clocks.get(item.pk, [])
        item.state_key = state_of_item(item, item.clocks)
        item.state_word = state_word(item, item.clocks)
        item.next_clock = next((one for one in item.clocks if one.is_running), None)


class WorkItemList(Allowed, ListPage):
    """Every work item, the latest first; above it what is due next."""

    may = staticmethod(may_read_levels)
    template_name = "slm/work_item_list.html"
    filterset_class = WorkItemListFilter
    heading = _("Work items")
    default_sort = "-opened"
    export_name = "work-items"
    columns = [
        Column("reference", _("Work item"), "external_id", sort="external_id"),
        Column("service", _("Service"), "indicator.service.name", sort="indicator__service__name"),
        Column("service_code", _("Service code"), "indicator.service.code", shown=False),
        Column("indicator", _("Indicator"), "indicator.name", shown=False),
        Column("priority", _("Priority"), sort="priority"),
        Column("title", _("Title"), shown=False),
        Column("opened", _("Opened"), "opened_at", sort="opened_at"),
        Column("responded", _("Answered"), "responded_at", shown=False),
        Column("resolved", _("Resolved"), "resolved_at", sort="resolved_at"),
        Column("state", _("State"), lambda row: state_word(row)),
        Column("left", _("Time left"), lambda row: None, exported=False),
        Column("source", _("Source"), "source.code", shown=False),
        Column("version", _("Version"), "version_number", shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Open"), {"state": "open"}, icon="clock"),
        Chip(_("Open and late"), {"state": "late"}, icon="missed"),
        Chip(_("Paused"), {"state": "paused"}),
        Chip(_("Resolved"), {"state": "resolved"}, icon="met"),
    ]

    @cached_property
    def standing(self) -> Standing:
        return Standing(work_items().visible_to(self.request.user), timezone.now())

    def get_queryset(self) -> QuerySet[WorkItem]:
        return self.standing.marked()

    def get_context(self) -> dict[str, Any]:
        mark(self.page, clocks_of(self.page, self.standing.at))
        return {
            "may_manage": may_manage_levels(self.request.user),
            "due": self.standing.due[:DUE_SHOWN],
            "due_count": len(self.standing.due),
        }

    def get_empty(self) -> Empty:
        text = _(
            "Tickets and requests come from a ticket tool through the API, from a file, or by hand."
        )
        if not may_manage_levels(self.request.user):
            return Empty(_("No work item yet"), text)
        return Empty(
            _("No work item yet"), text, _("Import a file"), reverse_lazy("slm:work-item-import")
        )


def find_item(code: str, reference: str) -> WorkItem:
    """The work item by its key in an address, or 404."""
    return get_object_or_404(work_items(), source__code=code.upper(), external_id=reference)


def item_crumbs(item: WorkItem | None, last: Any = None) -> Crumbs:
    crumbs: Crumbs = [(_("Work items"), reverse("slm:work-item-list"))]
    if item is None:
        return [*crumbs, (last, None)]
    if last is None:
        return [*crumbs, (item.external_id, None)]
    return [*crumbs, (item.external_id, item.get_absolute_url()), (last, None)]


@dataclass(frozen=True)
class Happened:
    """One line of an item's story."""

    at: dt.datetime
    what: str
    icon: str
    state: str = "none"
    text: str = ""


@require_safe
@may_look
def work_item(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """One item: its clocks against what was promised, its story, and every version."""
    item = find_item(code, reference)
    now = timezone.now()
    mark([item], clocks_of([item], now))
    versions = list(
        item.versions.select_related("actor__person", "indicator__service").order_by("-number")
    )
    for version in versions:
        version.pause_count = len(version.pauses)
    context = {
        "item": item,
        "story": story_of(item, item.clocks, now),
        "versions": versions,
        "may_manage": may_manage_levels(request.user),
        "crumbs": item_crumbs(item),
    }
    return render(request, "slm/work_item.html", context)


def story_of(item: WorkItem, clocks: list[Clock], at: dt.datetime) -> list[Happened]:
    """What happened to an item and what is ahead of it, in order."""
    told = [Happened(item.opened_at, _t("Opened"), "open", text=item.title)]
    for start, end in item.pauses:
        told.append(
            Happened(from_seconds(start), _t("Paused: no clock runs"), "clock", state="act")
        )
        if end is not None:
            told.append(Happened(from_seconds(end), _t("Goes on"), "next"))
    if item.priority_since_at is not None:
        words = _t("Priority became %(priority)s") % {"priority": item.priority or "–"}
        told.append(Happened(item.priority_since_at, words, "up"))
    if item.responded_at is not None:
        told.append(Happened(item.responded_at, _t("Answered"), "talk"))
    if item.resolved_at is not None:
        told.append(Happened(item.resolved_at, _t("Resolved"), "met", state="met"))
    told += [
        Happened(
            clock.due_at,
            _t("Deadline: %(promise)s") % {"promise": clock.promise},
            "missed" if clock.due_at <= at else "clock",
            state="missed" if clock.over_seconds else "none",
            text=clock.hours.name,
        )
        for clock in clocks
        if clock.due_at is not None and (clock.is_running or clock.over_seconds)
    ]
    return sorted(told, key=lambda line: line.at)


def items_body(request: HttpRequest, indicator: Indicator, at: dt.datetime) -> dict[str, Any]:
    """What the page of an indicator of work items shows: how many, what is due, how to tell."""
    rows = work_items().filter(indicator=indicator)
    standing = Standing(rows, at)
    since = at - dt.timedelta(days=RECENT_DAYS)
    told = rows.standing()
    return {
        "due": standing.due[:DUE_SHOWN],
        "open_count": len(standing.items),
        "late_count": len(standing.late),
        "opened_count": told.filter(opened_at__gt=since).count(),
        "resolved_count": told.filter(resolved_at__gt=since).count(),
        "recent_days": RECENT_DAYS,
        "has_items": rows.exists(),
        "list_url": f"{reverse('slm:work-item-list')}?indicator={indicator.public_id}",
        "import_url": _import_url(indicator),
        "api_url": request.build_absolute_uri(
            reverse(
                "slm-api:source-work-item-list",
                args=[indicator.source.code if indicator.source else "CODE"],
            )
        ),
    }


def _import_url(indicator: Indicator) -> str:
    source = f"&source={indicator.source.code}" if indicator.source else ""
    return f"{reverse('slm:work-item-import')}?indicator={indicator.public_id}{source}"
