"""The small forms of the lifecycle."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from agreements.models import Agreement, Authority, Party, Signatory, Signature
from agreements.operations.sign import MOST_SIGNING_DAYS, SIGNING_DAYS
from agreements.queries.sides import our_name, sides_of
from agreements.queries.text_bounds import LONGEST_REMARK
from brm.models import Contact, Customer
from common.forms import DOCUMENTS, UploadField
from common.ui.forms import DateInput, MomentInput
from slm.models import Provider

US = "us"


class ReasonForm(forms.Form):
    """Why."""

    refused = _("Nothing was changed")
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REMARK, widget=forms.Textarea({"rows": "3"})
    )


class NoteForm(forms.Form):
    """How the other side agreed."""

    refused = _("Nothing was changed")
    note = forms.CharField(
        label=_("How the other side agreed"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "2"}),
        help_text=_("Such as: by e-mail of 6 November, by telephone, in the meeting."),
    )


class DaysForm(forms.Form):
    """How long the request to sign stands."""

    refused = _("Nothing was changed")
    days = forms.IntegerField(
        label=_("Time to sign"),
        initial=SIGNING_DAYS,
        min_value=1,
        max_value=MOST_SIGNING_DAYS,
        widget=forms.NumberInput({"data-unit": _("days")}),
    )


class SideField(forms.ChoiceField):
    """One of the sides of an agreement, our own included; cleans to a Party or None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.sides: dict[str, Party | None] = {}

    def offer(self, agreement: Agreement) -> None:
        """Offer the sides of this agreement."""
        self.sides = {str(side.pk) if side else US: side for side in sides_of(agreement)}
        self.choices = [
            (key, str(side) if side else our_name()) for key, side in self.sides.items()
        ]

    def clean(self, value: Any) -> Any:
        return self.sides.get(super().clean(value))


class SignatoryForm(forms.Form):
    """Who approves or signs, for which side, in which order."""

    refused = _("Nobody was named")
    party = SideField(label=_("For"))
    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none())
    part = forms.ChoiceField(
        label=_("What they do"),
        choices=Signatory.Part.choices,
        initial=Signatory.Part.SIGNATORY,
        help_text=_("Who approves comes before everybody who signs, and can stop it."),
    )
    order = forms.IntegerField(
        label=_("Place in the order"),
        initial=1,
        min_value=1,
        max_value=99,
        help_text=_("The same place: at the same time."),
    )

    def __init__(self, *args: Any, agreement: Agreement, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["party"].offer(agreement)
        contacts = Contact.objects.filter(
            customer__in=Customer.objects.above(
                list(agreement.customers.values_list("pk", flat=True))
            )
        )
        self.fields["person"].queryset = (
            Person.objects.filter(pk__in=contacts.values("person"))
            | Person.objects.filter(pk__in=Authority.objects.values("person"))
            | Person.objects.filter(user__role_assignments__isnull=False)
        ).distinct()


class DelegateForm(forms.Form):
    """Who acts instead, and how long."""

    refused = _("Nothing was delegated")
    to = forms.ModelChoiceField(
        label=_("Delegate to"),
        queryset=Person.objects.filter(authorities__isnull=False).distinct(),
        help_text=_("Somebody who has authority to sign for this side."),
    )
    until = forms.DateField(label=_("Last day"), widget=DateInput)


class RecordForm(forms.Form):
    """What shows that somebody signed outside."""

    refused = _("Nothing was recorded")
    method = forms.ChoiceField(
        label=_("How it was signed"),
        choices=[
            choice for choice in Signature.Method.choices if choice[0] != Signature.Method.IN_APP
        ],
    )
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "2"}),
        help_text=_("Such as: minutes of 12 November, point 4."),
    )
    content = UploadField(label=_("Document"), endings=DOCUMENTS, required=False)
    signed_at = forms.DateTimeField(
        label=_("Signed"), widget=MomentInput, required=False, help_text=_("Empty: just now.")
    )


class AuthorityForm(forms.Form):
    """Who may sign for whom, up to which amount, until when."""

    refused = _("The authority was not saved")
    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.all())
    customer = forms.ModelChoiceField(
        label=_("For the customer"),
        queryset=Customer.objects.none(),
        to_field_name="code",
        required=False,
        help_text=_("With everything below it. Neither customer nor provider: for ourselves."),
    )
    provider = forms.ModelChoiceField(
        label=_("For the provider"),
        queryset=Provider.objects.all(),
        to_field_name="code",
        required=False,
    )
    capacity = forms.CharField(
        label=_("Signs as"), max_length=120, help_text=_("Such as: head of procurement.")
    )
    basis = forms.CharField(
        label=_("By virtue of"),
        max_length=200,
        required=False,
        help_text=_("The decree, mandate or statute that gives the authority."),
    )
    kind = forms.ChoiceField(
        label=_("Only agreements of this kind"),
        choices=[("", _("Any kind")), *Agreement.Kind.choices],
        required=False,
    )
    limit_amount = forms.DecimalField(
        label=_("Up to"),
        max_digits=18,
        decimal_places=2,
        required=False,
        help_text=_("Empty: no limit."),
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)
    valid_from = forms.DateField(label=_("From"), widget=DateInput)
    last_day = forms.DateField(label=_("Last day"), widget=DateInput, required=False)

    def __init__(self, *args: Any, customers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["customer"].queryset = customers

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class CommentForm(forms.Form):
    """A remark on the whole, on a section or on a target."""

    refused = _("The comment was not saved")
    about = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(
        label=_("Comment"), max_length=LONGEST_REMARK, widget=forms.Textarea({"rows": "3"})
    )
    is_internal = forms.BooleanField(
        label=_("Only for ourselves"),
        required=False,
        help_text=_("Never shown to the customer."),
    )

    def __init__(self, *args: Any, about: Any, internal: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["about"].choices = [("", _("The whole text")), *about]
        if not internal:
            del self.fields["is_internal"]


class ChangeForm(forms.Form):
    """What should change, why, and who asked."""

    refused = _("The request was not saved")
    reason = forms.CharField(
        label=_("What should change, and why"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "4"}),
    )
    asked_by = forms.CharField(label=_("Asked by"), max_length=160)


class TerminationForm(forms.Form):
    """When and why an agreement ends."""

    refused = _("The agreement goes on")
    ends_on = forms.DateField(
        label=_("Last day"), widget=DateInput, help_text=_("It still holds on this day.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REMARK, widget=forms.Textarea({"rows": "3"})
    )


class ValueForm(forms.Form):
    """What the agreement is worth."""

    refused = _("Nothing was changed")
    amount = forms.DecimalField(
        label=_("Worth over its term"),
        max_digits=18,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=_("Compared with the amount up to which each signatory may sign."),
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()
