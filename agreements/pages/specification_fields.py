"""The forms in which a specification is written."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation
from agreements.models import (
    SectionSet,
    Specification,
    SpecificationLine,
    Target,
    Volume,
    WantedTarget,
)
from agreements.operations.save_agreement import propose_code
from agreements.queries.amounts import amount_text, parse_amount
from agreements.queries.text_bounds import LONGEST_REMARK, LONGEST_TEXT
from agreements.queries.trace import trace
from slm.engine.metrics import Form, Metric, meaning
from slm.models import Indicator, Provider, Service, ServiceHours


class SpecificationForm(forms.Form):
    """What holds for all lines."""

    refused = _("The specification was not saved")

    approach = forms.CharField(
        label=_("How it will be made"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": "5"}),
        required=False,
    )
    constraint_note = forms.CharField(
        label=_("What cannot be changed"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "3"}),
        required=False,
        help_text=_("A supplier's contract that stays as it is, for example (R61)."),
    )

    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class LineForm(forms.Form):
    """How one thing is made; for a level that was asked for, also what will be promised."""

    refused = _("The line was not saved")

    answers = forms.ChoiceField(label=_("Answers"), required=False)
    how = forms.CharField(label=_("How it is made"), max_length=240)
    component = forms.ModelChoiceField(
        label=_("Component"),
        queryset=Service.objects.order_by("name"),
        to_field_name="code",
        required=False,
        help_text=_("The service that does it."),
    )
    provider = forms.ModelChoiceField(
        label=_("Team or supplier"), queryset=Provider.objects.order_by("name"), required=False
    )
    internal_target = forms.CharField(
        label=_("Internal target"),
        max_length=160,
        required=False,
        help_text=_("What the team or supplier must keep so that this holds."),
    )
    monthly_cost = forms.DecimalField(
        label=_("Cost a month"),
        min_value=Decimal(0),
        max_digits=18,
        decimal_places=2,
        required=False,
    )
    indicator = forms.ModelChoiceField(
        label=_("Measured by"),
        queryset=Indicator.objects.none(),
        to_field_name="public_id",
        required=False,
        help_text=_("Choose one where this becomes a promise: its target is made from this line."),
    )
    hours = forms.ModelChoiceField(
        label=_("Service hours"),
        queryset=ServiceHours.objects.order_by("name"),
        to_field_name="code",
        required=False,
    )
    promised = forms.CharField(
        label=_("To be promised"),
        max_length=40,
        required=False,
        help_text=_("In the unit of the level that was asked for; empty: as it was asked for."),
    )

    def __init__(
        self,
        *args: Any,
        specification: Specification,
        line: SpecificationLine | None = None,
        **options: Any,
    ):
        super().__init__(*args, **options)
        self.asked: dict[str, WantedTarget | Volume] = {
            str(row.asked.pk): row.asked for row in trace(specification) if row.asked
        }
        self.fields["answers"].choices = [
            ("", _("Nothing that was asked for by name")),
            *((key, str(asked)) for key, asked in self.asked.items()),
        ]
        self.fields["indicator"].queryset = (
            Indicator.objects.filter(service__in=specification.requirement.services.values("pk"))
            .select_related("service", "slice")
            .order_by("service__name", "kind", "name")
        )
        if line is not None:
            self.initial = _stored(line) | dict(self.initial)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        asked = self.asked.get(data.get("answers", ""))
        data["threshold_ppm"] = data["limit"] = None
        if data.get("indicator") is None or not isinstance(asked, WantedTarget):
            return data
        is_share = meaning(Metric(asked.metric)).form is Form.SHARE
        amount = asked.threshold_ppm if is_share else asked.limit
        if data.get("promised"):
            try:
                amount = parse_amount(asked.metric, data["promised"])
            except ValueError as error:
                self.add_error("promised", str(error))
        data["threshold_ppm" if is_share else "limit"] = amount
        return data

    def values(self) -> dict[str, Any]:
        """What was typed, under the names of SpecificationLine's fields."""
        data = dict(self.cleaned_data)
        asked = self.asked.get(data.pop("answers"))
        data.pop("promised")
        return data | {
            "wanted": asked if isinstance(asked, WantedTarget) else None,
            "volume": asked if isinstance(asked, Volume) else None,
        }


class AgreeForm(forms.Form):
    """The cover of the agreement that is begun from a specification."""

    refused = _("The agreement was not begun")

    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        required=False,
        help_text=_("Left empty, the next free number is taken. It never changes."),
    )
    title = forms.CharField(label=_("Title"), max_length=160)
    section_set = forms.ModelChoiceField(
        label=_("Sections"),
        queryset=SectionSet.objects.filter(kind=SectionSet.Kind.SLA, is_retired=False),
        to_field_name="code",
        help_text=_("What the requirement says is carried into the sections of the same topic."),
    )
    zone = forms.CharField(
        label=_("Time zone of its dates"),
        max_length=64,
        help_text=_("Such as Asia/Jakarta. Term and notice days are days there."),
    )
    providers = forms.ModelMultipleChoiceField(
        label=_("Providers"), queryset=Provider.objects.order_by("name"), required=False
    )

    def __init__(self, *args: Any, specification: Specification, **options: Any):
        super().__init__(*args, **options)
        usual = self.fields["section_set"].queryset.filter(is_default=True).first()
        self.initial = {
            "title": specification.requirement.title,
            "zone": specification.requirement.customer.zone or Installation.current().zone,
            "section_set": usual.code if usual else None,
        } | dict(self.initial)
        self.fields["code"].widget.attrs["placeholder"] = propose_code("sla")


def _stored(line: SpecificationLine) -> dict[str, Any]:
    amount = line.limit if line.threshold_ppm is None else line.threshold_ppm
    metric = line.wanted.metric if line.wanted else Target.Metric.AVAILABILITY
    return {
        "answers": str(line.wanted_id or line.volume_id or ""),
        "how": line.how,
        "component": line.component.code if line.component else None,
        "provider": line.provider_id,
        "internal_target": line.internal_target,
        "monthly_cost": line.monthly_cost,
        "indicator": line.indicator.public_id if line.indicator else None,
        "hours": line.hours.code if line.hours else None,
        "promised": "" if amount is None else amount_text(metric, amount),
    }
