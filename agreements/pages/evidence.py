"""What proves the signatures on a version (R110): who, by virtue of what, over which exact text."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Version
from agreements.pages.crumbs import version_crumbs
from agreements.queries.access import is_customer
from agreements.queries.parties import sees_all_parties, visible_parties
from agreements.queries.readable_versions import released_versions
from agreements.queries.sides import name_of
from agreements.queries.signed_files import signed_file
from agreements.queries.signed_text import hash_of
from agreements.queries.signing import Place, signing_of
from common.forms import DOCUMENTS, UploadField
from common.models import File, sha256_of

# The text of a version that was given up is not what was signed any more: its span was freed.
CHECKED = (Version.State.SIGNING, *Version.RELEASED)


class CheckForm(forms.Form):
    """A document that somebody holds beside the one that is kept."""

    refused = gettext_lazy("Nothing was checked")

    content = UploadField(
        label=gettext_lazy("A document to check"),
        endings=DOCUMENTS,
        help_text=gettext_lazy("Only its hash is computed; it is not kept."),
    )


@login_required
def evidence(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Every signature that the reader may know of, the hashes, and a check of one's own copy."""
    rows = released_versions(request.user).select_related("agreement", "section_set", "tariff")
    version = get_object_or_404(rows, agreement__code=code.upper(), number=number)
    places = _places(request.user, version)
    kept = signed_file(version) if sees_all_parties(request.user, version) else None
    is_asked = request.method == "POST"
    form = CheckForm(request.POST, request.FILES) if is_asked else CheckForm()
    checked = None
    if form.is_bound and form.is_valid():
        checked = _check(sha256_of(form.cleaned_data["content"]), kept, places)
    return render(
        request,
        "agreements/evidence.html",
        {
            "page_frame": "plain.html" if is_customer(request.user) else "base.html",
            "heading": _("Signatures on %(version)s and what proves them") % {"version": version},
            "version": version,
            "places": [(place, name_of(place.signatory.party)) for place in places],
            "kept": kept,
            "is_complete": bool(places) and all(place.state == "done" for place in places),
            "is_unchanged": hash_of(version) == version.text_hash
            if version.text_hash and version.state in CHECKED
            else None,
            "form": form,
            "checked": checked,
            "crumbs": _crumbs(request.user, version),
        },
        status=422 if form.errors else 200,
    )


def _places(user: Any, version: Version) -> list[Place]:
    """Places whose side the reader may know of, ours included."""
    known = set(visible_parties(user).filter(agreement=version.agreement).values_list("pk"))
    return [
        place
        for place in signing_of(version, at=timezone.now()).places
        if place.signatory.party_id is None or (place.signatory.party_id,) in known
    ]


def _check(digest: str, kept: File | None, places: list[Place]) -> dict[str, Any]:
    """Which of the kept documents has exactly these bytes."""
    files = [place.last.evidence_file for place in places if place.last]
    found = next((row for row in [kept, *files] if row is not None and row.sha256 == digest), None)
    return {"digest": digest, "found": found}


def _crumbs(user: Any, version: Version) -> list[tuple[Any, str | None]]:
    if not is_customer(user):
        return version_crumbs(version, _("Evidence"))
    agreement = version.agreement
    return [
        (_("My services"), reverse("agreements:my-home")),
        (agreement.code, reverse("agreements:my-agreement", args=[agreement.code])),
        (_("Evidence"), None),
    ]
