"""Two versions of an agreement side by side, on screen and in print."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Agreement, Version
from agreements.pages.lookup import visible_agreement
from agreements.queries.access import is_customer, is_provider
from agreements.queries.compare import compare
from agreements.queries.readable_versions import readable_versions


@login_required
def versions(request: HttpRequest, code: str) -> HttpResponse:
    """What one version says otherwise than another; by default the last two."""
    agreement = visible_agreement(request.user, code)
    if not (is_customer(request.user) or is_provider(request.user)):
        raise Http404
    rows = _versions(request.user, agreement)
    before, after = _chosen(request, rows)
    mine = is_customer(request.user)
    return render(
        request,
        "agreements/compare.html",
        {
            "page_frame": "plain.html" if mine else "base.html",
            "agreement": agreement,
            "versions": rows,
            "before": before,
            "after": after,
            "comparison": compare(before, after) if before and after else None,
            "crumbs": [
                (_("My services"), reverse("agreements:my-home"))
                if mine
                else (_("Agreements"), reverse("agreements:agreement-list")),
                (
                    agreement.code,
                    reverse("agreements:my-agreement", args=[agreement.code])
                    if mine
                    else agreement.get_absolute_url(),
                ),
                (_("Compare"), None),
            ],
        },
    )


def _versions(user: Any, agreement: Agreement) -> list[Version]:
    rows = readable_versions(user).filter(agreement=agreement).order_by("number")
    found = list(rows.select_related("section_set", "tariff"))
    for row in found:
        row.agreement = agreement
    return found


def _chosen(request: HttpRequest, rows: list[Version]) -> tuple[Version | None, Version | None]:
    """The versions that the address names, else the last two; what cannot be read is not found."""
    by_number = {str(row.number): row for row in rows}
    asked = [request.GET.get(name) for name in ("from", "to")]
    if any(number is not None and number not in by_number for number in asked):
        raise Http404
    after = by_number[asked[1]] if asked[1] else (rows[-1] if rows else None)
    if asked[0]:
        return by_number[asked[0]], after
    earlier = [row for row in rows if after is not None and row.number < after.number]
    return (earlier[-1] if earlier else after), after
