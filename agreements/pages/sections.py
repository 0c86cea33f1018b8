"""Write the text of a draft: its set of sections, its sections, its charging."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import Version
from agreements.operations.save_sections import (
    choose_section_set,
    save_charging,
    save_sections,
)
from agreements.pages.crumbs import version_crumbs
from agreements.pages.forms import form_page
from agreements.pages.lookup import draft_of, managed_agreement
from agreements.pages.section_fields import (
    NOTHING,
    SECTION,
    ChargingForm,
    SectionSetChoiceForm,
    SectionsForm,
)
from agreements.queries.section_texts import LANGUAGES, missing_sections


@login_required
def edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The sections, one language at a time; without a set, the choice of one."""
    version = draft_of(managed_agreement(request.user, code), number)
    if version.section_set is None:
        return redirect("agreements:section-set-choose", code, number)
    language = _language(request, version)
    form = SectionsForm(
        request.POST if request.method == "POST" else None, version=version, language=language
    )
    words = {"en": _("English"), "id": _("Indonesian")}
    return form_page(
        request,
        form,
        save=lambda form: save_sections(version=version, **form.values(), actor=request.user),
        done=_("The text of %(version)s was saved.") % {"version": version},
        goes_to=version,
        template="agreements/sections_form.html",
        **_context(version, _("Text of %(version)s") % {"version": version}),
        version=version,
        fields=[
            (form[SECTION + item.key], form[NOTHING + item.key] if item.may_be_none else None)
            for item in form.items
        ],
        missing=missing_sections(version),
        tabs=[
            {"label": label, "url": f"?text={key}", "current": key == language}
            for key, label in words.items()
        ],
        submit=_("Save the text"),
    )


@login_required
def choose_set(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Which sections the draft has, and whose text holds."""
    version = draft_of(managed_agreement(request.user, code), number)
    form = SectionSetChoiceForm(request.POST if request.method == "POST" else None, version=version)
    return form_page(
        request,
        form,
        save=lambda form: choose_section_set(
            version=version, **form.cleaned_data, actor=request.user
        ),
        done=_("Now the text, section by section."),
        goes_to=reverse("agreements:version-sections", args=[code, number]),
        submit=_("Save"),
        **_context(version, _("Sections of %(version)s") % {"version": version}),
    )


@login_required
def charging(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Which tariff the draft refers to, and how it is invoiced."""
    version = draft_of(managed_agreement(request.user, code), number)
    form = ChargingForm(
        request.POST if request.method == "POST" else None, version=version, user=request.user
    )
    return form_page(
        request,
        form,
        save=lambda form: save_charging(version=version, **form.cleaned_data, actor=request.user),
        done=_("The charging was saved."),
        goes_to=version,
        submit=_("Save"),
        **_context(version, _("Charging of %(version)s") % {"version": version}),
    )


def _language(request: HttpRequest, version: Version) -> str:
    """The language that is written: asked for by the address, else the one that governs."""
    chosen = request.GET.get("text", version.governing_language)
    return chosen if chosen in LANGUAGES else (get_language() or "en").split("-")[0]


def _context(version: Version, heading: str) -> dict[str, Any]:
    return {
        "heading": heading,
        "cancel_url": version.get_absolute_url(),
        "crumbs": version_crumbs(version, heading),
    }
