"""Exclusions: the list, and one with its evidence and versions."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.queries.history import Source as HistorySource
from accounts.queries.history import history
from accounts.queries.roles import may_decide_exclusions, may_manage_levels, may_read_levels
from common.access import Allowed
from common.listing import Chip, Column, Empty, ListPage
from common.models import File
from common.ui.states import state_of
from slm.models import Consent, Decision, Exclusion
from slm.pages.doors import Crumbs, may_look
from slm.pages.maintenance import versions_of
from slm.queries.consents import missing_names, wanted_consents
from slm.queries.maintenance import exclusion_words
from slm.queries.protections_filter import ExclusionFilter, exclusions, state_of_exclusion

HISTORY_SHOWN = 20


class ExclusionList(Allowed, ListPage):
    """Exclusions, the latest first."""

    may = staticmethod(may_read_levels)
    template_name = "slm/exclusion_list.html"
    filterset_class = ExclusionFilter
    heading = _("Exclusions")
    default_sort = "-from"
    export_name = "exclusions"
    columns = [
        Column("reference", _("Exclusion"), "external_id", sort="external_id"),
        Column("service", _("Service"), "fact.service.name", sort="fact__service__name"),
        Column("slice", _("Slice"), "fact.slice.name", shown=False),
        Column("cause", _("Cause"), "get_cause_display", sort="cause"),
        Column("from", _("From"), "fact.start_at", sort="fact__start_at"),
        Column("until", _("Until"), "fact.end_at"),
        Column("state", _("State"), lambda row: str(state_of(state_of_exclusion(row)).word)),
        Column("proposed_by", _("Proposed by"), "proposed_by.name"),
        Column("decided_by", _("Decided by"), "decided_by.name"),
        Column("evidence", _("Evidence"), shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Proposed"), {"state": "proposed"}, icon="check"),
        Chip(_("Approved"), {"state": "approved"}),
        Chip(_("Refused"), {"state": "refused"}),
    ]

    def get_queryset(self) -> QuerySet[Exclusion]:
        return exclusions().visible_to(self.request.user)

    def get_context(self) -> dict[str, Any]:
        for row in self.page:
            row.state_key = state_of_exclusion(row)
        return {"may_manage": may_manage_levels(self.request.user)}

    def get_empty(self) -> Empty:
        text = _("Time that a customer or force majeure caused, left out once somebody agrees.")
        if not may_manage_levels(self.request.user):
            return Empty(_("No exclusion yet"), text)
        return Empty(
            _("No exclusion yet"),
            text,
            _("Propose an exclusion"),
            reverse_lazy("slm:exclusion-propose"),
        )


def find_exclusion(code: str, reference: str) -> Exclusion:
    """The exclusion by its key in an address, or 404."""
    return get_object_or_404(exclusions(), source__code=code.upper(), external_id=reference)


def exclusion_crumbs(record: Exclusion | None, last: Any = None) -> Crumbs:
    crumbs: Crumbs = [
        (_("Maintenance"), reverse("slm:maintenance-list")),
        (_("Exclusions"), reverse("slm:exclusion-list")),
    ]
    if record is None:
        return [*crumbs, (last, None)]
    if last is None:
        return [*crumbs, (record.external_id, None)]
    return [*crumbs, (record.external_id, record.get_absolute_url()), (last, None)]


@require_safe
@may_look
def exclusion(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """One exclusion: its evidence, who proposed and who decided, every version."""
    record = find_exclusion(code, reference)
    is_standing = not record.fact.is_void
    is_decided = record.decision != Decision.NONE
    is_own = record.proposed_by_id is not None and record.proposed_by_id == request.user.pk
    files = File.objects.filter(
        parent_type=ContentType.objects.get_for_model(Exclusion), parent_id=str(record.pk)
    )
    context = {
        "exclusion": record,
        "fact": record.fact,
        "state_key": state_of_exclusion(record),
        "words": exclusion_words(record) if is_standing else _("Does not count: withdrawn."),
        "files": files.select_related("created_by__person"),
        "consents": record.consents.select_related("decided_by__person"),
        "waits_for": missing_names(record) if is_standing and not is_decided else [],
        "versions": versions_of([record.fact_id]),
        "changes": history(
            HistorySource(Exclusion, {"pgh_obj_id": record.pk}), limit=HISTORY_SHOWN
        ),
        "may_manage": may_manage_levels(request.user) and is_standing,
        "may_decide": may_decide_exclusions(request.user)
        and is_standing
        and not is_own
        and wanted_consents(record).manager,
        "is_own": is_own and not is_decided and is_standing,
        "is_approved": record.decision == Decision.APPROVED,
        "is_refused": record.decision == Decision.REFUSED,
        "manager_said": record.consents.filter(party=Consent.MANAGER).first(),
        "crumbs": exclusion_crumbs(record),
    }
    return render(request, "slm/exclusion.html", context)
