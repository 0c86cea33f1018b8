"""Who signs a version, in which order, and how far it is; our own people sign here."""

import datetime as dt
import uuid
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.engine.lifecycle import UNDER_WAY
from agreements.models import Agreement, Signatory, Version
from agreements.operations.name_signatories import drop_signatory, name_signatory
from agreements.operations.sign import decline, delegate, sign
from agreements.pages.crumbs import version_crumbs
from agreements.pages.forms import form_page
from agreements.pages.lifecycle_forms import (
    DelegateForm,
    ReasonForm,
    RecordForm,
    SignatoryForm,
)
from agreements.pages.lookup import managed_agreement, numbered_version, visible_agreement
from agreements.queries.access import is_customer, is_provider, may_manage_agreement
from agreements.queries.sides import missing_sides, name_of
from agreements.queries.signing import Place, signing_of
from common.problems import Refusal


@login_required
def signatories(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Everybody who approves and signs, with what each did; name more until signing begins."""
    agreement = _readable(request, code)
    version = numbered_version(agreement, number)
    version.agreement = agreement
    now = timezone.now()
    may_manage = may_manage_agreement(request.user, agreement)
    may_name = may_manage and version.state in UNDER_WAY and not version.is_frozen
    form = SignatoryForm(
        request.POST if request.method == "POST" and may_name else None, agreement=agreement
    )
    return form_page(
        request,
        form,
        save=lambda form: name_signatory(
            version=version, **form.cleaned_data, actor=request.user, at=now
        ),
        done=lambda row: _("%(person)s was named.") % {"person": row.person},
        goes_to=_list_url(version),
        template="agreements/signatories.html",
        heading=_("Who signs %(version)s") % {"version": version},
        agreement=agreement,
        version=version,
        signing=signing_of(version, at=now),
        missing_sides=missing_sides(version),
        may_name=may_name,
        may_manage=may_manage,
        me=request.user.person_id,  # type: ignore[union-attr]
        submit=_("Name"),
        crumbs=version_crumbs(version, _("Signatures")),
    )


@login_required
@require_POST
def drop(request: HttpRequest, code: str, number: int, pk: uuid.UUID) -> HttpResponse:
    """Take somebody off the list."""
    agreement = managed_agreement(request.user, code)
    row = _signatory(agreement, number, pk)
    try:
        drop_signatory(signatory=row, actor=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%(person)s was taken off.") % {"person": row.person})
    return redirect("agreements:version-signatories", agreement.code, number)


@login_required
def mine(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Where the notice leads: the place in which the reader is asked to act, else the list."""
    agreement = _readable(request, code)
    version = numbered_version(agreement, number)
    version.agreement = agreement
    for place in signing_of(version, at=timezone.now()).turns:
        if place.actor.pk == request.user.person_id:  # type: ignore[union-attr]
            return redirect("agreements:signatory-sign", agreement.code, number, place.signatory.pk)
    return redirect("agreements:version-signatories", agreement.code, number)


@login_required
@reauthentication_required
def sign_here(request: HttpRequest, code: str, number: int, pk: uuid.UUID) -> HttpResponse:
    """Approve or sign as oneself, after showing who one is once more."""
    agreement = _readable(request, code)
    row, place = _own_place(request, agreement, number, pk)
    refused = ""
    if request.method == "POST":
        try:
            sign(signatory=row, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            refused = refusal.message
        else:
            messages.success(request, _("You signed %(version)s.") % {"version": row.version})
            return redirect("agreements:version-signatories", agreement.code, number)
    return render(
        request,
        "agreements/sign.html",
        sign_context(row.version, place, refused)
        | {"cancel_url": _list_url(row.version), "crumbs": version_crumbs(row.version, _("Sign"))},
        status=422 if refused else 200,
    )


@login_required
def decline_here(request: HttpRequest, code: str, number: int, pk: uuid.UUID) -> HttpResponse:
    """Decline as oneself; the manager writes down that somebody declined outside."""
    agreement = _readable(request, code)
    row = _signatory(agreement, number, pk)
    on_behalf = may_manage_agreement(request.user, agreement)
    if not on_behalf:
        row, _place = _own_place(request, agreement, number, pk)
    return _ask(
        request,
        row,
        ReasonForm,
        lambda reason: decline(
            signatory=row,
            reason=reason,
            on_behalf=on_behalf,
            actor=request.user,
            at=timezone.now(),
        ),
        heading=_("Decline to sign"),
        consequences=[
            _("Whoever asked is told the reason."),
            _("Every signature given so far is void, and the text is negotiated again."),
        ],
        submit=_("Decline"),
        danger=True,
    )


@login_required
def delegate_here(request: HttpRequest, code: str, number: int, pk: uuid.UUID) -> HttpResponse:
    """Let somebody else with authority act in this place until a day."""
    agreement = _readable(request, code)
    row = _signatory(agreement, number, pk)
    if not may_manage_agreement(request.user, agreement):
        row, _place = _own_place(request, agreement, number, pk)
    return _ask(
        request,
        row,
        DelegateForm,
        lambda to, until: delegate(
            signatory=row,
            to=to,
            until=until + dt.timedelta(days=1),
            actor=request.user,
            at=timezone.now(),
        ),
        heading=_("Delegate"),
        consequences=[
            _("Somebody else signs in the place of %(person)s.") % {"person": row.person}
        ],
        submit=_("Delegate"),
    )


@login_required
def record(request: HttpRequest, code: str, number: int, pk: uuid.UUID) -> HttpResponse:
    """Write down that somebody signed on paper, by mail or in minutes (R19)."""
    agreement = managed_agreement(request.user, code)
    row = _signatory(agreement, number, pk)
    return _ask(
        request,
        row,
        RecordForm,
        lambda **given: sign(signatory=row, **given, actor=request.user, at=timezone.now()),
        heading=_("Record the signature of %(person)s") % {"person": row.person},
        consequences=[
            _("The document is kept with its hash; the signature counts as given."),
        ],
        submit=_("Record"),
    )


def sign_context(version: Version, place: Place, refused: str) -> dict[str, Any]:
    """What somebody reads who is about to approve or sign."""
    is_approval = place.signatory.part == Signatory.Part.APPROVER
    return {
        "heading": _("Approve %(version)s") % {"version": version}
        if is_approval
        else _("Sign %(version)s") % {"version": version},
        "version": version,
        "place": place,
        "side": name_of(place.signatory.party),
        "text_hash": version.text_hash,
        "refused": refused,
        "submit": _("Approve") if is_approval else _("Sign"),
    }


def _ask(
    request: HttpRequest, row: Signatory, form_class: type[forms.Form], act: Any, **context: Any
) -> HttpResponse:
    """One small form about a place in the order: refusals are shown at its fields."""
    form = form_class(request.POST, request.FILES) if request.method == "POST" else form_class()
    return form_page(
        request,
        form,
        save=lambda form: act(**form.cleaned_data),
        done=_("It was written down."),
        goes_to=_list_url(row.version),
        template="ui/confirm.html",
        cancel_url=_list_url(row.version),
        crumbs=version_crumbs(row.version, context["heading"]),
        **context,
    )


def _readable(request: HttpRequest, code: str) -> Agreement:
    """An agreement for people of the provider; customers have pages of their own."""
    if is_customer(request.user) or not is_provider(request.user):
        raise Http404
    return visible_agreement(request.user, code)


def _signatory(agreement: Agreement, number: int, pk: uuid.UUID) -> Signatory:
    row = get_object_or_404(
        Signatory.objects.select_related("person", "delegate", "party", "version__agreement"),
        pk=pk,
        version__agreement=agreement,
        version__number=number,
    )
    row.version.agreement = agreement
    return row


def _own_place(
    request: HttpRequest, agreement: Agreement, number: int, pk: uuid.UUID
) -> tuple[Signatory, Place]:
    """The reader's own place; everybody else's is not found."""
    row = _signatory(agreement, number, pk)
    place = signing_of(row.version, at=timezone.now()).place_of(row)
    mine_ids = {row.person_id, place.actor.pk}
    if request.user.person_id not in mine_ids:  # type: ignore[union-attr]
        raise Http404
    return row, place


def _list_url(version: Version) -> str:
    return reverse("agreements:version-signatories", args=[version.agreement.code, version.number])
