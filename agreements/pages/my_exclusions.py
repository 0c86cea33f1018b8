"""The customer's own pages: time that is to be left out of a level, and our word on it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.pages.forms import show_refusal
from agreements.queries.access import is_customer
from agreements.queries.exclusion_consents import (
    asked_customers,
    exclusions_asked,
    party_key,
    undecided_exclusions,
)
from brm.models import Customer
from common.access import allowed_if
from common.problems import Refusal
from slm.models import Decision, Exclusion
from slm.operations.decide_exclusion import decide_for_party

LONGEST_REASON = 2_000


class WordForm(forms.Form):
    refused = gettext_lazy("Nothing was decided")

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea,
        help_text=gettext_lazy("Kept with the decision, beside your name."),
    )


@dataclass(frozen=True, slots=True)
class MyExclusion:
    """What a customer reads of an exclusion that it is asked about: an allow-list (decision 31)."""

    source: str
    reference: str
    service: str
    part: str
    cause: str
    start_at: dt.datetime
    end_at: dt.datetime | None
    evidence: str
    zone: str
    units: tuple[str, ...]
    said: tuple[tuple[str, str, str], ...]
    state: str
    is_waiting: bool


@allowed_if(is_customer)
def exclusion(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """What is to be left out and why, and the question whether we agree."""
    record, customers = _asked(request, code, reference)
    wish = request.POST.get("decision")
    form = WordForm(request.POST if wish else None)
    if wish in (Decision.APPROVED, Decision.REFUSED) and form.is_valid():
        try:
            _decide(record, customers, Decision(wish), form.cleaned_data["reason"], request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Your word on %(reference)s is kept.") % _name(record))
            return redirect("agreements:my-exclusion", code=code, reference=reference)
    return render(
        request,
        "agreements/my_exclusion.html",
        {"exclusion": _read(record, customers), "form": form},
        status=422 if form.errors else 200,
    )


def exclusions_panel(request: HttpRequest, _subject: Any) -> dict[str, Any] | None:
    """What waits for our word: a panel of the customer's home page."""
    rows = list(undecided_exclusions())
    asked = exclusions_asked(request.user, rows)
    mine = [_read(row, asked[row.pk]) for row in rows if row.pk in asked]
    waiting = [row for row in mine if row.is_waiting]
    return {"exclusions": waiting} if waiting else None


@transaction.atomic
def _decide(
    record: Exclusion, customers: list[Customer], decision: Decision, reason: str, actor: Any
) -> None:
    at = timezone.now()
    for customer in customers:
        decide_for_party(
            exclusion=record,
            party=party_key(customer),
            decision=decision,
            decision_reason=reason,
            actor=actor,
            at=at,
        )


def _asked(request: HttpRequest, code: str, reference: str) -> tuple[Exclusion, list[Customer]]:
    """The exclusion and our units whose word is asked for; 404 for all others."""
    record = get_object_or_404(
        Exclusion.objects.select_related("source", "fact__service", "fact__slice").prefetch_related(
            "consents__decided_by__person"
        ),
        source__code=code.upper(),
        external_id=reference,
        fact__is_void=False,
    )
    customers = asked_customers(request.user, record)
    if not customers:
        raise Http404
    return record, customers


def _name(record: Exclusion) -> dict[str, str]:
    return {"reference": record.external_id}


def _read(record: Exclusion, customers: list[Customer]) -> MyExclusion:
    fact, keys = record.fact, {party_key(one) for one in customers}
    said = {row.party: row for row in record.consents.all() if row.party in keys}
    return MyExclusion(
        source=record.source.code,
        reference=record.external_id,
        service=fact.service.name,
        part=fact.slice.name if fact.slice else "",
        cause=record.get_cause_display(),
        start_at=fact.start_at,
        end_at=fact.end_at,
        evidence=record.evidence,
        zone=customers[0].zone,
        units=tuple(one.name for one in customers),
        said=tuple(
            (row.get_decision_display(), row.decided_by.name, row.reason) for row in said.values()
        ),
        state="proposed" if record.decision == Decision.NONE else record.decision,
        is_waiting=len(said) < len(customers),
    )
