"""What a customer's business wants and what was asked of it goes along when it is merged."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from accounts.models import User
from brm.models import BusinessChange, BusinessOutcome, CheckAnswer, Customer, Demand


def carry_outcomes(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Make the outcomes those of `into`, owned by the contacts that remain."""
    for old, new in contacts.items():
        BusinessOutcome.objects.filter(owner=old).update(owner=new)
    free_names(BusinessOutcome, "reference", customer, into)
    BusinessOutcome.objects.filter(customer=customer).update(customer=into)


def carry_demand(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Make what the customer may want, and what changes in its business, those of `into`."""
    Demand.objects.filter(customer=customer).update(customer=into)
    BusinessChange.objects.filter(customer=customer).update(customer=into)


def carry_checks(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Make the answers to checks those of `into`; where both were asked, one that was given stays.

    What was said goes before what is awaited; of two words that of `into` counts.
    """
    waiting = CheckAnswer.State.WAITING
    theirs = {row.check_asked_id: row for row in CheckAnswer.objects.filter(customer=into)}
    for answer in CheckAnswer.objects.filter(customer=customer):
        other = theirs.get(answer.check_asked_id)
        if other is not None and (other.state != waiting or answer.state == waiting):
            answer.delete()
            continue
        if other is not None:
            other.delete()
        answer.customer = into
        answer.save(update_fields=["customer"])


def count_demand(customer: Customer) -> int:
    """How much demand and how many changes of its business the customer has."""
    return (
        Demand.objects.filter(customer=customer).count()
        + BusinessChange.objects.filter(customer=customer).count()
    )


def free_names(model: Any, field: str, customer: Customer, into: Customer) -> None:
    """Put the customer's code before those names in other tools that `into` has given already."""
    length = model._meta.get_field(field).max_length
    taken = model.objects.filter(customer=into).exclude(**{field: ""}).values(field)
    for row in model.objects.filter(customer=customer, **{f"{field}__in": taken}):
        setattr(row, field, f"{customer.code}:{getattr(row, field)}"[:length])
        row.save(update_fields=[field])
