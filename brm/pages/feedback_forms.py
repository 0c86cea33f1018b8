"""The forms in which feedback is written down and answered."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from brm.models import Contact, Customer, CustomerWord, Feedback
from brm.queries.feedback_access import handled_customers
from brm.queries.staff import staff_for
from common.ui.forms import MomentInput
from slm.models.service import Service


def service_field() -> forms.ModelChoiceField:
    """A choice of the services in the catalogue; feedback may be about none."""
    return forms.ModelChoiceField(
        label=_("Service"),
        queryset=Service.objects.exclude(portfolio_state=Service.Portfolio.RETIRED).order_by(
            "name"
        ),
        to_field_name="code",
        required=False,
        empty_label=_("none in particular"),
    )


def text_field(label: Any, help_text: Any = "", *, rows: int = 4, required: bool = True) -> Any:
    """A text of some lines."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea({"rows": str(rows)}),
        help_text=help_text,
        required=required,
    )


class FeedbackForm(forms.Form):
    """What a customer told one of us."""

    refused = _("The feedback was not saved")

    kind = forms.ChoiceField(label=_("Kind"), choices=Feedback.Kind.choices)
    customer = forms.ModelChoiceField(
        label=_("Customer"), queryset=Customer.objects.none(), to_field_name="code"
    )
    service = service_field()
    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=Feedback.Severity.choices,
        initial=Feedback.Severity.MEDIUM,
        help_text=_("By it the times run in which it is to be acknowledged and resolved."),
    )
    title = forms.CharField(label=_("In short"), max_length=160)
    text = text_field(_("What was said"), _("In the customer's words; the customer reads it too."))
    contact = forms.ModelChoiceField(
        label=_("Told by"), queryset=Contact.objects.none(), required=False
    )
    told_by = forms.CharField(
        label=_("or somebody else"),
        max_length=160,
        required=False,
        help_text=_("Who is not among the contacts: the name, and where from."),
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[
            choice for choice in Feedback.Channel.choices if choice[0] != Feedback.Channel.PORTAL
        ],
    )
    received_at = forms.DateTimeField(
        label=_("Received"),
        widget=MomentInput,
        required=False,
        help_text=_("Empty: now. From then on the times run."),
    )
    external_id = forms.CharField(label=_("Reference"), max_length=120, required=False)

    def __init__(self, *args: Any, user: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["customer"].queryset = handled_customers(user).order_by("name")
        self.fields["contact"].queryset = Contact.objects.visible_to(user).select_related(
            "person", "customer"
        )
        self.fields["contact"].label_from_instance = lambda contact: (
            f"{contact} ({contact.customer})"
        )


class ChangeForm(forms.Form):
    """What it is about; what was said stays."""

    refused = _("The feedback was not saved")

    kind = forms.ChoiceField(label=_("Kind"), choices=Feedback.Kind.choices)
    title = forms.CharField(label=_("In short"), max_length=160)
    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=Feedback.Severity.choices,
        help_text=_("Another severity reckons the due times anew."),
    )
    service = service_field()

    def __init__(self, *args: Any, feedback: Feedback, **options: Any):
        super().__init__(*args, **options)
        self.initial = {
            "kind": feedback.kind,
            "title": feedback.title,
            "severity": feedback.severity,
            "service": feedback.service.code if feedback.service else None,
        } | dict(self.initial)


class AssignForm(forms.Form):
    refused = _("Nobody was given it")
    assignee = forms.ModelChoiceField(label=_("Looked after by"), queryset=None)

    def __init__(self, *args: Any, feedback: Feedback, **options: Any):
        super().__init__(*args, **options)
        self.fields["assignee"].queryset = staff_for(feedback.customer)
        self.initial = {"assignee": feedback.assignee_id} | dict(self.initial)


class PlainForm(forms.Form):
    """A form that does not depend on the feedback."""

    def __init__(self, *args: Any, feedback: Feedback, **options: Any):
        super().__init__(*args, **options)
        self.feedback = feedback


class WordsForm(PlainForm):
    refused = _("The step was not taken")
    words = text_field(
        _("A word to the customer"), _("The customer reads it."), rows=3, required=False
    )


class ResolveForm(PlainForm):
    refused = _("It was not resolved")
    resolution = text_field(
        _("How it was resolved"),
        _("The customer reads it, and says whether it is so: only that closes the complaint."),
    )


class AnswerForm(PlainForm):
    refused = _("It was not answered")
    answer = text_field(_("Answer"), _("The customer reads it; with it the matter is closed."))


class JudgeForm(PlainForm):
    refused = _("Nothing was judged")
    is_accepted = forms.TypedChoiceField(
        label=_("Was the complaint justified?"),
        choices=[("yes", _("Yes, we accept it")), ("no", _("No"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    reason = text_field(_("Why"), _("For ourselves; the customer does not see it."), rows=3)


class CompensateForm(PlainForm):
    refused = _("Nothing was offered")
    words = text_field(_("What is offered"), _("The customer reads it."), rows=3)
    amount = forms.DecimalField(
        label=_("Amount"), min_value=Decimal(0), max_digits=18, decimal_places=2, required=False
    )
    currency = forms.RegexField(
        label=_("Currency"),
        regex=r"^[A-Z]{3}\Z",
        required=False,
        error_messages={"invalid": _("Three capital letters, such as IDR.")},
    )

    def __init__(self, *args: Any, feedback: Feedback, **options: Any):
        super().__init__(*args, feedback=feedback, **options)
        self.initial = {
            "words": feedback.compensation,
            "amount": feedback.compensation_amount,
            "currency": feedback.compensation_currency or feedback.customer.currency,
        } | dict(self.initial)


class NoteForm(PlainForm):
    refused = _("The note was not saved")
    text = text_field(_("Internal note"), _("No customer ever reads it. It stays as written."))


class EscalateForm(PlainForm):
    refused = _("It was not escalated")
    reason = text_field(_("Why it cannot wait"), rows=3)


def taken_field() -> forms.TypedChoiceField:
    """Whether the customer takes what was offered; unsaid is neither."""
    return forms.TypedChoiceField(
        label=_("The compensation that was offered"),
        choices=[("", _("not spoken of")), ("yes", _("accepted")), ("no", _("declined"))],
        required=False,
        coerce=lambda value: value == "yes",
        empty_value=None,
    )


class WordForm(PlainForm):
    """What the customer said elsewhere, and how we know."""

    refused = _("Nothing was recorded")
    said = forms.ChoiceField(
        label=_("What the customer said"), choices=(), widget=forms.RadioSelect
    )
    by_name = forms.CharField(label=_("Who said so"), max_length=160)
    how = forms.ChoiceField(
        label=_("How"),
        choices=[
            choice for choice in CustomerWord.How.choices if choice[0] != CustomerWord.How.HERE
        ],
    )
    said_at = forms.DateTimeField(label=_("When"), widget=MomentInput)
    evidence = text_field(
        _("Evidence"), _("What shows it: the minutes, the e-mail and its day, the letter."), rows=2
    )
    words = text_field(_("In the customer's words"), rows=3, required=False)
    takes_compensation = taken_field()

    def __init__(self, *args: Any, feedback: Feedback, **options: Any):
        super().__init__(*args, feedback=feedback, **options)
        self.fields["said"].choices = said_choices(feedback)
        if not feedback.compensation:
            del self.fields["takes_compensation"]


def said_choices(feedback: Feedback) -> list[tuple[str, Any]]:
    """What a customer can say of a complaint as it stands."""
    said = CustomerWord.Said
    is_resolved = feedback.state == Feedback.State.RESOLVED
    possible = (said.YES, said.NO) if is_resolved else (said.WITHDRAWN,)
    return [(word.value, word.label) for word in possible]
