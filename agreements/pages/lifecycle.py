"""Lead a version along its lifecycle: one page asks for any step, and says what is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, Version
from agreements.operations.negotiate import agree, begin_draft, negotiate, reopen
from agreements.operations.save_version import save_value
from agreements.operations.sign import open_signing
from agreements.operations.withdraw_version import redraft, withdraw_version
from agreements.pages.crumbs import agreement_crumbs
from agreements.pages.forms import form_page, show_refusal
from agreements.pages.lifecycle_forms import DaysForm, NoteForm, ReasonForm, ValueForm
from agreements.pages.lookup import draft_of, managed_agreement, numbered_version
from agreements.pages.mending import mended
from agreements.queries.guards import missing_by_name
from agreements.queries.lifecycle_words import do_words
from common.problems import Refusal


@dataclass(frozen=True, slots=True)
class _Asked:
    """How a step is asked for: its verb, its form, what will happen."""

    verb: Callable[..., Version]
    form: type[forms.Form] | None
    consequences: tuple[Any, ...]
    danger: bool = False


ASKED: dict[str, _Asked] = {
    "begin_draft": _Asked(
        begin_draft, None, (gettext_lazy("The statement of intent becomes a draft."),)
    ),
    "negotiate": _Asked(
        negotiate,
        None,
        (
            gettext_lazy("The customer's people read the draft on their own pages from now on."),
            gettext_lazy("It is their turn; they are told."),
        ),
    ),
    "agree": _Asked(
        agree,
        NoteForm,
        (
            gettext_lazy("The text stands as both sides agreed on it."),
            gettext_lazy("The customer may also agree on its own pages, without this."),
        ),
    ),
    "reopen": _Asked(reopen, ReasonForm, (gettext_lazy("The text can be changed again."),)),
    "open_signing": _Asked(
        open_signing,
        DaysForm,
        (
            gettext_lazy("Text, term and targets freeze; their exact hash is kept."),
            gettext_lazy("Whoever comes first in the order is asked to approve or sign."),
        ),
    ),
    "redraft": _Asked(
        redraft,
        ReasonForm,
        (
            gettext_lazy("This version is withdrawn and every signature on it is void."),
            gettext_lazy("A new draft says the same and can be changed."),
        ),
        danger=True,
    ),
    "withdraw": _Asked(
        withdraw_version,
        ReasonForm,
        (
            gettext_lazy("It stays on record and never comes in force."),
            gettext_lazy("Signatures on it are void."),
        ),
        danger=True,
    ),
}

BENEATH: dict[str, tuple[Any, ...]] = {
    "negotiate": (
        gettext_lazy("Rounds, proposals and remarks are kept here from now on."),
        gettext_lazy("The team or supplier takes part through you: it has no pages of its own."),
    ),
    "agree": (gettext_lazy("The text stands as both sides agreed on it."),),
}


@login_required
def step(request: HttpRequest, code: str, number: int, name: str) -> HttpResponse:
    """Ask, then take one step; what is missing is listed with the page that mends it."""
    agreement = managed_agreement(request.user, code)
    version = numbered_version(agreement, number)
    asked = ASKED.get(name)
    if asked is None:
        raise Http404
    now = timezone.now()
    data = request.POST if request.method == "POST" else None
    form = asked.form(data) if asked.form else None
    refused = ""
    if data is not None and (form is None or form.is_valid()):
        given = form.cleaned_data if form else {}
        try:
            result = asked.verb(version=version, **given, actor=request.user, at=now)
        except Refusal as refusal:
            refused = refusal.message
            if form is not None and refusal.field in form.fields:
                show_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("%(version)s: %(state)s.")
                % {"version": result, "state": result.get_state_display()},
            )
            return redirect(result)
    missing = missing_by_name(name, version, at=now)
    do = do_words(name, agreement.kind)
    is_wrong = bool(refused) or bool(form is not None and form.errors)
    return render(
        request,
        "agreements/lifecycle_step.html",
        {
            "heading": _("%(do)s: %(version)s") % {"do": do, "version": version},
            "version": version,
            "missing": mended(missing, version),
            "refused": "" if missing else refused,
            "form": form,
            "consequences": _consequences(name, agreement),
            "danger": asked.danger,
            "submit": do,
            "cancel_url": version.get_absolute_url(),
            "crumbs": [
                (_("Agreements"), reverse("agreements:agreement-list")),
                (agreement.code, agreement.get_absolute_url()),
                (f"v{version.number}", version.get_absolute_url()),
                (do, None),
            ],
        },
        status=422 if is_wrong else 200,
    )


def _consequences(name: str, agreement: Agreement) -> tuple[Any, ...]:
    """What the step does; a team or a supplier takes part through us."""
    if name in BENEATH and agreement.kind != Agreement.Kind.SLA:
        return BENEATH[name]
    return ASKED[name].consequences


@login_required
def value(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What a draft is worth, which authorities are compared with."""
    agreement = managed_agreement(request.user, code)
    version = draft_of(agreement, number)
    given = {"amount": version.value_amount, "currency": version.value_currency}
    form = ValueForm(request.POST if request.method == "POST" else None, initial=given)
    return form_page(
        request,
        form,
        save=lambda form: save_value(version=version, **form.cleaned_data, actor=request.user),
        done=_("The worth of %(version)s was saved.") % {"version": version},
        goes_to=version,
        heading=_("Worth of %(version)s") % {"version": version},
        submit=_("Save"),
        cancel_url=version.get_absolute_url(),
        crumbs=agreement_crumbs(agreement, _("Worth")),
    )
