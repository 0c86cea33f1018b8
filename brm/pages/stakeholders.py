"""The stakeholders of a customer as a map, with the table behind it (R83)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brm.pages.customers import crumbs_of
from brm.queries.customers import may_see_customers, seen_from_within
from brm.queries.gaps import gaps_of
from brm.queries.people import units_of
from brm.queries.stakeholders import View, stakeholder_map, stakeholders
from common.access import allowed_if
from common.listing.columns import Column
from common.listing.export import csv_response, xlsx_response

COLUMNS = [
    Column("name", _("Person"), "person.name"),
    Column("unit", _("Unit"), "customer.name"),
    Column("position", _("Position")),
    Column("roles", _("Roles"), lambda row: ", ".join(str(word) for word in row.part_words)),
    Column("reports_to", _("Reports to"), "reports_to.person.name"),
    Column("stance", _("Stance"), "get_stance_display"),
    Column("last_contact", _("Last contact"), "last_contact_on"),
    Column("analysed", _("Last analysed"), "analysed_on"),
]


@allowed_if(may_see_customers)
def stakeholder_page(request: HttpRequest, code: str) -> HttpResponse:
    """Who decides, who influences and who uses, by unit, by stance or by last contact."""
    record = get_object_or_404(seen_from_within(request.user), code=code)
    today = timezone.localdate()
    units = units_of(record, request.user)
    people = stakeholders(units, on=today)
    if (form := request.GET.get("format")) in {"csv", "xlsx"}:
        respond = csv_response if form == "csv" else xlsx_response
        return respond(f"stakeholders-{record.code.lower()}", COLUMNS, people)  # type: ignore[return-value]
    view = request.GET.get("by", View.UNIT)
    view = view if view in View.values else View.UNIT
    gaps = gaps_of(units, on=today)
    context = {
        "customer": record,
        "people": people,
        "map": stakeholder_map(
            people, units, view=view, urls={row.pk: row.get_absolute_url() for row in people}
        ),
        "tabs": [
            {"label": label, "url": f"?by={key}", "current": key == view}
            for key, label in View.choices
        ],
        "lacking": [(unit, gaps[unit.pk]) for unit in units if unit.pk in gaps],
        "unheard": sum(row.cadence.is_overdue for row in people),  # type: ignore[attr-defined]
        "critical": sum(row.stance == row.Stance.CRITICAL for row in people),
        "crumbs": crumbs_of(record, request.user, _t("Stakeholders")),
    }
    return render(request, "brm/stakeholders.html", context)
