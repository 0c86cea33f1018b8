"""The records of this app that go along when one customer is merged into another."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from brm.models import Customer
from brm.operations import carry_business as business
from brm.operations import carry_meetings as meetings
from brm.operations import carry_plans as plans
from brm.operations import carry_voice as voice
from brm.operations.carriers import register_carrier


def register_own_carriers() -> None:
    """Name every sort of records that leads to a customer or a contact (see `carriers`)."""
    register_carrier(
        "outcomes",
        label=_("Business outcomes"),
        count=_rows("BusinessOutcome"),
        carry=business.carry_outcomes,
        order=40,
        fields=("brm.BusinessOutcome.customer", "brm.BusinessOutcome.owner"),
    )
    register_carrier(
        "demand",
        label=_("Demand, and changes of the business"),
        count=business.count_demand,
        carry=business.carry_demand,
        order=42,
        fields=("brm.Demand.customer", "brm.BusinessChange.customer"),
    )
    register_carrier(
        "checks",
        label=_("Answers to early-life checks"),
        count=_rows("CheckAnswer"),
        carry=business.carry_checks,
        order=44,
        fields=("brm.CheckAnswer.customer",),
    )
    register_carrier(
        "feedback",
        label=_("Feedback"),
        count=_rows("Feedback"),
        carry=voice.carry_feedback,
        order=50,
        fields=("brm.Feedback.customer", "brm.Feedback.contact"),
    )
    register_carrier(
        "ladder",
        label=_("Ladder of escalation"),
        count=_rows("EscalationLadder"),
        carry=voice.carry_ladder,
        order=52,
        fields=("brm.EscalationLadder.customer",),
    )
    register_carrier(
        "surveys",
        label=_("Surveys"),
        count=voice.count_surveys,
        carry=voice.carry_surveys,
        order=54,
        fields=(
            *("brm.Campaign.customers", "brm.Campaign.units", "brm.Campaign.picked"),
            *("brm.Invitee.customer", "brm.Invitee.place", "brm.Invitee.contact"),
            *("brm.OutcomeStatement.customer", "brm.Response.customer"),
        ),
    )
    register_carrier(
        "meetings",
        label=_("Meetings, actions and decisions"),
        count=meetings.count_meetings,
        carry=meetings.carry_meetings,
        order=60,
        fields=(
            *("brm.Interaction.customers", "brm.Participant.contact", "brm.Decision.customer"),
            *("brm.Action.customer", "brm.Action.contact"),
        ),
    )
    register_carrier(
        "schedules",
        label=_("Review schedules"),
        count=_rows("ReviewSchedule"),
        carry=meetings.carry_schedules,
        order=62,
        fields=("brm.ReviewSchedule.customer",),
    )
    register_carrier(
        "hours",
        label=_("Hours"),
        count=_rows("HoursEntry"),
        carry=meetings.carry_hours,
        order=64,
        fields=("brm.HoursEntry.customer",),
    )
    register_carrier(
        "account_plan",
        label=_("Account plan"),
        count=_rows("AccountPlan"),
        carry=plans.carry_plan,
        order=70,
        fields=("brm.AccountPlan.customer",),
    )
    register_carrier(
        "maturity",
        label=_("Maturity"),
        count=plans.count_maturity,
        carry=plans.carry_maturity,
        order=72,
        fields=("brm.MaturityRating.customer", "brm.MaturityStep.customer"),
    )
    register_carrier(
        "assessments",
        label=_("Assessments"),
        count=_rows("Assessment"),
        carry=plans.carry_assessments,
        order=74,
        fields=("brm.Assessment.customer",),
    )


def _rows(name: str) -> Callable[[Customer], int]:
    model: Any = apps.get_model("brm", name)
    return lambda customer: model.objects.filter(customer=customer).count()
