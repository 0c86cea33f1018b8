"""The small forms on an agreement's term: notice, renewal, review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from agreements.pages.lifecycle_forms import SideField
from agreements.queries.text_bounds import LONGEST_REMARK
from common.ui.forms import DateInput


class NoticeForm(forms.Form):
    """Who gave notice, when it arrived, and why."""

    refused = _("The notice was not recorded")
    party = SideField(label=_("Given by"))
    given_by = forms.CharField(label=_("Who gave it"), max_length=160)
    received_on = forms.DateField(
        label=_("Arrived"),
        widget=DateInput,
        help_text=_("The day on which it reached the other side decides which term it ends."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REMARK, widget=forms.Textarea({"rows": "3"})
    )

    def __init__(self, *args: Any, agreement: Agreement, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["party"]
        assert isinstance(field, SideField)
        field.offer(agreement)


class RenewalForm(forms.Form):
    """Who agreed on a further term, and what shows it."""

    refused = _("The agreement was not renewed")
    agreed_by = forms.CharField(label=_("Who agreed"), max_length=160)
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "3"}),
        help_text=_("Minutes, e-mail, signed document: what, by whom, of which day (R19)."),
    )


class ReviewForm(forms.Form):
    """What came of a review, and when the next one is."""

    refused = _("The review was not recorded")
    words = forms.CharField(
        label=_("Outcome"), max_length=LONGEST_REMARK, widget=forms.Textarea({"rows": "3"})
    )
    next_on = forms.DateField(label=_("Next review"), widget=DateInput)


class MoveReviewForm(forms.Form):
    """Another day for the next review, and why."""

    refused = _("The review was not moved")
    next_on = forms.DateField(label=_("Next review"), widget=DateInput)
    words = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REMARK, widget=forms.Textarea({"rows": "3"})
    )
