"""The form in which a wanted level is written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Requirement, Target, WantedTarget
from agreements.pages.amount_fields import AmountFields, amount_initial
from agreements.queries.text_bounds import LONGEST_REMARK
from slm.models import Service


class WantedForm(AmountFields):
    """A level that the customer wants, in its own words and as a figure."""

    refused = _("The wanted level was not saved")
    field_order = (
        "wording",
        "service",
        "metric",
        "amount",
        "within",
        "priority",
        "period",
        "importance",
        "protects",
    )

    wording = forms.CharField(
        label=_("In business words"),
        max_length=240,
        help_text=_("Such as: salaries are paid out by the 25th, whatever happens."),
    )
    service = forms.ModelChoiceField(
        label=_("Service"), queryset=Service.objects.none(), to_field_name="code"
    )
    metric = forms.ChoiceField(label=_("What is measured"), choices=Target.Metric.choices)
    priority = forms.CharField(
        label=_("Priority"),
        max_length=24,
        required=False,
        help_text=_("Of work items: which ones are meant, such as P1. Empty: all."),
    )
    period = forms.ChoiceField(
        label=_("Period"), choices=Target.Period.choices, initial=Target.Period.MONTH
    )
    importance = forms.TypedChoiceField(
        label=_("Importance"),
        coerce=int,
        initial=3,
        choices=[
            (1, _("1 – nice to have")),
            (2, "2"),
            (3, _("3 – needed")),
            (4, "4"),
            (5, _("5 – the business stands still without it")),
        ],
    )
    protects = forms.CharField(
        label=_("Business outcome it protects"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "2"}),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        requirement: Requirement,
        wanted: WantedTarget | None = None,
        **options: Any,
    ):
        super().__init__(*args, **options)
        services = requirement.services.order_by("name")
        self.fields["service"].queryset = services
        if wanted is not None:
            plain = ("wording", "metric", "priority", "period", "importance", "protects")
            self.initial = (
                {name: getattr(wanted, name) for name in plain}
                | {"service": wanted.service.code}
                | amount_initial(
                    wanted.metric,
                    threshold_ppm=wanted.threshold_ppm,
                    limit=wanted.limit,
                    within=wanted.within,
                )
                | dict(self.initial)
            )
        elif len(services) == 1:
            self.initial.setdefault("service", services[0].code)

    def values(self) -> dict[str, Any]:
        """What was typed, under the names of WantedTarget's fields."""
        plain = ("wording", "service", "metric", "priority", "period", "importance", "protects")
        return {name: self.cleaned_data[name] for name in plain} | self.amounts()
