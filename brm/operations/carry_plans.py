"""How we mean to go on with a customer goes along when it is merged into another."""

import datetime as dt
import uuid
from collections.abc import Mapping

from accounts.models import User
from brm.models import (
    AccountItem,
    AccountPlan,
    Assessment,
    AssessmentView,
    Customer,
    MaturityRating,
    MaturityStep,
)
from brm.queries.plans import BUSINESS, STRATEGY


def carry_plan(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Give `into` the account plan; where it has its own, that gains the items and what it lacks.

    Whether the customer reads the strategy is not changed by that.
    """
    plan = AccountPlan.objects.filter(customer=customer).first()
    if plan is None:
        return
    kept = AccountPlan.objects.filter(customer=into).first()
    if kept is None:
        plan.customer = into
        plan.save(update_fields=["customer"])
        return
    for name in (*BUSINESS, *STRATEGY):
        if not getattr(kept, name):
            setattr(kept, name, getattr(plan, name))
    kept.save()
    AccountItem.objects.filter(plan=plan).update(plan=kept)
    plan.delete()


def carry_maturity(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Make the ratings and the steps those of `into`; a step that both took was taken once."""
    MaturityRating.objects.filter(customer=customer).update(customer=into)
    steps = MaturityStep.objects.filter(customer=customer)
    taken = list(MaturityStep.objects.filter(customer=into).values_list("key", flat=True))
    steps.filter(key__in=taken).delete()
    steps.update(customer=into)


def carry_assessments(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Make what was weighed that of `into`; views of the same subject come together."""
    theirs = {row.subject: row for row in Assessment.objects.filter(customer=into)}
    for assessment in Assessment.objects.filter(customer=customer):
        if assessment.subject in theirs:
            AssessmentView.objects.filter(assessment=assessment).update(
                assessment=theirs[assessment.subject]
            )
            assessment.delete()
        else:
            assessment.customer = into
            assessment.save(update_fields=["customer"])


def count_maturity(customer: Customer) -> int:
    """How many ratings of maturity, and steps, the customer has."""
    return customer.maturity_ratings.count() + customer.maturity_steps.count()
