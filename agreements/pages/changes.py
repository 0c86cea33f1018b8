"""Change an agreement in force, or end it: requests, the next version, termination."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.models import Agreement, ChangeRequest
from agreements.operations.request_change import answer_change, refuse_change, request_change
from agreements.operations.terminate import terminate
from agreements.pages.crumbs import agreement_crumbs
from agreements.pages.forms import form_page
from agreements.pages.lifecycle_forms import ChangeForm, ReasonForm, TerminationForm
from agreements.pages.lookup import managed_agreement
from agreements.queries.change_requests import visible_changes
from common.problems import Refusal


@login_required
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what should change, why, and who asked."""
    agreement = managed_agreement(request.user, code)
    form = ChangeForm(request.POST if request.method == "POST" else None)
    return _form(
        request,
        agreement,
        form,
        lambda **given: request_change(
            agreement=agreement, **given, actor=request.user, at=timezone.now()
        ),
        done=_("The request was saved."),
        heading=_("Ask for a change of %(code)s") % {"code": agreement.code},
        submit=_("Save request"),
    )


@login_required
def refuse(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """Say why the change is not made."""
    agreement = managed_agreement(request.user, code)
    change = _change(request, agreement, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return _form(
        request,
        agreement,
        form,
        lambda reason: refuse_change(
            change=change, reason=reason, actor=request.user, at=timezone.now()
        ),
        done=_("The request was refused."),
        heading=_("Refuse %(change)s") % {"change": change},
        submit=_("Refuse"),
    )


@login_required
@require_POST
def answer(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """Begin the version that answers the request, or let the draft being written answer it too."""
    agreement = managed_agreement(request.user, code)
    change = _change(request, agreement, pk)
    try:
        version = answer_change(change=change, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(agreement)
    messages.success(
        request,
        _("Version %(number)d answers %(change)s.") % {"number": version.number, "change": change},
    )
    return redirect(version)


@login_required
def end(request: HttpRequest, code: str) -> HttpResponse:
    """End the agreement after a day, with a reason."""
    agreement = managed_agreement(request.user, code)
    form = TerminationForm(request.POST if request.method == "POST" else None)
    return _form(
        request,
        agreement,
        form,
        lambda **given: terminate(
            agreement=agreement, **given, actor=request.user, at=timezone.now()
        ),
        done=_("%(code)s was terminated.") % {"code": agreement.code},
        heading=_("Terminate %(agreement)s") % {"agreement": agreement},
        submit=_("Terminate"),
        template="ui/confirm.html",
        danger=True,
        consequences=[
            _("Every target binds up to that day, and the running period is cut and marked."),
            _("The customer's people are told the reason."),
            _("It cannot be taken back: a new version begins anew."),
        ],
    )


def _change(request: HttpRequest, agreement: Agreement, pk: uuid.UUID) -> ChangeRequest:
    return get_object_or_404(visible_changes(request.user), agreement=agreement, pk=pk)


def _form(
    request: HttpRequest,
    agreement: Agreement,
    form: Any,
    act: Any,
    *,
    done: str,
    **context: Any,
) -> HttpResponse:
    return form_page(
        request,
        form,
        save=lambda form: act(**form.cleaned_data),
        done=done,
        goes_to=agreement,
        cancel_url=agreement.get_absolute_url(),
        crumbs=agreement_crumbs(agreement, context["heading"]),
        **context,
    )
