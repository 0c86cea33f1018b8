"""What a customer said of us goes along when it is merged into another."""

import datetime as dt
import uuid
from collections.abc import Mapping

import pgtrigger

from accounts.models import User
from brm.models import (
    Campaign,
    Contact,
    Customer,
    EscalationLadder,
    Feedback,
    Invitee,
    OutcomeStatement,
    Response,
)
from brm.operations.carry_business import free_names


def carry_feedback(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Make the feedback that of `into`, told by the contacts that remain."""
    for old, new in contacts.items():
        Feedback.objects.filter(contact=old).update(contact=new)
    free_names(Feedback, "external_id", customer, into)
    Feedback.objects.filter(customer=customer).update(customer=into)


def carry_ladder(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Give `into` the customer's own ladder of escalation, unless it has one of its own."""
    ladders = EscalationLadder.objects.filter(customer=customer)
    if EscalationLadder.objects.filter(customer=into).exists():
        ladders.delete()
    else:
        ladders.update(customer=into)


def carry_surveys(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Let surveys ask `into`, and keep under its name what the customer's people answered.

    What was answered stays as it was; only whose people they were is written anew, which answers
    allow at no other time. Who was asked for both, and an outcome that was asked about for both
    in the same words, stay where they were.
    """
    for old, new in contacts.items():
        for campaign in Campaign.objects.filter(picked=old):
            campaign.picked.remove(*Contact.objects.filter(pk=old))
            campaign.picked.add(*Contact.objects.filter(pk=new))
        Invitee.objects.filter(contact=old).update(contact=new)
    for campaign in Campaign.objects.filter(customers=customer):
        campaign.customers.remove(customer)
        campaign.customers.add(into)
    for campaign in Campaign.objects.filter(units=customer):
        campaign.units.remove(customer)
        campaign.units.add(into)
    for statement in OutcomeStatement.objects.filter(customer=customer):
        if not statement.campaign.statements.filter(customer=into, text=statement.text).exists():
            statement.customer = into
            statement.save(update_fields=["customer"])
    Invitee.objects.filter(place=customer).update(place=into)
    for invitee in Invitee.objects.filter(customer=customer).select_related("campaign"):
        if not invitee.campaign.invitees.filter(customer=into, person=invitee.person_id).exists():
            invitee.customer = into
            invitee.save(update_fields=["customer"])
    with pgtrigger.ignore("brm.Response:append_only"):
        Response.objects.filter(customer=customer).update(customer=into)


def count_surveys(customer: Customer) -> int:
    """How many surveys asked the customer."""
    return Campaign.objects.filter(units=customer).count()
