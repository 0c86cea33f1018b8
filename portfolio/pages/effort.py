"""How much of our time each customer should get and gets, and how much the team has (R44)."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.access import allowed_if
from common.form_page import form_page
from common.listing import Column
from common.listing.export import csv_response, xlsx_response
from portfolio.models import EffortSettings
from portfolio.operations.plan_effort import save_capacity
from portfolio.pages.doors import may_look, refuse
from portfolio.queries.effort_rows import EffortView, Served, effort_view
from portfolio.queries.money_access import may_write_for_everybody

COLUMNS = (
    Column("customer", _("Customer"), "customer.name"),
    Column("code", _("Code"), "customer.code"),
    Column("tier", _("Tier"), "plan.tier"),
    Column("why", _("Why"), lambda row: "; ".join(row.reasons)),
    Column("reviews", _("Reviews"), "plan.review_hours"),
    Column("complaints", _("Complaints"), "plan.complaint_hours"),
    Column("improvements", _("Improvements"), "plan.improvement_hours"),
    Column("renewal", _("Renewal"), "plan.renewal_hours"),
    Column("proposals", _("Proposals"), "plan.proposal_hours"),
    Column("year", _("Hours a year"), "plan.hours_a_year"),
    Column("due", _("Due by today"), "due_hours"),
    Column("spent", _("Spent this quarter"), "spent_hours"),
    Column("served", _("Served"), lambda row: row.served.label),
)


@may_look
def effort(request: HttpRequest) -> HttpResponseBase:
    """Tier, hours and what was spent of each customer, the furthest below its plan first."""
    found = effort_view(request.user, as_of=timezone.now())
    wish = request.GET.get("served", "")
    rows = [row for row in found.rows if wish not in Served or row.served == wish]
    if (form := request.GET.get("format")) in ("csv", "xlsx"):
        write = csv_response if form == "csv" else xlsx_response
        return write("effort", COLUMNS, rows)
    return render(
        request,
        "portfolio/effort.html",
        {
            "effort": found,
            "rows": rows,
            "chips": _chips(found, wish),
            "wish": wish if wish in Served else "",
            "crumbs": [
                (_("Customer portfolio"), reverse("portfolio:portfolio")),
                (_("Effort"), None),
            ],
            "may_compute": may_write_for_everybody(request.user),
        },
    )


def _chips(found: EffortView, wish: str) -> list[dict[str, Any]]:
    url = reverse("portfolio:effort")
    chips = [{"label": _("All"), "count": len(found.rows), "url": url, "current": not wish}]
    for served in Served:
        count = sum(row.served == served for row in found.rows)
        chips.append(
            {
                "label": served.label,
                "count": count,
                "url": f"{url}?served={served}",
                "current": wish == served,
            }
        )
    return chips


class CapacityForm(forms.ModelForm):
    refused = _("The capacity was not saved")

    class Meta:
        model = EffortSettings
        exclude: list[str] = []

    def _post_clean(self) -> None:
        """The verb checks the whole; here only what was typed is read."""
        for name, value in self.cleaned_data.items():
            setattr(self.instance, name, value)


@allowed_if(may_write_for_everybody)
def capacity(request: HttpRequest) -> HttpResponse:
    """Change how many managers there are and how many hours a year one has."""
    form: Any = CapacityForm(request.POST or None, instance=EffortSettings.current())
    url = reverse("portfolio:effort")
    return form_page(
        request,
        form,
        save=lambda form: save_capacity(
            settings=form.instance, actor=request.user, at=timezone.now()
        ),
        done=_t("Saved. Hours are fitted to it when they are next worked out."),
        refuse=refuse,
        goes_to=url,
        heading=_("Capacity of the team"),
        submit=_("Save"),
        cancel_url=url,
        crumbs=[(_("Effort"), url), (_("Capacity of the team"), None)],
    )
