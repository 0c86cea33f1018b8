"""Write a requirement: its text, the levels it asks for, its volumes."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import Requirement, Volume, WantedTarget
from agreements.operations.ask_for_level import ask_for_level, ask_for_volume, stop_asking
from agreements.operations.save_requirement import (
    create_requirement,
    propose_requirement_code,
    update_requirement,
)
from agreements.pages.forms import form_page, show_refusal
from agreements.pages.requirement_fields import LANGUAGES, RequirementForm, VolumeForm
from agreements.pages.requirement_lookup import draft_requirement, requirement_crumbs, typed
from agreements.pages.wanted_fields import WantedForm
from agreements.queries.requirement_access import may_write_requirements
from brm.models import Demand
from common.access import allowed_if
from common.problems import Refusal


@allowed_if(may_write_requirements)
def create(request: HttpRequest) -> HttpResponse:
    """A new requirement; it opens on its page, where levels and volumes come next."""
    initial = {
        name: request.GET[name].upper() for name in ("customer", "services") if name in request.GET
    }
    form = RequirementForm(
        typed(request),
        user=request.user,
        language=_language(request),
        initial={"currency": "IDR", "owner": request.user.pk} | _from_demand(request) | initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = create_requirement(**form.values(), actor=request.user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("%(code)s begun. Now the levels it asks for.") % {"code": made.code}
            )
            return redirect(made)
    if not form.is_bound:
        form.fields["code"].widget.attrs["placeholder"] = propose_requirement_code()
    return _write(
        request,
        form,
        heading=_("Write a requirement"),
        submit=_("Begin the requirement"),
        cancel_url=reverse("agreements:requirement-list"),
        crumbs=requirement_crumbs(None, _("Write a requirement")),
    )


@login_required
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change the text of a draft."""
    record = draft_requirement(request.user, code)
    form = RequirementForm(
        typed(request), user=request.user, language=_language(request), requirement=record
    )
    if request.method == "POST" and form.is_valid():
        try:
            update_requirement(requirement=record, **form.values(), actor=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("%(code)s saved.") % {"code": record.code})
            return redirect(record)
    return _write(
        request,
        form,
        heading=_("Change %(requirement)s") % {"requirement": record},
        submit=_("Save requirement"),
        cancel_url=record.get_absolute_url(),
        crumbs=requirement_crumbs(record, _("Change")),
    )


@login_required
def add_level(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a level of one of its services."""
    record = draft_requirement(request.user, code)
    form = WantedForm(typed(request), requirement=record)
    return _ask(request, record, form, ask_for_level, heading=_("Ask for a level"))


@login_required
def edit_level(request: HttpRequest, code: str, pk: Any) -> HttpResponse:
    """Change a level that is asked for."""
    record = draft_requirement(request.user, code)
    wanted = get_object_or_404(WantedTarget, requirement=record, pk=pk)
    form = WantedForm(typed(request), requirement=record, wanted=wanted)
    return _ask(
        request, record, form, ask_for_level, heading=_("Change the wanted level"), wanted=wanted
    )


@login_required
def add_volume(request: HttpRequest, code: str) -> HttpResponse:
    """Say how much the business will use."""
    record = draft_requirement(request.user, code)
    form = VolumeForm(typed(request), requirement=record)
    return _ask(request, record, form, ask_for_volume, heading=_("Add a volume"))


@login_required
def edit_volume(request: HttpRequest, code: str, pk: Any) -> HttpResponse:
    """Change a volume."""
    record = draft_requirement(request.user, code)
    volume = get_object_or_404(Volume, requirement=record, pk=pk)
    form = VolumeForm(typed(request), requirement=record, volume=volume)
    return _ask(
        request, record, form, ask_for_volume, heading=_("Change the volume"), volume=volume
    )


@login_required
def delete_level(request: HttpRequest, code: str, pk: Any) -> HttpResponse:
    """Stop asking for a level."""
    record = draft_requirement(request.user, code)
    return _stop(request, record, get_object_or_404(WantedTarget, requirement=record, pk=pk))


@login_required
def delete_volume(request: HttpRequest, code: str, pk: Any) -> HttpResponse:
    """Take a volume out."""
    record = draft_requirement(request.user, code)
    return _stop(request, record, get_object_or_404(Volume, requirement=record, pk=pk))


def _from_demand(request: HttpRequest) -> dict[str, Any]:
    """What the demand named by ?demand says already."""
    demand = (
        Demand.objects.visible_to(request.user)
        .filter(code=request.GET.get("demand", "").upper())
        .select_related("customer")
        .first()
    )
    if demand is None:
        return {}
    return {
        "demand": demand.code,
        "customer": demand.customer.code,
        "services": list(demand.services.values_list("code", flat=True)),
        "title": demand.title,
        "statement": demand.description,
        "wanted_on": demand.expected_on,
        "benefit": demand.value,
        "currency": demand.currency,
    }


def _language(request: HttpRequest) -> str:
    """The language in which sections are written: asked for by the address, else the reader's."""
    chosen = request.GET.get("text", (get_language() or "en").split("-")[0])
    return chosen if chosen in LANGUAGES else "en"


def _write(request: HttpRequest, form: RequirementForm, **context: Any) -> HttpResponse:
    languages = {"en": _("English"), "id": _("Indonesian")}
    tabs = [
        {"label": words, "url": f"?text={language}", "current": language == form.language}
        for language, words in languages.items()
    ]
    return render(
        request,
        "agreements/requirement_form.html",
        {"form": form, "tabs": tabs, **context},
        status=422 if form.errors else 200,
    )


def _ask(
    request: HttpRequest,
    record: Requirement,
    form: forms.Form,
    verb: Callable[..., Any],
    *,
    heading: str,
    **changed: Any,
) -> HttpResponse:
    return form_page(
        request,
        form,
        save=lambda form: verb(requirement=record, actor=request.user, **changed, **form.values()),
        done=_("%(code)s saved.") % {"code": record.code},
        goes_to=record,
        heading=heading,
        submit=_("Save"),
        cancel_url=record.get_absolute_url(),
        crumbs=requirement_crumbs(record, heading),
    )


def _stop(request: HttpRequest, record: Requirement, asked: WantedTarget | Volume) -> HttpResponse:
    if request.method == "POST":
        stop_asking(asked=asked, actor=request.user)
        messages.success(request, _("“%(what)s” was taken out.") % {"what": asked})
        return redirect(record)
    return render(
        request,
        "ui/confirm.html",
        {
            "heading": _("Take out “%(what)s”?") % {"what": asked},
            "consequences": [
                _("%(code)s does not ask for it any more.") % {"code": record.code},
                _("Lines of a specification that answer it go with it."),
            ],
            "submit": _("Take out"),
            "danger": True,
            "cancel_url": record.get_absolute_url(),
            "crumbs": requirement_crumbs(record, _("Take out")),
        },
    )
