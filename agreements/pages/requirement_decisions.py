"""Decide on a requirement: ask for sign-off, sign off, send back, withdraw, revise."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.models import Requirement
from agreements.operations.decide_requirement import (
    approve_requirement,
    revise_requirement,
    send_requirement_back,
    submit_requirement,
    withdraw_requirement,
)
from agreements.pages.forms import form_page
from agreements.pages.requirement_fields import EvidenceForm, ReasonForm
from agreements.pages.requirement_lookup import requirement_crumbs, typed, written_requirement
from common.problems import Refusal


@require_POST
@login_required
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the customer to sign it off; the page lists what is missing."""
    record = written_requirement(request.user, code)
    try:
        submit_requirement(requirement=record, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%(code)s waits for sign-off.") % {"code": record.code})
    return redirect(record)


@login_required
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """Write down that the customer signed it off."""
    return _decide(
        request,
        written_requirement(request.user, code),
        approve_requirement,
        EvidenceForm(typed(request)),
        heading=_("Sign off for the customer"),
        consequences=[
            _("From now on its text stands; a change begins a new revision."),
            _("The customer may also sign off on its own pages, without this."),
        ],
        submit=_("Sign off"),
    )


@login_required
def refuse(request: HttpRequest, code: str) -> HttpResponse:
    """Write down that the customer sent it back."""
    form = EvidenceForm(typed(request))
    form.fields["evidence"].label = _("What has to change, and who said so")
    form.fields["evidence"].help_text = ""
    return _decide(
        request,
        written_requirement(request.user, code),
        lambda evidence, **rest: send_requirement_back(reason=evidence, **rest),
        form,
        heading=_("Send back"),
        consequences=[_("It can be written on, and submitted again.")],
        submit=_("Send back"),
    )


@login_required
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Ask no more."""
    return _decide(
        request,
        written_requirement(request.user, code),
        withdraw_requirement,
        ReasonForm(typed(request)),
        heading=_("Withdraw"),
        consequences=[
            _("It stays on record and asks for nothing any more."),
            _("Agreements that answer it stay as they are."),
        ],
        submit=_("Withdraw"),
        danger=True,
    )


@login_required
def revise(request: HttpRequest, code: str) -> HttpResponse:
    """Make it a draft again, under the next number where it was signed off."""
    record = written_requirement(request.user, code)
    if request.method == "POST":
        try:
            revise_requirement(requirement=record, actor=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("%(code)s is a draft again.") % {"code": record.code})
        return redirect(record)
    is_new = record.state == Requirement.State.APPROVED
    return render(
        request,
        "ui/confirm.html",
        {
            "heading": _("Begin a new revision?") if is_new else _("Take back?"),
            "consequences": [
                _("It becomes a draft with everything as it stands now."),
                _("What was signed off stays in the history, and agreements go on answering it.")
                if is_new
                else _("The customer is not asked any more until it is submitted again."),
            ],
            "submit": _("New revision") if is_new else _("Take back"),
            "cancel_url": record.get_absolute_url(),
            "crumbs": requirement_crumbs(record, _("New revision")),
        },
    )


def _decide(
    request: HttpRequest, record: Requirement, verb: Any, form: forms.Form, **context: Any
) -> HttpResponse:
    return form_page(
        request,
        form,
        save=lambda form: verb(
            requirement=record, actor=request.user, at=timezone.now(), **form.cleaned_data
        ),
        done=_("%(code)s saved.") % {"code": record.code},
        goes_to=record,
        template="ui/confirm.html",
        cancel_url=record.get_absolute_url(),
        crumbs=requirement_crumbs(record, context["heading"]),
        **context,
    )
