"""The forms in which an agreement is written."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation, Role, User
from accounts.queries.roles import has_role, users_with_role
from agreements.models import Agreement, Version
from agreements.operations.write_term import MOST_DAYS, MOST_MONTHS, WrittenTerm
from agreements.queries.access import MANAGERS, UNDERPINNING_MANAGERS, managed_customers
from agreements.queries.local_dates import last_day, local_day
from agreements.queries.percents import parse_percent, percent_text
from agreements.queries.text_bounds import LONGEST_REMARK
from brm.models import Customer
from common.form_page import form_page as common_page
from common.ui.forms import DateInput
from slm.models import Provider


class PercentField(forms.CharField):
    """A percentage as people write it, cleaned to parts per million without a float."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "widget",
            forms.TextInput(
                {"data-unit": "%", "inputmode": "decimal", "class": "input input--num"}
            ),
        )
        super().__init__(max_length=12, **options)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_percent(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return percent_text(value, least=0) if isinstance(value, int) else value


class AgreementForm(forms.Form):
    """The cover of an agreement: code, kind, title, parties, zone, owner."""

    refused = _("The agreement was not saved")

    kind = forms.ChoiceField(label=_("Kind"), choices=Agreement.Kind.choices)
    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        required=False,
        help_text=_("Left empty, the next free number is taken. It never changes."),
    )
    title = forms.CharField(label=_("Title"), max_length=160)
    level = forms.ChoiceField(
        label=_("Level"),
        choices=Agreement.Level.choices,
        initial=Agreement.Level.CUSTOMER,
        help_text=_("Of an SLA: for everybody, for one customer, or for one service."),
    )
    customers = forms.ModelMultipleChoiceField(
        label=_("Customers"),
        queryset=Customer.objects.none(),
        required=False,
        help_text=_("Who is promised something. An OLA or a contract may have none."),
    )
    providers = forms.ModelMultipleChoiceField(
        label=_("Providers"),
        queryset=Provider.objects.all(),
        required=False,
        help_text=_("The team or supplier who promises. Needed for an OLA and a contract."),
    )
    zone = forms.CharField(
        label=_("Time zone of its dates"),
        max_length=64,
        help_text=_("Such as Asia/Jakarta. Term and notice days are days there."),
    )
    owner = forms.ModelChoiceField(
        label=_("Service level manager"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Is told of risks and breaches. Without one every manager is."),
    )
    parent = forms.ModelChoiceField(
        label=_("Under"),
        queryset=Agreement.objects.none(),
        required=False,
        help_text=_("The corporate or customer agreement whose terms it refines."),
    )

    is_contractual = forms.BooleanField(
        label=_("Contractual"),
        required=False,
        help_text=_("A contract in law, as with an external customer or supplier (R47)."),
    )
    is_standard = forms.BooleanField(
        label=_("Standard terms"),
        required=False,
        help_text=_("Offered to everybody as it stands; otherwise it was negotiated (R47)."),
    )
    next_review_on = forms.DateField(
        label=_("Next review"),
        widget=DateInput,
        required=False,
        help_text=_("Left empty, a year ahead. Later it moves only with a reason (R72)."),
    )
    is_intent = forms.BooleanField(
        label=_("Only a statement of intent yet"),
        required=False,
        help_text=_("The parties mean to agree; its draft is begun later."),
    )

    def __init__(self, *args: Any, user: Any, agreement: Agreement | None = None, **options: Any):
        super().__init__(*args, **options)
        unlimited = has_role(user, *MANAGERS)
        customers = Customer.objects.visible_to(user) if unlimited else managed_customers(user)
        self.fields["customers"].queryset = customers.order_by("name")
        self.fields["owner"].queryset = (
            users_with_role(Role.SERVICE_LEVEL_MANAGER).select_related("person").order_by("email")
        )
        self.fields["parent"].queryset = Agreement.objects.visible_to(user).filter(
            kind=Agreement.Kind.SLA
        )
        if not unlimited:
            kinds = [Agreement.Kind.OLA, Agreement.Kind.UC]
            if not has_role(user, *UNDERPINNING_MANAGERS):
                kinds = [Agreement.Kind.SLA]
            self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if agreement is not None:
            for name in ("kind", "code", "is_intent", "next_review_on"):
                del self.fields[name]
            self.fields["parent"].queryset = self.fields["parent"].queryset.exclude(pk=agreement.pk)
            self.initial = {
                "title": agreement.title,
                "level": agreement.level or Agreement.Level.CUSTOMER,
                "zone": agreement.zone,
                "owner": agreement.owner_id,
                "parent": agreement.parent_id,
                "is_contractual": agreement.is_contractual,
                "is_standard": agreement.is_standard,
                "customers": list(agreement.customers.values_list("pk", flat=True)),
                "providers": [
                    party.provider_id for party in agreement.parties.exclude(provider=None)
                ],
            } | dict(self.initial)
        else:
            self.initial.setdefault("zone", Installation.current().zone)


class VersionForm(forms.Form):
    """The term of a draft, by dates or in months, and how it was agreed."""

    refused = _("The term was not saved")

    starts_on = forms.DateField(label=_("In force from"), widget=DateInput, required=False)
    ends_on = forms.DateField(
        label=_("Last day included"),
        widget=DateInput,
        required=False,
        help_text=_("Empty: it follows from the months, or it holds until it is ended."),
    )
    initial_months = forms.IntegerField(
        label=_("Initial term"),
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
        widget=forms.NumberInput({"data-unit": _("months")}),
        help_text=_("Empty: by the last day, or without an end."),
    )
    counts_from_on = forms.DateField(
        label=_("Months counted from"),
        widget=DateInput,
        required=False,
        help_text=_("Empty: from the day on which this version comes in force."),
    )
    renewal = forms.ChoiceField(
        label=_("At the end of a term"), choices=Version.Renewal.choices, required=False
    )
    renewal_months = forms.IntegerField(
        label=_("Further terms"),
        min_value=0,
        max_value=MOST_MONTHS,
        required=False,
        widget=forms.NumberInput({"data-unit": _("months")}),
    )
    notice_months = forms.IntegerField(
        label=_("Notice"),
        min_value=0,
        max_value=MOST_MONTHS,
        required=False,
        widget=forms.NumberInput({"data-unit": _("months")}),
        help_text=_("It must arrive so long before the end."),
    )
    notice_days = forms.IntegerField(
        label=_("and further"),
        min_value=0,
        max_value=MOST_DAYS,
        required=False,
        widget=forms.NumberInput({"data-unit": _("days")}),
    )
    evidence = forms.CharField(
        label=_("How it was agreed"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "3"}),
        required=False,
        help_text=_("Minutes, e-mail, signed document: what, by whom, of which day (R19)."),
    )

    def __init__(self, *args: Any, version: Version, **options: Any):
        super().__init__(*args, **options)
        zone = version.agreement.zone
        for name in ("starts_on", "ends_on"):
            field = self.fields[name]
            field.label = _("%(label)s (%(zone)s)") % {"label": field.label, "zone": zone}
        # A computed end is shown by what it follows from.
        is_counted = version.initial_months is not None
        self.initial = {
            "starts_on": local_day(version.starts_at, zone),
            "ends_on": None if is_counted else last_day(version.effective_to, zone),
            "evidence": version.evidence,
            **{name: getattr(version, name) for name in _TERM},
        } | dict(self.initial)

    def given(self) -> dict[str, Any]:
        """What `save_version` takes."""
        data = self.cleaned_data
        return {name: data[name] for name in ("starts_on", "ends_on", "evidence")} | {
            "term": WrittenTerm(
                **{name: data[name] or 0 for name in _COUNTED},
                initial_months=data["initial_months"],
                counts_from_on=data["counts_from_on"],
                renewal=data["renewal"] or Version.Renewal.NONE,
            )
        }


_COUNTED = ("renewal_months", "notice_months", "notice_days")
_TERM = ("initial_months", "counts_from_on", "renewal", *_COUNTED)

# Names of Target's fields as the form calls them: where a refusal of the verb is shown.
FIELDS = {
    "threshold_ppm": "threshold",
    "partial_ppm": "partial",
    "degraded_ppm": "degraded",
    "warning_ppm": "warning",
    "effective_from": "starts_on",
    "ends_before": "last_day",
    "valid_to": "last_day",
}


def form_page(request: HttpRequest, form: forms.BaseForm, **more: Any) -> HttpResponse:
    """The form's page (common.form_page); what a verb refuses is shown under the form's names."""
    return common_page(request, form, refuse=show_refusal, **more)


def show_refusal(form: forms.Form, refusal: Any) -> None:
    """Put what a verb refused at the field that caused it, else over the whole form."""
    name = FIELDS.get(refusal.field, refusal.field)
    form.add_error(name if name in form.fields else None, refusal.message)
