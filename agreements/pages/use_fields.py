"""The forms in which the use of a service is written."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import ServiceUse
from brm.models import BusinessOutcome, Customer
from brm.queries.writing import written_by
from common.forms import TABLES, UploadField
from common.ui.forms import DateInput
from slm.models import Service


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=Decimal(0), max_digits=18, decimal_places=2, required=False
    )


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput, required=False, **options)


def _text(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea({"rows": "2"}), required=False, **options
    )


class UseForm(forms.Form):
    """Users, criticality, cost of an hour and value, each with its ground and day."""

    refused = _("The use was not saved")

    customer = forms.ModelChoiceField(
        label=_("Customer"), queryset=Customer.objects.none(), to_field_name="code"
    )
    service = forms.ModelChoiceField(
        label=_("Service"),
        queryset=Service.objects.exclude(portfolio_state=Service.Portfolio.RETIRED).order_by(
            "name", "pk"
        ),
        to_field_name="code",
    )
    users = forms.IntegerField(label=_("Users"), min_value=0, max_value=2**31 - 1, required=False)
    users_on = _day(_("Counted on"))
    criticality = forms.ChoiceField(
        label=_("Criticality to this unit"),
        choices=[("", _("nobody said")), *ServiceUse.Criticality.choices],
        required=False,
    )
    criticality_basis = _text(
        _("On what ground"), help_text=_("Who said so, or what was looked at (R29).")
    )
    hour_cost = _amount(_("Cost of an hour without it"))
    currency = forms.RegexField(
        label=_("Currency"),
        regex=r"^[A-Z]{3}\Z",
        max_length=3,
        error_messages={"invalid": _("Three capital letters, such as IDR.")},
    )
    hour_cost_basis = _text(
        _("How that was worked out"),
        help_text=_("Such as: 300 orders an hour at 70 000, half of them lost."),
    )
    hour_cost_on = _day(_("Worked out on"))
    month_value = _amount(_("Perceived value a month"))
    month_value_by = forms.CharField(label=_("Estimated by"), max_length=120, required=False)
    month_value_on = _day(_("Estimated on"))
    since_on = _day(_("Used since"))
    last_day = _day(_("Last day included"), help_text=_("Empty while it is used."))

    def __init__(self, *args: Any, user: Any, use: ServiceUse | None = None, **options: Any):
        super().__init__(*args, **options)
        customers: Any = self.fields["customer"]
        customers.queryset = written_by(user).order_by("name", "pk")
        customers.label_from_instance = lambda customer: f"{customer.name} ({customer.code})"
        if use is not None:
            del self.fields["customer"], self.fields["service"]
            self.initial = {name: getattr(use, name) for name in self.fields} | dict(self.initial)

    def values(self) -> dict[str, Any]:
        """What was typed, under the names of the verb's arguments."""
        data = dict(self.cleaned_data)
        last_day = data.pop("last_day")
        return data | {"ends_before": last_day and last_day + dt.timedelta(days=1)}


class UseTableForm(forms.Form):
    """A table of uses to be imported."""

    MEGABYTES = 20
    refused = _("The file was not taken")

    file = UploadField(
        endings=TABLES,
        max_bytes=MEGABYTES * 1024 * 1024,
        any_encoding=True,
        label=_("File"),
        help_text=_("CSV or XLSX; the list can be exported, changed and given back."),
    )


class WeightsForm(forms.Form):
    """How hard each outcome rests on a use: a field for each, empty for not at all."""

    refused = _("The outcomes were not saved")

    def __init__(
        self, *args: Any, use: ServiceUse, outcomes: list[BusinessOutcome], **options: Any
    ):
        super().__init__(*args, **options)
        self.outcomes = {f"outcome-{row.pk}": row for row in outcomes}
        known = dict(use.dependencies.values_list("outcome_id", "weight"))
        for name, row in self.outcomes.items():
            self.fields[name] = forms.IntegerField(
                label=row.statement,
                min_value=0,
                max_value=10,
                required=False,
                initial=known.get(row.pk),
                help_text=_("%(customer)s, importance %(importance)d")
                % {"customer": row.customer, "importance": row.importance},
            )

    def weights(self) -> dict[BusinessOutcome, int]:
        """The outcomes that were given a weight."""
        return {
            row: self.cleaned_data[name]
            for name, row in self.outcomes.items()
            if self.cleaned_data[name] is not None
        }
