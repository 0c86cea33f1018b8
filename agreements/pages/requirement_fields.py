"""The forms in which a requirement and its volumes are written."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.queries.roles import users_with_role
from agreements.models import Requirement, Volume
from agreements.operations.decide_requirement import sections_of_requirements
from agreements.pages.forms import PercentField
from agreements.queries.requirement_access import customers_to_write_for
from agreements.queries.text_bounds import LONGEST_REMARK, LONGEST_TEXT
from brm.models import Contact, Customer, Demand
from common.ui.forms import DateInput
from slm.models import Service

LANGUAGES = ("en", "id")
SECTION = "section-"


class RequirementForm(forms.Form):
    """The whole text of a requirement: need, services, business case, and its sections.

    Sections are written in one language at a time; what stands in the other one stays.
    """

    refused = _("The requirement was not saved")

    customer = forms.ModelChoiceField(
        label=_("Customer"), queryset=Customer.objects.none(), to_field_name="code"
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        required=False,
        help_text=_("Left empty, the next free number is taken. It never changes."),
    )
    title = forms.CharField(label=_("Title"), max_length=160)
    statement = forms.CharField(
        label=_("What the business needs"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": "4"}),
        help_text=_("In the customer's words, not in ours. Markdown may be used."),
    )
    services = forms.ModelMultipleChoiceField(
        label=_("Services"),
        queryset=Service.objects.exclude(portfolio_state=Service.Portfolio.RETIRED).order_by(
            "name"
        ),
        to_field_name="code",
        required=False,
    )
    asked_by = forms.ModelChoiceField(
        label=_("Asked by"), queryset=Contact.objects.none(), required=False
    )
    demand = forms.ModelChoiceField(
        label=_("Demand it answers"),
        queryset=Demand.objects.none(),
        to_field_name="code",
        required=False,
    )
    owner = forms.ModelChoiceField(
        label=_("Looked after by"), queryset=User.objects.none(), required=False
    )
    wanted_on = forms.DateField(label=_("Wanted from"), widget=DateInput, required=False)
    benefit = forms.DecimalField(
        label=_("What it is worth a year"),
        min_value=Decimal(0),
        max_digits=18,
        decimal_places=2,
        required=False,
    )
    cost = forms.DecimalField(
        label=_("What it may cost a year"),
        min_value=Decimal(0),
        max_digits=18,
        decimal_places=2,
        required=False,
    )
    currency = forms.RegexField(
        label=_("Currency"),
        regex=r"^[A-Z]{3}\Z",
        max_length=3,
        error_messages={"invalid": _("Three capital letters, such as IDR.")},
    )
    business_case = forms.CharField(
        label=_("Business case"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": "4"}),
        required=False,
        help_text=_("Why it pays, what else was considered, what happens without it (R48)."),
    )

    def __init__(
        self,
        *args: Any,
        user: Any,
        language: str,
        requirement: Requirement | None = None,
        **options: Any,
    ):
        super().__init__(*args, **options)
        self.language, self.requirement = language, requirement
        customers = customers_to_write_for(user).order_by("name")
        self.fields["customer"].queryset = customers
        self.fields["owner"].queryset = (
            users_with_role(Role.SERVICE_LEVEL_MANAGER, Role.RELATIONSHIP_MANAGER)
            .select_related("person")
            .order_by("email")
        )
        stored = requirement.demand_id if requirement is not None else None
        self.fields["demand"].queryset = (
            Demand.objects.visible_to(user)
            .filter(Q(state=Demand.State.ACCEPTED) | Q(pk=stored))
            .order_by("code")
        )
        contacts = Contact.objects.visible_to(user).select_related("person", "customer")
        if requirement is not None:
            contacts = contacts.filter(customer=requirement.customer)
        self.fields["asked_by"].queryset = contacts
        self.fields["asked_by"].label_from_instance = lambda contact: (
            f"{contact} ({contact.position or contact.customer})"
        )
        self.items = sections_of_requirements()
        for item in self.items:
            self.fields[f"{SECTION}{item.key}"] = forms.CharField(
                label=str(item),
                max_length=LONGEST_TEXT,
                widget=forms.Textarea({"rows": "3", "lang": language}),
                required=False,
                help_text=item.explanation,
            )
        if requirement is not None:
            del self.fields["customer"], self.fields["code"]
            self.initial = self._stored(requirement) | dict(self.initial)

    @property
    def cover(self) -> list[Any]:
        """The bound fields before the sections."""
        return [field for field in self if not field.name.startswith(SECTION)]

    @property
    def section_fields(self) -> list[Any]:
        return [self[f"{SECTION}{item.key}"] for item in self.items]

    def values(self) -> dict[str, Any]:
        """What was typed, under the names of the verb's arguments."""
        data = {
            name: value for name, value in self.cleaned_data.items() if not name.startswith(SECTION)
        }
        return data | {"sections": self._sections()}

    def _stored(self, requirement: Requirement) -> dict[str, Any]:
        plain = ("title", "statement", "wanted_on", "benefit", "cost", "currency", "business_case")
        return (
            {name: getattr(requirement, name) for name in plain}
            | {
                "services": list(requirement.services.values_list("code", flat=True)),
                "asked_by": requirement.asked_by_id,
                "owner": requirement.owner_id,
                "demand": requirement.demand.code if requirement.demand else None,
            }
            | {
                f"{SECTION}{key}": texts.get(self.language, "")
                for key, texts in requirement.sections.items()
            }
        )

    def _sections(self) -> dict[str, dict[str, str]]:
        stored = dict(self.requirement.sections) if self.requirement else {}
        for item in self.items:
            written = self.cleaned_data[f"{SECTION}{item.key}"]
            stored[item.key] = {**stored.get(item.key, {}), self.language: written}
        return stored


class VolumeForm(forms.Form):
    """How much the business will use."""

    refused = _("The volume was not saved")

    service = forms.ModelChoiceField(
        label=_("Service"), queryset=Service.objects.none(), to_field_name="code"
    )
    what = forms.CharField(
        label=_("What is counted"),
        max_length=80,
        help_text=_("Users, transactions, documents …"),
    )
    usual = forms.IntegerField(label=_("In a usual month"), min_value=0)
    peak = forms.IntegerField(label=_("In the busiest month"), min_value=0, required=False)
    growth = PercentField(label=_("Growth a year"), initial=0, required=False)

    def __init__(
        self, *args: Any, requirement: Requirement, volume: Volume | None = None, **options: Any
    ):
        super().__init__(*args, **options)
        services = requirement.services.order_by("name")
        self.fields["service"].queryset = services
        if volume is not None:
            self.initial = {
                "service": volume.service.code,
                "what": volume.what,
                "usual": volume.usual,
                "peak": volume.peak,
                "growth": volume.growth_ppm,
            } | dict(self.initial)
        elif len(services) == 1:
            self.initial.setdefault("service", services[0].code)

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data["growth_ppm"] = data.pop("growth") or 0
        return data


class ReasonForm(forms.Form):
    """Why something is decided."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REMARK, widget=forms.Textarea({"rows": "3"})
    )


class EvidenceForm(forms.Form):
    """How the customer agreed, where somebody else writes it down."""

    evidence = forms.CharField(
        label=_("How the customer agreed"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "3"}),
        help_text=_("Minutes, e-mail or a signed document: what, by whom, of which day (R19)."),
    )
