"""The forms in which an agreement is written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation, Role, User
from accounts.queries.roles import has_role, users_with_role
from agreements.models import Agreement, Target, Version
from agreements.queries.access import MANAGERS, UNDERPINNING_MANAGERS, managed_customers
from agreements.queries.local_dates import last_day, local_day
from agreements.queries.percents import parse_percent, percent_text
from brm.models import Customer
from common.ui.forms import DateInput
from slm.models import Indicator, Provider, ServiceHours

POLICIES = (
    "comparator",
    "unknown",
    "planned",
    "partial",
    "degraded",
    "min_break_seconds",
    "warning",
    "week_starts",
    "protects",
)


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
            del self.fields["kind"], self.fields["code"]
            self.fields["parent"].queryset = self.fields["parent"].queryset.exclude(pk=agreement.pk)
            self.initial = {
                "title": agreement.title,
                "level": agreement.level or Agreement.Level.CUSTOMER,
                "zone": agreement.zone,
                "owner": agreement.owner_id,
                "parent": agreement.parent_id,
                "customers": list(agreement.customers.values_list("pk", flat=True)),
                "providers": [
                    party.provider_id for party in agreement.parties.exclude(provider=None)
                ],
            } | dict(self.initial)
        else:
            self.initial.setdefault("zone", Installation.current().zone)


class VersionForm(forms.Form):
    """The term of a draft in local days, and how it was agreed."""

    refused = _("The term was not saved")

    starts_on = forms.DateField(label=_("In force from"), widget=DateInput, required=False)
    ends_on = forms.DateField(
        label=_("Last day included"),
        widget=DateInput,
        required=False,
        help_text=_("Empty: it holds until it is ended."),
    )
    evidence = forms.CharField(
        label=_("How it was agreed"),
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
        self.initial = {
            "starts_on": local_day(version.effective_from, zone),
            "ends_on": last_day(version.effective_to, zone),
            "evidence": version.evidence,
        } | dict(self.initial)


class TargetForm(forms.Form):
    """One promised level and the policies it is read by."""

    refused = _("The target was not saved")

    threshold = PercentField(
        label=_("Target"), help_text=_("In percent, exactly as promised; at most four decimals.")
    )
    period = forms.ChoiceField(
        label=_("Period"), choices=Target.Period.choices, initial=Target.Period.MONTH
    )
    hours = forms.ModelChoiceField(label=_("Service hours"), queryset=ServiceHours.objects.all())
    comparator = forms.ChoiceField(
        label=_("Comparison"),
        choices=Target.Comparator.choices,
        initial=Target.Comparator.AT_LEAST,
    )
    unknown = forms.ChoiceField(
        label=_("Unknown time"), choices=Target.Unknown.choices, initial=Target.Unknown.EXCLUDED
    )
    planned = forms.ChoiceField(
        label=_("Planned maintenance"), choices=Target.Planned.choices, initial=Target.Planned.OUT
    )
    partial = PercentField(
        label=_("Partly down counts as bad"),
        initial=1_000_000,
        help_text=_("100: like down. 0: like good."),
    )
    degraded = PercentField(
        label=_("Degraded counts as bad"),
        initial=0,
        help_text=_("100: like down. 0: like good."),
    )
    min_break_seconds = forms.IntegerField(
        label=_("Breaks count from"),
        min_value=0,
        max_value=86_400,
        initial=0,
        widget=forms.NumberInput({"data-unit": _("s")}),
        help_text=_("Shorter breaks are ignored; their time counts as good."),
    )
    warning = PercentField(
        label=_("Warn when so much of the budget is used"),
        initial=750_000,
    )
    week_starts = forms.TypedChoiceField(
        label=_("First day of the week"),
        choices=[(0, _("Monday")), (6, _("Sunday")), (5, _("Saturday"))],
        coerce=int,
        initial=0,
    )
    protects = forms.CharField(
        label=_("Business outcome it protects"),
        widget=forms.Textarea({"rows": "2"}),
        required=False,
        help_text=_("In the customer's words (R80)."),
    )

    def __init__(self, *args: Any, target: Target | None = None, **options: Any):
        super().__init__(*args, **options)
        hours = self.fields["hours"]
        if target is not None:
            self.initial = {
                "threshold": target.threshold_ppm,
                "period": target.period,
                "hours": target.hours_id,
                "comparator": target.comparator,
                "unknown": target.unknown,
                "planned": target.planned,
                "partial": target.partial_ppm,
                "degraded": target.degraded_ppm,
                "min_break_seconds": target.min_break_seconds,
                "warning": target.warning_ppm,
                "week_starts": target.week_starts,
                "protects": target.protects,
            } | dict(self.initial)
        elif "hours" not in self.initial and hours.queryset.count() == 1:
            self.initial["hours"] = hours.queryset.first()

    @property
    def policies(self) -> list[Any]:
        """The fields that stand under "more"."""
        return [self[name] for name in POLICIES]

    @property
    def has_policy_errors(self) -> bool:
        return any(name in self.errors for name in POLICIES)

    def terms(self) -> dict[str, Any]:
        """The cleaned values under the names of Target's fields."""
        data = self.cleaned_data
        return {
            "threshold_ppm": data["threshold"],
            "period": data["period"],
            "hours": data["hours"],
            "comparator": data["comparator"],
            "unknown": data["unknown"],
            "planned": data["planned"],
            "partial_ppm": data["partial"],
            "degraded_ppm": data["degraded"],
            "min_break_seconds": data["min_break_seconds"],
            "warning_ppm": data["warning"],
            "week_starts": data["week_starts"],
            "protects": data["protects"].strip(),
        }


class AddTargetsForm(TargetForm):
    """The same for many indicators at once."""

    refused = _("No target was added")

    indicators = forms.ModelMultipleChoiceField(
        label=_("Indicators"),
        queryset=Indicator.objects.select_related("service", "slice").order_by(
            "service__name", "kind", "name"
        ),
        to_field_name="public_id",
        error_messages={"required": _("Choose at least one indicator.")},
    )

    def __init__(self, *args: Any, version: Version, **options: Any):
        super().__init__(*args, **options)
        self.taken = set(version.targets.values_list("indicator__public_id", flat=True))


# Names of Target's fields as the form calls them: where a refusal of the verb is shown.
FIELDS = {
    "threshold_ppm": "threshold",
    "partial_ppm": "partial",
    "degraded_ppm": "degraded",
    "warning_ppm": "warning",
    "effective_from": "starts_on",
}


def show_refusal(form: forms.Form, refusal: Any) -> None:
    """Put what a verb refused at the field that caused it, else over the whole form."""
    name = FIELDS.get(refusal.field, refusal.field)
    form.add_error(name if name in form.fields else None, refusal.message)
