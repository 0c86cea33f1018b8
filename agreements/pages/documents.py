"""The printed agreement, for whoever may read the version."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language

from agreements.engine.canonical import canonical_json
from agreements.exports.document import PDF, document_pdf, signed_document
from agreements.queries.parties import sees_all_parties, visible_parties
from agreements.queries.readable_versions import released_versions
from agreements.queries.section_texts import LANGUAGES
from agreements.queries.signed_files import signed_file
from agreements.queries.signed_text import document_of


@login_required
def document(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The version as a PDF: `?text=en|id|both`; without it the signed one, where it is kept.

    A customer may take away its own agreements once they are in force; of a shared one it gets a
    copy that names no other party.
    """
    rows = released_versions(request.user).select_related("agreement", "section_set", "tariff")
    version = get_object_or_404(rows, agreement__code=code.upper(), number=number)
    asked = request.GET.get("text", "")
    name = f"{version.agreement.code}-v{version.number}"
    if not asked and sees_all_parties(request.user, version):
        kept = signed_file(version)
        if kept is None and version.activated_at is not None:
            kept = signed_document(version, at=timezone.now())
        if kept is not None:
            with kept.data.open("rb") as stream:
                return _pdf(stream.read(), name)
    language = asked if asked in LANGUAGES else (get_language() or "en").split("-")[0]
    parties = visible_parties(request.user).filter(agreement=version.agreement)
    made = document_pdf(
        version,
        parties=parties.select_related("customer", "provider"),
        language=language if language in LANGUAGES else "en",
        both=asked == "both",
        at=version.activated_at or timezone.now(),
    )
    return _pdf(made, name)


@login_required
def exact_text(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The bytes whose SHA-256 was signed: whoever doubts the hash computes it anew."""
    rows = released_versions(request.user).select_related("agreement", "section_set", "tariff")
    version = get_object_or_404(rows, agreement__code=code.upper(), number=number)
    name = f"{version.agreement.code}-v{version.number}.json"
    return HttpResponse(
        canonical_json(document_of(version)),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=PDF,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.pdf"',
            "X-Content-Type-Options": "nosniff",
        },
    )
