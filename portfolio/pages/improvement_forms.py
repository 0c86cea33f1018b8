"""The forms of the register of improvements: one entry, its steps, its milestones."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import PROVIDER_ROLES, Role
from accounts.queries.roles import users_with_role
from agreements.models import Breach
from brm.models import Feedback
from brm.queries.customers import seen_from_within
from brm.queries.feedback_access import seen_feedback
from common.ui.forms import DateInput
from portfolio.models import Improvement
from portfolio.queries.improvements import kept_customers, may_keep_for_all
from slm.models import Service

State = Improvement.State
EXACT = ("before", "goal", "after", "outage_minutes", "user_minute", "transaction_margin")
DOING = PROVIDER_ROLES - {Role.AUDITOR}
PARTS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        _("What it is"),
        (
            *("title", "source", "source_note", "description", "objective", "scope"),
            *("stakeholders", "risk"),
        ),
    ),
    (_("Whom it touches"), ("customers", "services", "breaches", "complaints")),
    (_("When and by whom"), ("owner", "size", "priority", "start_on", "due_on")),
    (_("What it costs and brings"), ("currency", "cost", "running_cost", "benefit")),
    (
        _("What failing costs"),
        (
            *("incidents", "outage_minutes", "users", "user_minute"),
            *("lost_transactions", "transaction_margin", "service_credits"),
        ),
    ),
    (_("How it is measured"), ("measure", "before", "goal")),
)


class ImprovementForm(forms.ModelForm):
    refused = _("The improvement was not saved")

    class Meta:
        model = Improvement
        fields = [name for _heading, names in PARTS for name in names]
        widgets = {
            **{
                name: forms.Textarea({"rows": "3"})
                for name in ("description", "objective", "scope", "stakeholders", "risk")
            },
            "start_on": DateInput,
            "due_on": DateInput,
        }

    def __init__(self, *args: Any, user: Any, **options: Any):
        super().__init__(*args, **options)
        unlimited = may_keep_for_all(user)
        customers = seen_from_within(user) if unlimited else kept_customers(user)
        self.fields["customers"].queryset = customers.order_by("name")
        self.fields["customers"].required = not unlimited
        self.fields["services"].queryset = Service.objects.order_by("name")
        self.fields["breaches"].queryset = (
            Breach.objects.visible_to(user)
            .select_related("agreement", "commitment__measure__indicator__service")
            .order_by("-opened_at")
        )
        self.fields["complaints"].queryset = (
            seen_feedback(user)
            .filter(kind=Feedback.Kind.COMPLAINT)
            .select_related("customer")
            .order_by("-received_at")
        )
        self.fields["owner"].queryset = (
            users_with_role(*DOING).select_related("person").order_by("person__name", "pk")
        )

    @property
    def parts(self) -> list[tuple[Any, list[Any]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in PARTS]

    def _post_clean(self) -> None:
        """Leave the rules to the verb, which knows the field of each."""
        links = {"customers", "services", "breaches", "complaints"}
        fields = [name for name in self._meta.fields or () if name not in links]
        self.instance = forms.models.construct_instance(self, self.instance, fields)


class MoveForm(forms.Form):
    """What a step asks for: a reason, or what came of it."""

    refused = _("The improvement stays as it was")

    def __init__(self, *args: Any, to: str, improvement: Improvement, **options: Any):
        super().__init__(*args, **options)
        asks = to in (State.DECLINED, State.DONE)
        self.fields["reason"] = forms.CharField(
            label=_("What came of it") if to == State.DONE else _("Reason"),
            max_length=400,
            required=False,
            widget=forms.Textarea({"rows": "3"}),
            help_text="" if asks else _("May be left out."),
        )
        if to != State.DONE:
            return
        if improvement.measure:
            self.fields["after"] = forms.DecimalField(
                label=_("%(measure)s, afterwards") % {"measure": improvement.measure},
                required=False,
            )
        self.fields["realised_cost"] = forms.DecimalField(
            label=_("What it did cost"), required=False, min_value=0, decimal_places=2
        )
        self.fields["realised_benefit"] = forms.DecimalField(
            label=_("What it brings a year"), required=False, min_value=0, decimal_places=2
        )


class MilestoneForm(forms.Form):
    refused = _("The milestone was not saved")

    title = forms.CharField(label=_("What is reached"), max_length=160)
    due_on = forms.DateField(label=_("Due"), widget=DateInput)
