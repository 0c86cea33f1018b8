"""Where relationships stand in maturity, and the words of the steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from brm.engine.maturity import STEPS, Maturity, Step, read_maturity
from brm.models import Customer, MaturityRating, MaturityStep, Side

# In the order of the engine's steps; a test holds the two together.
STEP_WORDS: dict[str, Any] = {
    "name_a_manager": _("Name one relationship manager whom the customer can reach."),
    "write_catalogue": _("Say in a catalogue what is offered, in the customer's words."),
    "name_who_decides": _("Name who decides and who speaks for the users."),
    "ask_one_door": _("Bring wishes to the relationship manager, not to whoever is known."),
    "agree_levels": _("Agree on levels that mean something to the customer's business."),
    "report_levels": _("Report the levels before the customer asks."),
    "state_outcomes": _("Say which outcomes of the business rest on the services."),
    "meet_in_reviews": _("Come to the service reviews with somebody who may decide."),
    "know_the_plans": _("Know the customer's plans and what they ask of the services."),
    "propose_unasked": _("Bring proposals that nobody asked for, with what they are worth."),
    "share_the_plans": _("Share plans and budgets a year ahead."),
    "ask_before_deciding": _("Ask for advice before a decision, not for an offer after it."),
    "measure_value": _("Measure what the services are worth to the customer, in its terms."),
    "share_the_risk": _("Tie part of the own reward to the customer's outcomes."),
    "decide_together": _("Decide on the strategy of services in one circle of both sides."),
    "own_the_value": _("Answer for realising the value that was planned together."),
}


@dataclass(frozen=True, slots=True)
class SteppingStone:
    """A step with its words, and when it was taken, if it was."""

    step: Step
    words: Any
    taken: MaturityStep | None


def latest_ratings(customers: Iterable[Customer]) -> dict[int, dict[str, MaturityRating]]:
    """The newest rating of each side, by customer, in one query."""
    newest = MaturityRating.objects.filter(customer__in=list(customers)).order_by(
        "customer_id", "side", "-rated_on", "-recorded_at", "-pk"
    )
    found: dict[int, dict[str, MaturityRating]] = {}
    for rating in newest.distinct("customer_id", "side"):
        found.setdefault(rating.customer_id, {})[rating.side] = rating
    return found


def maturity_of(customer: Customer) -> tuple[Maturity, dict[str, MaturityRating]]:
    """Where one relationship stands, and the ratings that say so."""
    ratings = latest_ratings([customer]).get(customer.pk, {})
    taken = MaturityStep.objects.filter(customer=customer).values_list("key", flat=True)
    level = {side: rating.level for side, rating in ratings.items()}
    return (
        read_maturity(
            provider=level.get(Side.PROVIDER), customer=level.get(Side.CUSTOMER), taken=taken
        ),
        ratings,
    )


def stepping_stones(customer: Customer) -> list[SteppingStone]:
    """All steps of both sides in order, those taken with their day."""
    taken = {step.key: step for step in MaturityStep.objects.filter(customer=customer)}
    return [SteppingStone(step, STEP_WORDS[step.key], taken.get(step.key)) for step in STEPS]
