"""The coverage report: who and what lacks an agreement, with the links that begin it."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation
from agreements.queries.access import may_write_agreements, sees_everybody
from agreements.queries.coverage_report import Gap, GapList, coverage_report
from agreements.queries.local_dates import first_instant
from common.access import allowed_if
from common.listing import Column
from common.listing.export import csv_response, xlsx_response
from common.ui.forms import DateInput

EXPORT = [
    Column("list", _("List"), lambda row: str(row[0].title)),
    Column("code", _("Code"), lambda row: row[1].code),
    Column("name", _("Name"), lambda row: row[1].name),
    Column("lacks", _("What is missing"), lambda row: str(row[0].lacks)),
]
# What begins what is missing: the kind of agreement, and what its form is told of the record.
BEGIN = {
    "services": ("sla", ""),
    "customers": ("sla", "customer"),
    "suppliers": ("uc", "provider"),
    "teams": ("ola", "provider"),
}


class _DayForm(forms.Form):
    on = forms.DateField(
        label=_("On the day"), required=False, widget=DateInput, help_text=_("Empty: now.")
    )


@allowed_if(sees_everybody)
def coverage(request: HttpRequest) -> HttpResponseBase:
    """Six lists as they stood, or will stand by what is agreed, on a day."""
    form = _DayForm(request.GET)
    on = form.cleaned_data["on"] if form.is_valid() else None
    found = coverage_report(user=request.user, at=_at(on))
    if (wanted := request.GET.get("format")) in ("csv", "xlsx"):
        write = csv_response if wanted == "csv" else xlsx_response
        rows = ((part, gap) for part in found for gap in part.gaps)
        return write("coverage", EXPORT, rows)
    may_write = may_write_agreements(request.user)
    return render(
        request,
        "agreements/coverage.html",
        {
            "form": form,
            "on": on,
            "lists": [_shown(part, may_write=may_write) for part in found],
            "missing": sum(len(part.gaps) for part in found),
            "crumbs": [
                (_("Agreements"), reverse("agreements:agreement-list")),
                (_("Coverage"), None),
            ],
        },
        status=422 if form.errors else 200,
    )


def _at(on: dt.date | None) -> dt.datetime:
    return timezone.now() if on is None else first_instant(on, Installation.current().zone)


def _shown(part: GapList, *, may_write: bool) -> dict[str, Any]:
    return {
        "list": part,
        "rows": [
            {"gap": gap, "url": _url(gap), "begin": _begin(gap) if may_write else ""}
            for gap in part.gaps
        ],
    }


def _url(gap: Gap) -> str:
    return gap.record.get_absolute_url()


def _begin(gap: Gap) -> str:
    """The address of the form that begins what is missing."""
    if gap.key == "responsible":
        return _url(gap)
    if gap.key == "requirements":
        return reverse("agreements:requirement-list")
    kind, name = BEGIN[gap.key]
    query = {"kind": kind} | ({name: gap.code} if name else {})
    return f"{reverse('agreements:agreement-create')}?{urlencode(query)}"
