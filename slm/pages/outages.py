"""Outages: the list, and one with everything that was ever said of it."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.queries.roles import may_manage_levels, may_read_levels
from common.access import Allowed
from common.db.instants import from_seconds
from common.listing import Chip, Column, Empty, ListPage
from slm.engine.instants import LATEST_SECONDS
from slm.models import Fact
from slm.pages.doors import Crumbs, may_look
from slm.queries.filters import OutageFilter
from slm.queries.outages import length_seconds, outages, state_of_outage

WORDS = {"open": _("Open"), "done": _("Ended"), "withdrawn": _("Withdrawn")}


class OutageList(Allowed, ListPage):
    """Outages, those that go on first."""

    may = staticmethod(may_read_levels)
    template_name = "slm/outage_list.html"
    filterset_class = OutageFilter
    heading = _("Outages")
    default_sort = "-from"
    export_name = "outages"
    columns = [
        Column("reference", _("Outage"), "external_id", sort="external_id"),
        Column("service", _("Service"), "service.name", sort="service__name"),
        Column("service_code", _("Service code"), "service.code", shown=False),
        Column("slice", _("Slice"), "slice.name", shown=False),
        Column("from", _("From"), "start_at", sort=("is_going_on", "start_at")),
        Column("until", _("Until"), "end_at", shown=False),
        Column("length", _("Length"), lambda row: None, num=True, exported=False),
        Column("state", _("State"), lambda row: str(WORDS[state_of_outage(row)])),
        Column("layer", _("What it was"), "get_layer_display", shown=False),
        Column("reason", _("Reason")),
        Column("source", _("Source"), "source.code", shown=False),
        Column("version", _("Version"), "version_number", shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Open"), {"state": "open"}, icon="missed"),
        Chip(_("Ended"), {"state": "ended"}),
        Chip(_("Withdrawn"), {"state": "withdrawn"}, icon="restated"),
    ]

    def get_queryset(self) -> QuerySet[Fact]:
        return outages().visible_to(self.request.user)

    def get_context(self) -> dict[str, Any]:
        now = timezone.now()
        for row in self.page:
            row.state_key = state_of_outage(row)
            row.length_seconds = length_seconds(row, now)
        return {"may_manage": may_manage_levels(self.request.user)}

    def get_empty(self) -> Empty:
        text = _("Nobody reported one: neither a tool, nor a person.")
        if not may_manage_levels(self.request.user):
            return Empty(_("No outage yet"), text)
        return Empty(
            _("No outage yet"), text, _("Report an outage"), reverse_lazy("slm:outage-declare")
        )


def find_outage(code: str, began: int, reference: str) -> Fact:
    """The outage by its key in an address, or 404."""
    if began >= LATEST_SECONDS:
        raise Http404
    reused = {"reused_start_at": from_seconds(began) if began else None}
    return get_object_or_404(outages(), source__code=code.upper(), external_id=reference, **reused)


def outage_crumbs(fact: Fact | None, last: Any = None) -> Crumbs:
    crumbs: Crumbs = [(_("Outages"), reverse("slm:outage-list"))]
    if fact is None:
        return [*crumbs, (last, None)]
    if last is None:
        return [*crumbs, (fact.external_id, None)]
    return [*crumbs, (fact.external_id, fact.get_absolute_url()), (last, None)]


@require_safe
@may_look
def outage(request: HttpRequest, code: str, began: int, reference: str) -> HttpResponse:
    """One outage: what is known now, and every version with who said it and when."""
    fact = find_outage(code, began, reference)
    now = timezone.now()
    context = {
        "outage": fact,
        "state_key": state_of_outage(fact),
        "length_seconds": length_seconds(fact, now),
        "versions": fact.versions.select_related("actor__person").order_by("-number"),
        "may_manage": may_manage_levels(request.user),
        "crumbs": outage_crumbs(fact),
    }
    return render(request, "slm/outage.html", context)
