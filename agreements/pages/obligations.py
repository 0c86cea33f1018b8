"""Duties of the parties: written by the manager, answered by whoever has them."""

import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, Obligation
from agreements.operations.keep_obligation import add_obligation, answer_obligation
from agreements.pages.forms import form_page
from agreements.pages.lifecycle_forms import SideField
from agreements.pages.lookup import managed_agreement, visible_agreement
from agreements.queries.access import is_customer
from agreements.queries.obligations import may_answer
from agreements.queries.text_bounds import LONGEST_REMARK
from common.forms import DOCUMENTS, UploadField
from common.ui.forms import DateInput


class ObligationForm(forms.Form):
    """Who has to do what, when."""

    refused = gettext_lazy("The obligation was not saved")

    party = SideField(label=gettext_lazy("Who"))
    what = forms.CharField(label=gettext_lazy("What has to be done"), max_length=300)
    rule = forms.CharField(
        label=gettext_lazy("When"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Such as: each quarter."),
    )
    due_on = forms.DateField(label=gettext_lazy("Due on"), widget=DateInput, required=False)


class AnswerForm(forms.Form):
    """Whether it was done."""

    refused = gettext_lazy("The answer was not saved")

    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=Obligation.State.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "3"}),
        required=False,
    )
    content = UploadField(
        label=gettext_lazy("What shows it"),
        endings=DOCUMENTS,
        required=False,
        help_text=gettext_lazy("The other side may read it."),
    )


@login_required
def create(request: HttpRequest, code: str) -> HttpResponse:
    """Write down a duty of one of the sides."""
    agreement = managed_agreement(request.user, code)
    form = ObligationForm(request.POST if request.method == "POST" else None)
    form.fields["party"].offer(agreement)
    return _form(
        request,
        form,
        lambda form: add_obligation(
            agreement=agreement, **form.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_("The obligation was saved."),
        heading=_("Obligation of %(agreement)s") % {"agreement": agreement.code},
        agreement=agreement,
        back=agreement.get_absolute_url(),
    )


@login_required
def answer(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """Say whether a duty was done: the manager of any, one of a customer's people of its own."""
    agreement = visible_agreement(request.user, code)
    row = get_object_or_404(
        Obligation.objects.visible_to(request.user).select_related("party__customer"),
        agreement=agreement,
        pk=pk,
    )
    if not may_answer(request.user, row, agreement):
        raise PermissionDenied
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        initial={"state": row.state, "note": row.note},
    )
    back = (
        reverse("agreements:my-agreement", args=[agreement.code])
        if is_customer(request.user)
        else agreement.get_absolute_url()
    )
    return _form(
        request,
        form,
        lambda form: answer_obligation(
            obligation=row, **form.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_("The answer was saved."),
        heading=row.what,
        agreement=agreement,
        back=back,
    )


def _form(
    request: HttpRequest,
    form: forms.Form,
    act: Any,
    *,
    done: str,
    heading: str,
    agreement: Agreement,
    back: str,
) -> HttpResponse:
    mine = is_customer(request.user)
    register = (
        (_("My services"), reverse("agreements:my-home"))
        if mine
        else (_("Agreements"), reverse("agreements:agreement-list"))
    )
    return form_page(
        request,
        form,
        save=act,
        done=done,
        goes_to=back,
        template="agreements/my_form.html" if mine else "ui/form.html",
        heading=heading,
        submit=_("Save"),
        cancel_url=back,
        crumbs=[register, (agreement.code, back), (_("Obligation"), None)],
    )
