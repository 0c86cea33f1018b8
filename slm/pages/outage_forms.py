"""Report an outage, say that it is over, say better what it was, withdraw it."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.problems import Refusal
from common.ui.forms import MomentInput
from slm.models import Fact, Layer
from slm.operations.declare_outage import declare_outage
from slm.operations.record_outage import correct_outage, end_outage, withdraw_outage
from slm.pages.doors import form_page, may_change, refuse
from slm.pages.outages import find_outage, outage_crumbs
from slm.pages.part_fields import LONGEST_REASON, PartsMixin, parts_field, zoned

LAYERS = [(layer.value, layer.label) for layer in (Layer.DOWN, Layer.PARTIAL, Layer.DEGRADED)]


def _whole(at: dt.datetime) -> dt.datetime:
    return at.replace(microsecond=0)


class SpanForm(forms.Form):
    """What an outage was and how long."""

    layer = forms.TypedChoiceField(
        label=_("What it was"),
        choices=LAYERS,
        coerce=lambda value: Layer(int(value)),
        widget=forms.RadioSelect,
        initial=Layer.DOWN.value,
    )
    start_at = forms.DateTimeField(widget=MomentInput)
    end_at = forms.DateTimeField(
        widget=MomentInput, required=False, help_text=_("Empty while it goes on.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("As far as it is known; it can be said better later."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start_at"].label = zoned(_t("From"))
        self.fields["end_at"].label = zoned(_t("Until"))


class DeclareForm(PartsMixin, SpanForm):
    refused = _("The outage was not recorded")

    parts = parts_field()

    field_order = ("parts", "layer", "start_at", "end_at", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fill_parts()


class CorrectForm(SpanForm):
    refused = _("The outage was not corrected")

    change_reason = forms.CharField(
        label=_("Why it is changed"),
        max_length=LONGEST_REASON,
        help_text=_("Kept with the version, beside your name."),
    )


class EndForm(forms.Form):
    refused = _("The outage is still open")

    end_at = forms.DateTimeField(widget=MomentInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end_at"].label = zoned(_t("Recovered at"))


class WithdrawForm(forms.Form):
    refused = _("The outage was not withdrawn")

    change_reason = forms.CharField(label=_("Why it is withdrawn"), max_length=LONGEST_REASON)


@may_change
def declare(request: HttpRequest) -> HttpResponse:
    """One form for one or several services and slices; ready to be sent once they are chosen."""
    now = timezone.now()
    wished = request.GET.getlist("service")
    form = DeclareForm(
        request.POST or None,
        initial={"start_at": _whole(now), "parts": [code.upper() for code in wished]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            facts = declare_outage(**form.cleaned_data, actor=request.user, at=now)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            count = len(facts)
            messages.success(
                request,
                ngettext("%(count)d outage recorded.", "%(count)d outages recorded.", count)
                % {"count": count},
            )
            return redirect(facts[0] if count == 1 else reverse("slm:outage-list"))
    context = {
        "form": form,
        "heading": _("Report an outage"),
        "submit": _("Record the outage"),
        "keys": "Ctrl+Enter",
        "cancel_url": reverse("slm:outage-list"),
        "crumbs": outage_crumbs(None, _("Report an outage")),
    }
    return render(request, "ui/form.html", context)


@may_change
def end(request: HttpRequest, code: str, began: int, reference: str) -> HttpResponse:
    """Say when an open outage was over; now is proposed."""
    fact = find_outage(code, began, reference)
    if not fact.is_open:
        messages.info(request, _t("This outage is over already."))
        return redirect(fact)
    now = timezone.now()
    return form_page(
        request,
        EndForm(request.POST or None, initial={"end_at": _whole(now)}),
        save=lambda form: end_outage(
            fact=fact, end_at=form.cleaned_data["end_at"], actor=request.user, at=now
        ),
        done=lambda record: _t("%(reference)s is over.") % {"reference": record.external_id},
        heading=_t("%(name)s recovered") % {"name": fact.service.name},
        submit=_("Declare recovered"),
        crumbs=outage_crumbs(fact, _("Recovered")),
        cancel_url=fact.get_absolute_url(),
    )


@may_change
def correct(request: HttpRequest, code: str, began: int, reference: str) -> HttpResponse:
    """Write the next version of an outage; the earlier ones stay."""
    fact = find_outage(code, began, reference)
    now = timezone.now()

    def save(form: CorrectForm) -> Fact:
        return correct_outage(fact=fact, **form.cleaned_data, actor=request.user, at=now)

    return form_page(
        request,
        CorrectForm(
            request.POST or None,
            initial={
                "layer": fact.layer,
                "start_at": fact.start_at,
                "end_at": fact.end_at,
                "reason": fact.reason,
            },
        ),
        save=save,
        done=lambda record: _t("%(reference)s was corrected.") % {"reference": record.external_id},
        heading=_t("Correct %(reference)s") % {"reference": fact.external_id},
        submit=_("Save the correction"),
        crumbs=outage_crumbs(fact, _("Correct")),
        cancel_url=fact.get_absolute_url(),
    )


@may_change
def withdraw(request: HttpRequest, code: str, began: int, reference: str) -> HttpResponse:
    """Ask why, then say that there was no outage."""
    fact = find_outage(code, began, reference)
    if fact.is_void:
        messages.info(request, _t("This outage is withdrawn already."))
        return redirect(fact)
    now = timezone.now()
    return form_page(
        request,
        WithdrawForm(request.POST or None),
        save=lambda form: withdraw_outage(
            fact=fact,
            change_reason=form.cleaned_data["change_reason"],
            actor=request.user,
            at=now,
        ),
        done=lambda record: _t("%(reference)s was withdrawn.") % {"reference": record.external_id},
        heading=_t("Withdraw %(reference)s") % {"reference": fact.external_id},
        submit=_("Withdraw the outage"),
        crumbs=outage_crumbs(fact, _("Withdraw")),
        cancel_url=fact.get_absolute_url(),
        template="ui/confirm.html",
        danger=True,
        consequences=[
            _t("It no longer counts for any level of %(name)s.") % {"name": fact.service.name},
            _t("A breach that rests on it is withdrawn; nothing is deleted."),
            _t("Everything said of it so far stays in its versions."),
        ],
    )
