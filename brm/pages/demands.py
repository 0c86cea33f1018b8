"""Demand: the list by priority, and one with its score and what became of it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.queries.history import Source, history
from brm.models import Demand
from brm.pages.business_forms import register_crumbs
from brm.queries.business_filters import DemandFilter
from brm.queries.customers import may_see_customers
from brm.queries.demand_scores import score_of, seen_demand
from brm.queries.demand_sources import source_of
from brm.queries.demand_steps import STEPS
from brm.queries.writing import may_write, may_write_for
from common.access import Allowed, allowed_if
from common.listing import Chip, Column, Empty, ListPage
from common.ui.numbers import write_number

# What a button says that leads to a state.
STEP_WORDS = {
    Demand.State.NEW.value: _("Open again"),
    Demand.State.WEIGHED.value: _("Mark as weighed"),
    Demand.State.ACCEPTED.value: _("Accept"),
    Demand.State.DEFERRED.value: _("Defer"),
    Demand.State.DECLINED.value: _("Decline"),
    Demand.State.REALISED.value: _("Mark as realised"),
}


class DemandList(Allowed, ListPage):
    """What may come and what was decided on it, by priority."""

    may = staticmethod(may_see_customers)
    template_name = "brm/demand_list.html"
    filterset_class = DemandFilter
    heading = _("Demand")
    default_sort = "-score"
    export_name = "demand"
    columns = [
        Column("code", _("Demand"), sort="code"),
        Column("title", _("Title"), shown=False),
        Column("kind", _("Kind"), "get_kind_display", sort="kind"),
        Column("customer", _("Customer"), "customer.name", sort="customer__name"),
        Column(
            "services",
            _("Services"),
            lambda row: ", ".join(map(str, row.services.all())),
            shown=False,
        ),
        Column("outcome", _("Outcome it serves"), "outcome.statement", shown=False),
        Column("expected", _("Expected from"), "expected_on", sort="expected_on", num=True),
        Column("volume", _("Volume a month"), shown=False),
        Column("volume_unit", _("What is counted"), shown=False),
        Column("value", _("Value a year"), sort=("currency", "value"), num=True),
        Column("currency", _("Currency"), shown=False),
        Column(
            "probability",
            _("Probability"),
            "probability_percent",
            sort="probability_percent",
            num=True,
        ),
        Column("effort", _("Effort"), "get_effort_display", shown=False),
        Column("score", _("Score"), lambda row: round(row.score, 2), sort="score", num=True),
        Column("state", _("State"), "get_state_display", sort="state"),
        Column("decision", _("Why"), shown=False),
        Column("decided", _("Decided"), "decided_on", shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("May still come"), {"open": "true"}),
        Chip(_("New"), {"state": "new"}),
        Chip(_("Accepted"), {"state": "accepted"}, icon="met"),
    ]

    def get_queryset(self) -> QuerySet:
        return seen_demand(self.request.user)

    def get_context(self) -> dict[str, Any]:
        for row in self.page:
            row.points = write_number(score_of(row).value, 1)
        return {"may_write": may_write(self.request.user)}

    def get_empty(self) -> Empty:
        writes = may_write(self.request.user)
        return Empty(
            _("No demand yet"),
            _("What a customer will want, from a meeting, a complaint or its plans, stands here."),
            _("Raise a demand") if writes else "",
            reverse("brm:demand-create") if writes else "",
        )


@allowed_if(may_see_customers)
def demand(request: HttpRequest, code: str) -> HttpResponse:
    """One demand: figures, how its score was made, where it arose, what became of it."""
    record = get_object_or_404(seen_demand(request.user), code=code.upper())
    writes = may_write_for(request.user, record.customer)
    context = {
        "demand": record,
        "score": score_of(record),
        "source": source_of(record, request.user),
        "steps": [(state, STEP_WORDS[state]) for state in STEPS[record.state]] if writes else [],
        "may_write": writes,
        "changes": history(Source(Demand, {"pgh_obj_id": record.pk})),
        "crumbs": demand_crumbs(record),
    }
    return render(request, "brm/demand.html", context)


def demand_crumbs(record: Demand | None, last: Any = None) -> Any:
    return register_crumbs(_("Demand"), "brm:demand-list", record, last)
