"""Write the text of a draft: its set of sections, its sections, its charging."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import Version
from agreements.operations.save_sections import (
    choose_section_set,
    save_charging,
    save_sections,
)
from agreements.pages.forms import show_refusal
from agreements.pages.lookup import draft_of, managed_agreement
from agreements.pages.section_fields import (
    NOTHING,
    SECTION,
    ChargingForm,
    SectionSetChoiceForm,
    SectionsForm,
)
from agreements.queries.section_texts import LANGUAGES, missing_sections
from common.problems import Refusal


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
    if form.is_bound and _saved(form, save_sections, version, request):
        messages.success(request, _("The text of %(version)s was saved.") % {"version": version})
        return redirect(version)
    words = {"en": _("English"), "id": _("Indonesian")}
    return render(
        request,
        "agreements/sections_form.html",
        {
            **_context(version, form, _("Text of %(version)s") % {"version": version}),
            "version": version,
            "fields": [
                (
                    form[SECTION + item.key],
                    form[NOTHING + item.key] if item.may_be_none else None,
                )
                for item in form.items
            ],
            "missing": missing_sections(version),
            "tabs": [
                {"label": label, "url": f"?text={key}", "current": key == language}
                for key, label in words.items()
            ],
            "submit": _("Save the text"),
        },
        status=422 if form.errors else 200,
    )


@login_required
def choose_set(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Which sections the draft has, and whose text holds."""
    version = draft_of(managed_agreement(request.user, code), number)
    form = SectionSetChoiceForm(request.POST if request.method == "POST" else None, version=version)
    if form.is_bound and _saved(form, choose_section_set, version, request):
        messages.success(request, _("Now the text, section by section."))
        return redirect("agreements:version-sections", code, number)
    heading = _("Sections of %(version)s") % {"version": version}
    return _form(request, version, form, heading)


@login_required
def charging(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Which tariff the draft refers to, and how it is invoiced."""
    version = draft_of(managed_agreement(request.user, code), number)
    form = ChargingForm(
        request.POST if request.method == "POST" else None, version=version, user=request.user
    )
    if form.is_bound and _saved(form, save_charging, version, request):
        messages.success(request, _("The charging was saved."))
        return redirect(version)
    return _form(request, version, form, _("Charging of %(version)s") % {"version": version})


def _language(request: HttpRequest, version: Version) -> str:
    """The language that is written: asked for by the address, else the one that governs."""
    chosen = request.GET.get("text", version.governing_language)
    return chosen if chosen in LANGUAGES else (get_language() or "en").split("-")[0]


def _saved(form: Any, verb: Callable[..., Any], version: Version, request: HttpRequest) -> bool:
    if not form.is_valid():
        return False
    values = form.values() if hasattr(form, "values") else form.cleaned_data
    try:
        verb(version=version, **values, actor=request.user)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return True


def _form(request: HttpRequest, version: Version, form: forms.Form, heading: str) -> HttpResponse:
    return render(
        request,
        "ui/form.html",
        {**_context(version, form, heading), "submit": _("Save")},
        status=422 if form.errors else 200,
    )


def _context(version: Version, form: forms.Form, heading: str) -> dict[str, Any]:
    return {
        "heading": heading,
        "form": form,
        "cancel_url": version.get_absolute_url(),
        "crumbs": [
            (_("Agreements"), reverse("agreements:agreement-list")),
            (version.agreement.code, version.agreement.get_absolute_url()),
            (f"v{version.number}", version.get_absolute_url()),
            (heading, None),
        ],
    }
