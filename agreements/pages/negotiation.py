"""The negotiation of a version: rounds, proposals beside the draft's figures, comments."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.models import Agreement, Comment, Proposal, Version
from agreements.operations.negotiate import (
    accept_proposal,
    comment_on,
    hand_over,
    propose,
    refuse_proposal,
    resolve_comment,
)
from agreements.pages.crumbs import version_crumbs
from agreements.pages.forms import form_page, show_refusal
from agreements.pages.lifecycle_forms import CommentForm, ReasonForm
from agreements.pages.lookup import managed_agreement, numbered_version, visible_agreement
from agreements.pages.proposal_form import ProposalForm
from agreements.queries.access import is_customer, is_provider, may_manage_agreement
from agreements.queries.thread import about_choices, read_about, thread_of
from common.problems import Refusal


@login_required
def negotiation(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What both sides propose and say, open things first, and our own remarks."""
    if is_customer(request.user):
        return redirect("agreements:my-version", code=code, number=number)
    if not is_provider(request.user):
        raise Http404
    agreement = visible_agreement(request.user, code)
    version = numbered_version(agreement, number)
    version.agreement = agreement
    may_manage = may_manage_agreement(request.user, agreement)
    form = CommentForm(
        request.POST if request.method == "POST" and may_manage else None,
        about=about_choices(version),
        internal=True,
    )
    return form_page(
        request,
        form,
        save=lambda form: comment_on(
            version=version,
            text=form.cleaned_data["text"],
            is_internal=form.cleaned_data["is_internal"],
            **read_about(version, form.cleaned_data["about"]),
            actor=request.user,
            at=timezone.now(),
        ),
        done=_("The comment was saved."),
        goes_to=_url(version),
        template="agreements/negotiation.html",
        heading=_("Negotiation of %(version)s") % {"version": version},
        agreement=agreement,
        version=version,
        thread=thread_of(version, request.user),
        may_talk=may_manage and not version.is_frozen,
        submit=_("Comment"),
        may_manage=may_manage,
        crumbs=version_crumbs(version, _("Negotiation")),
    )


@login_required
def propose_figure(
    request: HttpRequest, code: str, number: int, public_id: uuid.UUID
) -> HttpResponse:
    """Propose another figure for a target."""
    agreement = managed_agreement(request.user, code)
    version = numbered_version(agreement, number)
    target = get_object_or_404(version.targets.select_related("indicator"), public_id=public_id)
    form = ProposalForm(request.POST if request.method == "POST" else None, target=target)
    return form_page(
        request,
        form,
        save=lambda form: propose(
            target=target, **form.figures(), actor=request.user, at=timezone.now()
        ),
        done=_("The proposal was saved."),
        goes_to=_url(version),
        heading=_("Propose another figure: %(target)s") % {"target": target.indicator},
        submit=_("Propose"),
        cancel_url=_url(version),
        crumbs=version_crumbs(version, _("Propose")),
    )


@login_required
@require_POST
def turn_over(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Hand over the turn."""
    version = _managed(request, code, number)
    return _do(
        request,
        version,
        lambda: hand_over(version=version, actor=request.user, at=timezone.now()),
        _("It is the customer's turn.")
        if version.agreement.kind == Agreement.Kind.SLA
        else _("It is the other side's turn."),
    )


@login_required
@require_POST
def resolve(request: HttpRequest, code: str, number: int, pk: uuid.UUID) -> HttpResponse:
    """Say that a comment is dealt with."""
    version = _managed(request, code, number)
    comment = get_object_or_404(Comment, version=version, pk=pk)
    return _do(
        request,
        version,
        lambda: resolve_comment(comment=comment, actor=request.user, at=timezone.now()),
        _("The comment is resolved."),
    )


@login_required
@require_POST
def accept(request: HttpRequest, code: str, number: int, pk: uuid.UUID) -> HttpResponse:
    """Take the figure over into the draft."""
    version = _managed(request, code, number)
    proposal = get_object_or_404(Proposal, version=version, pk=pk)
    return _do(
        request,
        version,
        lambda: accept_proposal(proposal=proposal, actor=request.user, at=timezone.now()),
        _("The draft has the figure now."),
    )


@login_required
def refuse(request: HttpRequest, code: str, number: int, pk: uuid.UUID) -> HttpResponse:
    """Refuse a proposal with a reason."""
    version = _managed(request, code, number)
    proposal = get_object_or_404(Proposal, version=version, pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            refuse_proposal(
                proposal=proposal, **form.cleaned_data, actor=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(_url(version))
    return render(
        request,
        "ui/confirm.html",
        {
            "heading": _("Refuse the proposal"),
            "consequences": [_("The draft keeps its figure; the other side reads the reason.")],
            "form": form,
            "submit": _("Refuse"),
            "cancel_url": _url(version),
            "crumbs": version_crumbs(version, _("Refuse")),
        },
        status=422 if form.errors else 200,
    )


def _do(request: HttpRequest, version: Version, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect(_url(version))


def _managed(request: HttpRequest, code: str, number: int) -> Version:
    agreement = managed_agreement(request.user, code)
    version = numbered_version(agreement, number)
    version.agreement = agreement
    return version


def _url(version: Version) -> str:
    return reverse("agreements:version-negotiation", args=[version.agreement.code, version.number])
