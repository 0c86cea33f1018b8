"""The calendar of agreements: what ends, renews, is reviewed or lapses, and by when to act."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from agreements.queries.access import is_provider, may_write_agreements
from agreements.queries.coming_dates import (
    SOON_DAYS,
    ComingDate,
    DateKind,
    coming_dates,
    what_to_do,
)
from common.access import allowed_if
from common.listing import Column
from common.listing.export import csv_response, xlsx_response

HORIZONS = {"30": _("30 days"), "90": _("90 days"), "365": _("a year"), "1095": _("three years")}
EXPORT = [
    Column("on", _("Day"), "on"),
    Column("kind", _("What"), lambda row: str(row.kind.label)),
    Column("agreement", _("Agreement"), "agreement.code"),
    Column("title", _("Title"), "agreement.title"),
    Column("days_left", _("Days left"), "days_left", num=True),
    Column("words", _("What it means"), "words"),
    Column("owner", _("Service level manager"), lambda row: row.agreement.owner or ""),
]


@allowed_if(is_provider)
def dates(request: HttpRequest) -> HttpResponseBase:
    """Every coming date of the agreements that the reader may see, by month; overdue ones first."""
    now = timezone.now()
    within = request.GET.get("within", "")
    kind = request.GET.get("kind", "")
    within = within if within in HORIZONS else "365"
    known = coming_dates(Agreement.objects.visible_to(request.user), at=now, days=int(within))
    rows = [row for row in known if not kind or row.kind == kind]
    if (form := request.GET.get("format")) in ("csv", "xlsx"):
        write = csv_response if form == "csv" else xlsx_response
        return write("agreement-dates", EXPORT, rows)
    counts = {key: sum(row.kind == key for row in known) for key in DateKind.values}
    return render(
        request,
        "agreements/dates.html",
        {
            "overdue": _lines([row for row in rows if row.is_overdue], request),
            "months": [
                (month, _lines(list(found), request))
                for month, found in groupby(
                    (row for row in rows if not row.is_overdue), lambda row: row.on.replace(day=1)
                )
            ],
            "count": len(rows),
            "kind": kind,
            "within": within,
            "horizons": HORIZONS.items(),
            "chips": [(key, DateKind(key).label, count) for key, count in counts.items() if count],
            "whole": len(known),
            "soon_days": SOON_DAYS,
            "crumbs": [(_("Agreements"), reverse("agreements:agreement-list")), (_("Dates"), None)],
        },
    )


def _lines(rows: list[ComingDate], request: HttpRequest) -> list[dict[str, Any]]:
    """Each date with the page that answers it, for whoever writes agreements."""
    may_write = may_write_agreements(request.user)
    found = []
    for row in rows:
        do = what_to_do(row) if may_write else None
        found.append(
            {
                "due": row,
                "do": do[1] if do else "",
                "do_url": reverse(do[0], **do[2]) if do else "",
                "state": "overdue" if row.is_overdue else "waiting",
            }
        )
    return found
