"""Enter a score, correct it, withdraw it."""

import uuid
from decimal import Decimal
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
from common.ui.forms import DateInput
from slm.models import Indicator, Score
from slm.operations.record_score import (
    MOST_RESPONDENTS,
    Said,
    correct_score,
    record_score,
    withdraw_score,
)
from slm.pages.doors import form_page, may_change
from slm.pages.part_fields import LONGEST_REASON, reason_field
from slm.pages.scores import find_indicator, find_score, score_crumbs
from slm.queries.scores import score_value, write_thousandths

_EVIDENCE = ("xlsx", "csv", *DOCUMENTS)


class ScoreForm(forms.Form):
    """A date, a value, and what shows it."""

    refused = _("The score was not entered")

    dated_on = forms.DateField(label=_("Date"), widget=DateInput)
    value = forms.DecimalField(label=_("Value"), max_digits=13, decimal_places=3)
    respondents = forms.IntegerField(
        label=_("Respondents"),
        min_value=1,
        max_value=MOST_RESPONDENTS,
        help_text=_("How many answered; the value is the mean of their answers."),
    )
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea, required=False, max_length=LONGEST_REASON
    )
    file = UploadField(
        endings=_EVIDENCE,
        label=_("Evidence"),
        required=False,
        help_text=_("A report, a table, a picture, an e-mail."),
    )

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        value = self.fields["value"]
        if indicator.kind == Indicator.Kind.SATISFACTION:
            value.help_text = _t("From %(lowest)d to %(highest)d.") % {
                "lowest": indicator.scale_from or 0,
                "highest": indicator.scale_to or 0,
            }
        else:
            del self.fields["respondents"]
            self.fields["dated_on"].help_text = _(
                "The day it speaks of, such as the last of a month. One figure a day."
            )
            self.fields["note"].help_text = _("What shows it, where no file does.")
            if indicator.unit:
                value.widget.attrs["data-unit"] = indicator.unit

    def said(self) -> Said:
        """As the verbs take it."""
        wish = self.cleaned_data
        return Said(
            dated_on=wish["dated_on"],
            value_thousandths=int(Decimal(wish["value"]).scaleb(3)),
            respondents=wish.get("respondents"),
            note=wish["note"],
            file=wish["file"],
        )


class CorrectForm(ScoreForm):
    refused = _("The score was not corrected")

    change_reason = reason_field(_("Why it is changed"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("Empty: the file that is there stays.")


class WithdrawForm(forms.Form):
    refused = _("The score was not withdrawn")

    change_reason = reason_field(_("Why it is withdrawn"))


@may_change
def score_create(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Enter a score of an indicator."""
    indicator = find_indicator(public_id)
    now = timezone.now()
    form = ScoreForm(
        request.POST or None,
        request.FILES or None,
        indicator=indicator,
        initial={"dated_on": timezone.localtime(now).date()},
    )
    return form_page(
        request,
        form,
        save=lambda form: record_score(
            indicator=indicator, said=form.said(), actor=request.user, at=now
        ),
        done=lambda row: _t("%(reference)s was entered.") % {"reference": row.external_id},
        heading=_t("New score of %(name)s") % {"name": indicator},
        submit=_("Enter the score"),
        crumbs=score_crumbs(indicator, (_("New score"), None)),
        cancel_url=indicator.get_absolute_url(),
    )


@may_change
def score_correct(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write the next version of a score, with its reason."""
    record = find_score(public_id)
    now = timezone.now()
    current = record.versions.get(number=record.version_number)
    form = CorrectForm(
        request.POST or None,
        request.FILES or None,
        indicator=record.indicator,
        initial={
            "dated_on": record.dated_on,
            "value": score_value(record),
            "respondents": record.respondents,
            "note": current.note,
        },
    )
    return form_page(
        request,
        form,
        save=lambda form: correct_score(
            score=record,
            said=form.said(),
            change_reason=form.cleaned_data["change_reason"],
            actor=request.user,
            at=now,
        ),
        done=lambda row: _t("%(reference)s was corrected.") % {"reference": row.external_id},
        heading=_t("Correct %(reference)s") % {"reference": record.external_id},
        submit=_("Save the correction"),
        crumbs=_crumbs(record, _("Correct")),
        cancel_url=record.get_absolute_url(),
    )


@may_change
def score_withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask why, then let it count no more."""
    record = find_score(public_id)
    if record.is_void:
        messages.info(request, _t("It is withdrawn already."))
        return redirect(record)
    now = timezone.now()
    return form_page(
        request,
        WithdrawForm(request.POST or None),
        save=lambda form: withdraw_score(
            score=record,
            change_reason=form.cleaned_data["change_reason"],
            actor=request.user,
            at=now,
        ),
        done=lambda row: _t("%(reference)s was withdrawn.") % {"reference": row.external_id},
        heading=_t("Withdraw %(reference)s") % {"reference": record.external_id},
        submit=_("Withdraw it"),
        crumbs=_crumbs(record, _("Withdraw")),
        cancel_url=record.get_absolute_url(),
        template="ui/confirm.html",
        danger=True,
        consequences=[
            _t("%(value)s of %(day)s counts no more; running periods move.")
            % {
                "value": write_thousandths(record.value_thousandths),
                "day": record.dated_on.isoformat(),
            },
            _t("What was said stays in its versions. A correction makes it count again."),
        ],
    )


def _crumbs(record: Score, last: Any) -> Any:
    return score_crumbs(
        record.indicator,
        (_("Scores"), reverse("slm:score-list", args=[record.indicator.public_id])),
        (record.external_id, record.get_absolute_url()),
        (last, None),
    )
