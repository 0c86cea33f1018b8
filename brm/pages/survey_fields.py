"""The forms in which a survey is written."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brm.models import Campaign, Contact, Customer
from brm.models.campaign import LANGUAGES
from brm.queries.customers import managed_by
from brm.queries.local_days import day_begins_at, day_ends_at, day_of, last_day
from common.problems import Refusal
from common.ui.forms import DateInput
from common.zones import ZoneField
from slm.models.service import Service


def put_refusal(form: Any, refusal: Refusal) -> None:
    """Say what was refused at its field, or above the form where it has none."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


class TreeChoices(forms.ModelMultipleChoiceField):
    """Customers, each moved in by its depth."""

    def label_from_instance(self, obj: Any) -> str:
        return "\u2003" * obj.tree_depth + f"{obj.name} ({obj.code})"


class ContactChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.name}, {obj.customer.name}"


class QuestionsForm(forms.Form):
    """What is asked, when, in which languages."""

    refused = _("The survey was not saved")

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("For ourselves; the invited read the heading."),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        required=False,
        help_text=_("Left empty, the next free number is taken. It never changes."),
    )
    blocks = forms.MultipleChoiceField(
        label=_("Questions"),
        choices=Campaign.Block.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    services = forms.ModelMultipleChoiceField(
        label=_("Services that are rated"),
        queryset=Service.objects.none(),
        required=False,
        help_text=_("Needed where each service is to be rated."),
    )
    opens_on = forms.DateField(label=_("First day"), widget=DateInput)
    closes_on = forms.DateField(label=_("Last day"), widget=DateInput)
    zone = ZoneField(label=_("Time zone"))
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    heading_en = forms.CharField(label=_("Heading in English"), max_length=120, required=False)
    intro_en = forms.CharField(
        label=_("What is said before the questions, in English"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea,
    )
    heading_id = forms.CharField(label=_("Heading in Indonesian"), max_length=120, required=False)
    intro_id = forms.CharField(
        label=_("What is said before the questions, in Indonesian"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea,
    )
    is_anonymous = forms.BooleanField(
        label=_("Nameless: answers are kept without the person"),
        required=False,
        help_text=_(
            "Nothing leads from an answer to who gave it, and small units and roles are merged "
            "before anybody answers. Results are shown once the survey has ended."
        ),
    )
    smallest_group = forms.IntegerField(
        label=_("Smallest group shown"),
        min_value=2,
        max_value=50,
        help_text=_("A nameless survey shows no figure of fewer answers."),
    )
    remind_after_days = forms.IntegerField(
        label=_("Remind after"),
        min_value=0,
        max_value=60,
        widget=forms.NumberInput({"data-unit": _("days")}),
        help_text=_("Who has not answered; 0 reminds nobody."),
    )
    most_reminders = forms.IntegerField(label=_("Reminders at most"), min_value=0, max_value=5)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        kwargs["initial"] = _stored(campaign) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.fields["services"].queryset = Service.objects.filter(
            Q(portfolio_state=Service.Portfolio.LIVE) | Q(pk__in=self.initial["services"])
        ).order_by("name")
        self.fields["code"].disabled = campaign.pk is not None

    def apply(self) -> Campaign:
        """The survey with what was typed, not yet saved."""
        campaign, data = self.campaign, self.cleaned_data
        for name in (
            "title",
            "blocks",
            "zone",
            "languages",
            "is_anonymous",
            "smallest_group",
            "remind_after_days",
            "most_reminders",
        ):
            setattr(campaign, name, data[name])
        campaign.code = data["code"].strip().upper()
        campaign.wording = {
            language: {
                "heading": data[f"heading_{language}"].strip(),
                "intro": data[f"intro_{language}"].strip(),
            }
            for language in data["languages"]
        }
        campaign.opens_at = day_begins_at(data["opens_on"], data["zone"])
        campaign.closes_at = day_ends_at(data["closes_on"], data["zone"])
        return campaign


def _stored(campaign: Campaign) -> dict[str, Any]:
    if campaign.pk is None:
        return {
            "services": [],
            "smallest_group": 3,
            "remind_after_days": 7,
            "most_reminders": 2,
        }
    words = {
        f"{part}_{language}": text
        for language, parts in campaign.wording.items()
        for part, text in parts.items()
    }
    return words | {
        "title": campaign.title,
        "code": campaign.code,
        "blocks": campaign.blocks,
        "services": list(campaign.services.values_list("pk", flat=True)),
        "opens_on": day_of(campaign.opens_at, campaign.zone),
        "closes_on": last_day(campaign.closes_at, campaign.zone),
        "zone": campaign.zone,
        "languages": campaign.languages,
        "is_anonymous": campaign.is_anonymous,
        "smallest_group": campaign.smallest_group,
        "remind_after_days": campaign.remind_after_days,
        "most_reminders": campaign.most_reminders,
    }


def default_days(today: dt.date) -> dict[str, dt.date]:
    """A survey that opens tomorrow and stays open for three weeks."""
    return {"opens_on": today + dt.timedelta(days=1), "closes_on": today + dt.timedelta(days=21)}


class PeopleForm(forms.Form):
    """Of whom the survey asks, and how the sample is drawn."""

    refused = _("The people were not saved")

    customers = TreeChoices(
        label=_("Customers"),
        queryset=Customer.objects.none(),
        help_text=_("Each with everything below it."),
    )
    parts = forms.MultipleChoiceField(
        label=_("Parts they play"),
        choices=Contact.Part.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every contact belongs to the population."),
    )
    sampling = forms.ChoiceField(
        label=_("Sample"),
        choices=Campaign.Sampling.choices,
        widget=forms.RadioSelect,
    )
    sample_size = forms.IntegerField(
        label=_("Size of a random sample"),
        min_value=1,
        required=False,
        widget=forms.NumberInput({"data-unit": _("people")}),
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=2_147_483_647,
        help_text=_("The same seed draws the same people again."),
    )
    picked = ContactChoices(
        label=_("Picked people"),
        queryset=Contact.objects.none(),
        required=False,
        help_text=_("Only for a sample of picked people."),
    )

    def __init__(self, *args: Any, campaign: Campaign, user: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "customers": list(campaign.customers.values_list("pk", flat=True)),
            "parts": campaign.parts,
            "sampling": campaign.sampling,
            "sample_size": campaign.sample_size,
            "seed": campaign.seed,
            "picked": list(campaign.picked.values_list("pk", flat=True)),
        }
        super().__init__(*args, **kwargs)
        managed = managed_by(user)
        self.fields["customers"].queryset = Customer.objects.filter(
            pk__in=managed.values("pk")
        ).with_tree_fields()
        self.fields["picked"].queryset = (
            Contact.objects.filter(customer__in=managed.order_by().values("pk"))
            .select_related("person", "customer")
            .order_by("person__name", "pk")
        )


class StatementForm(forms.Form):
    """One business outcome that is asked about."""

    refused = _("The outcome was not added")

    customer = forms.ModelChoiceField(
        label=_("Whose outcome it is"),
        queryset=Customer.objects.none(),
        help_text=_("People of this unit and of everything below it are asked."),
    )
    text = forms.CharField(
        label=_("Outcome"),
        max_length=200,
        help_text=_("In the customer's own words and language: what is so when all goes well."),
    )
    service = forms.ModelChoiceField(
        label=_("Rests on"),
        queryset=Service.objects.none(),
        required=False,
        empty_label=_("No single service"),
    )
    dependency = forms.TypedChoiceField(
        label=_("How much it rests on it"),
        choices=[(number, str(number)) for number in range(1, 6)],
        coerce=int,
        initial=3,
        help_text=_("1 hardly, 5 wholly; weighs the outcome in the index."),
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=64,
        required=False,
        help_text=_("The key of the outcome where it is kept, if anywhere."),
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = campaign.units.order_by("name")
        self.fields["service"].queryset = Service.objects.filter(
            portfolio_state=Service.Portfolio.LIVE
        ).order_by("name")


class CloseForm(forms.Form):
    """What was learned, and what is done about it (R8)."""

    refused = _("The survey was not closed")

    analysis = forms.CharField(
        label=_("What the answers say"),
        required=False,
        widget=forms.Textarea({"rows": "8"}),
        help_text=_("Where satisfaction is low and why, what changed, who was not heard."),
    )
    improvement = forms.CharField(
        label=_("Improvement that follows"),
        max_length=40,
        required=False,
        help_text=_("Its code or number in the register of improvements."),
    )
    no_improvement = forms.CharField(
        label=_("None, because"), required=False, widget=forms.Textarea
    )


class WithdrawForm(forms.Form):
    refused = _("The invitation was not withdrawn")

    because = forms.CharField(label=_("Why"), max_length=200, required=False)
