"""The customer's own pages: sign a text, decline, or let a colleague do it."""

import datetime as dt
import uuid
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from agreements.models import Signatory, Version
from agreements.operations.sign import decline, delegate, sign
from agreements.pages.lifecycle_forms import DelegateForm
from agreements.pages.lookup import my_version
from agreements.pages.my_answers import answer_page, ask_for_reason, confirm_page, version_url
from agreements.pages.signing import sign_context
from agreements.queries.access import is_customer
from agreements.queries.signing import Place, signing_of
from brm.models import Customer
from common.access import allowed_if
from common.problems import Refusal


@allowed_if(is_customer)
@reauthentication_required
def sign_here(request: HttpRequest, code: str, number: int, pk: uuid.UUID) -> HttpResponse:
    """Approve or sign as oneself, after showing who one is once more."""
    record, place = _own_place(request, code, number, pk)
    refused = ""
    if request.method == "POST":
        try:
            sign(signatory=place.signatory, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            refused = refusal.message
        else:
            messages.success(request, _("You signed %(code)s.") % {"code": record.agreement.code})
            return redirect(version_url(record))
    words = sign_context(record, place, refused)
    return confirm_page(
        request,
        record,
        refused=refused,
        heading=words["heading"],
        submit=words["submit"],
        consequences=[
            _("You act for %(side)s.") % {"side": words["side"]},
            _("Your name, the time and the hash of the exact text are kept: %(hash)s")
            % {"hash": record.text_hash},
        ],
    )


@allowed_if(is_customer)
def decline_here(request: HttpRequest, code: str, number: int, pk: uuid.UUID) -> HttpResponse:
    """Decline to approve or sign, with the reason that the other side is told."""
    record, place = _own_place(request, code, number, pk)
    return ask_for_reason(
        request,
        record,
        lambda reason: decline(
            signatory=place.signatory, reason=reason, actor=request.user, at=timezone.now()
        ),
        heading=_("Decline to sign"),
        consequences=[
            _("Whoever asked is told the reason."),
            _("Every signature given so far is void, and the text is negotiated again."),
        ],
        submit=_("Decline"),
    )


@allowed_if(is_customer)
def delegate_here(request: HttpRequest, code: str, number: int, pk: uuid.UUID) -> HttpResponse:
    """Let a colleague with authority act in one's place until a day."""
    record, place = _own_place(request, code, number, pk)
    form = DelegateForm(request.POST if request.method == "POST" else None)
    form.fields["to"].queryset = _colleagues(place.signatory)
    return answer_page(
        request,
        record,
        form,
        lambda form: delegate(
            signatory=place.signatory,
            to=form.cleaned_data["to"],
            until=form.cleaned_data["until"] + dt.timedelta(days=1),
            actor=request.user,
            at=timezone.now(),
        ),
        heading=_("Delegate"),
        consequences=[_("Your colleague signs in your place until then.")],
        submit=_("Delegate"),
    )


def _own_place(
    request: HttpRequest, code: str, number: int, pk: uuid.UUID
) -> tuple[Version, Place]:
    """The reader's own place for a party of theirs; everybody else's is not found."""
    record = my_version(request.user, code, number)
    row = get_object_or_404(
        Signatory.objects.visible_to(request.user).exclude(party=None), version=record, pk=pk
    )
    place = signing_of(record, at=timezone.now()).place_of(row)
    if request.user.person_id not in {place.actor.pk, row.person_id}:  # type: ignore[union-attr]
        raise Http404
    return record, place


def _colleagues(signatory: Signatory) -> Any:
    """Who has an authority for the same customer or what it is part of: never other people."""
    party = signatory.party
    assert party is not None
    assert party.customer_id is not None
    above = Customer.objects.above([party.customer_id])
    return Person.objects.filter(authorities__customer__in=above).distinct()
