"""Propose an exclusion, change it, decide on it, withdraw it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.forms import DOCUMENTS, UploadField
from common.ui.forms import MomentInput
from slm.models import Exclusion
from slm.operations.decide_exclusion import approve_exclusion, refuse_exclusion
from slm.operations.propose_exclusion import (
    change_exclusion,
    propose_exclusion,
    withdraw_exclusion,
)
from slm.operations.write_protections import Part
from slm.pages.doors import form_page, may_change
from slm.pages.exclusions import exclusion_crumbs, find_exclusion
from slm.pages.maintenance_forms import DecideForm, may_decide
from slm.pages.part_fields import LONGEST_REASON, PartChoices, reason_field, zoned


class SpanForm(forms.Form):
    """What is to be left out, why, and what shows it."""

    cause = forms.ChoiceField(
        label=_("Cause"), choices=Exclusion.Cause.choices, widget=forms.RadioSelect
    )
    start_at = forms.DateTimeField(widget=MomentInput)
    end_at = forms.DateTimeField(widget=MomentInput)
    evidence = forms.CharField(
        label=_("Evidence"),
        widget=forms.Textarea,
        max_length=LONGEST_REASON,
        help_text=_("What shows that it was so: a letter, a ticket, a news report."),
    )
    file = UploadField(
        endings=DOCUMENTS,
        label=_("File"),
        required=False,
        help_text=_("PDF, DOCX, picture, e-mail or text."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start_at"].label = zoned(_t("From"))
        self.fields["end_at"].label = zoned(_t("Until"))

    def arguments(self) -> dict[str, Any]:
        """As the verb takes them."""
        wish = dict(self.cleaned_data)
        file = wish.pop("file")
        return {**wish, "files": [file] if file else []}


class ProposeForm(SpanForm):
    refused = _("The exclusion was not proposed")

    part = forms.ChoiceField(
        label=_("Service or slice"),
        widget=forms.Select,
        help_text=_(
            "It is left out for everybody who uses this. What concerns one customer alone belongs "
            "to a slice that only this customer uses, promised by an indicator of its own."
        ),
    )

    field_order = ("part", "cause", "start_at", "end_at", "evidence", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = PartChoices()
        self.fields["part"].choices = self.known.choices

    def clean_part(self) -> Part:
        return self.known.parts[self.cleaned_data["part"]]


class ChangeForm(SpanForm):
    refused = _("The exclusion was not changed")

    change_reason = reason_field(_("Why it is changed"))


class WithdrawForm(forms.Form):
    refused = _("The exclusion was not withdrawn")

    change_reason = reason_field(_("Why it is withdrawn"))


@may_change
def propose(request: HttpRequest) -> HttpResponse:
    """Propose: it counts once another person approves it."""
    now = timezone.now()
    form = ProposeForm(
        request.POST or None,
        request.FILES or None,
        initial={"part": request.GET.get("service", "").upper()},
    )
    return form_page(
        request,
        form,
        save=lambda form: propose_exclusion(**form.arguments(), actor=request.user, at=now),
        done=lambda row: (
            _t("%(reference)s waits for another person to decide.") % {"reference": row.external_id}
        ),
        heading=_("Propose an exclusion"),
        submit=_("Propose it"),
        crumbs=exclusion_crumbs(None, _("Propose")),
        cancel_url=reverse("slm:exclusion-list"),
    )


@may_change
def change(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Write what is now proposed; it waits for a decision again."""
    record = find_exclusion(code, reference)
    now = timezone.now()
    form = ChangeForm(
        request.POST or None,
        request.FILES or None,
        initial={
            "cause": record.cause,
            "start_at": record.fact.start_at,
            "end_at": record.fact.end_at,
            "evidence": record.evidence,
        },
    )
    return form_page(
        request,
        form,
        save=lambda form: change_exclusion(
            exclusion=record, **form.arguments(), actor=request.user, at=now
        ),
        done=lambda row: (
            _t("%(reference)s waits for another person to decide.") % {"reference": row.external_id}
        ),
        heading=_t("Change %(reference)s") % {"reference": record.external_id},
        submit=_("Save the change"),
        crumbs=exclusion_crumbs(record, _("Change")),
        cancel_url=record.get_absolute_url(),
    )


@may_decide
def approve(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Ask why, then leave its time out."""
    record = find_exclusion(code, reference)
    return _decide(
        request,
        record,
        verb=approve_exclusion,
        heading=_t("Approve %(reference)s") % {"reference": record.external_id},
        submit=_("Approve it"),
        consequences=[
            _t("Its time is left out of every level of %(name)s.")
            % {"name": record.fact.service.name},
            _t("Levels are computed again; a breach that rests on this time is withdrawn."),
        ],
    )


@may_decide
def refuse(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Ask why, then let its time count."""
    record = find_exclusion(code, reference)
    return _decide(
        request,
        record,
        verb=refuse_exclusion,
        heading=_t("Refuse %(reference)s") % {"reference": record.external_id},
        submit=_("Refuse it"),
        danger=True,
        consequences=[
            _t("Its time counts like any other."),
            _t("It stays in the log with your name and reason."),
        ],
    )


def _decide(request: HttpRequest, record: Exclusion, *, verb: Any, **words: Any) -> HttpResponse:
    if record.fact.is_void:
        messages.info(request, _t("It was withdrawn: there is nothing to decide."))
        return redirect(record)
    now = timezone.now()
    return form_page(
        request,
        DecideForm(request.POST or None),
        save=lambda form: verb(
            exclusion=record,
            decision_reason=form.cleaned_data["reason"],
            actor=request.user,
            at=now,
        ),
        done=lambda row: f"{row.external_id}: {row.get_decision_display()}",
        crumbs=exclusion_crumbs(record, words["submit"]),
        cancel_url=record.get_absolute_url(),
        template="ui/confirm.html",
        **words,
    )


@may_change
def withdraw(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Ask why, then take the proposal back."""
    record = find_exclusion(code, reference)
    if record.fact.is_void:
        messages.info(request, _t("It is withdrawn already."))
        return redirect(record)
    now = timezone.now()
    return form_page(
        request,
        WithdrawForm(request.POST or None),
        save=lambda form: withdraw_exclusion(
            exclusion=record,
            change_reason=form.cleaned_data["change_reason"],
            actor=request.user,
            at=now,
        ),
        done=lambda row: _t("%(reference)s was withdrawn.") % {"reference": row.external_id},
        heading=_t("Withdraw %(reference)s") % {"reference": record.external_id},
        submit=_("Withdraw the exclusion"),
        crumbs=exclusion_crumbs(record, _("Withdraw")),
        cancel_url=record.get_absolute_url(),
        template="ui/confirm.html",
        danger=True,
        consequences=[
            _t("Its time counts like any other."),
            _t("Everything said of it so far stays in its versions."),
        ],
    )
