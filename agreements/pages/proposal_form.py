"""The form in which another figure for a target is proposed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Target
from agreements.queries.amounts import parse_amount, write_wanted
from agreements.queries.text_bounds import LONGEST_REMARK
from slm.engine.metrics import Form, Metric, meaning


class ProposalForm(forms.Form):
    """A figure as people write it, beside the one that the draft has."""

    refused = _("The proposal was not saved")
    figure = forms.CharField(label=_("Proposed"), max_length=40)
    comment = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "3"}),
        required=False,
    )

    def __init__(self, *args: Any, target: Target, **options: Any) -> None:
        super().__init__(*args, **options)
        self.target = target
        self.fields["figure"].help_text = _("In the draft: %(figure)s.") % {
            "figure": write_wanted(target)
        }

    def clean_figure(self) -> int:
        try:
            return parse_amount(self.target.metric, self.cleaned_data["figure"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def figures(self) -> dict[str, Any]:
        """The cleaned figure under the names of the verb."""
        is_share = meaning(Metric(self.target.metric)).form is Form.SHARE
        figure = self.cleaned_data["figure"]
        return {
            "threshold_ppm": figure if is_share else None,
            "limit": None if is_share else figure,
            "comment": self.cleaned_data["comment"],
        }
