"""What a customer has promised and asked for goes along when it is merged into another."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.utils.translation import gettext as _

from accounts.models import User
from agreements.models import (
    Agreement,
    Authority,
    CommitmentCustomer,
    Party,
    Requirement,
    Tariff,
)
from agreements.operations.bind_customers import bind_customers
from brm.models import Customer


def refuse_shared_agreement(customer: Customer, into: Customer) -> str | None:
    """Two parties of one agreement cannot become one: its text was signed by both."""
    shared = (
        Agreement.objects.filter(parties__customer=customer)
        .filter(parties__customer=into)
        .order_by("code")
        .values_list("code", flat=True)
    )
    if not shared:
        return None
    return _(
        "Both are parties of %(agreements)s. End it, or agree on it without one of them, first."
    ) % {"agreements": ", ".join(shared)}


def count_agreements(customer: Customer) -> int:
    """How many agreements the customer is a party of."""
    return Party.objects.filter(customer=customer).count()


def carry_agreements(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Make `into` the party, with what bound the customer and who may sign for it.

    Levels are dated anew where the two were promised the same: the most specific promise binds.
    """
    Party.objects.filter(customer=customer).update(customer=into)
    Authority.objects.filter(customer=customer).update(customer=into)
    CommitmentCustomer.objects.filter(customer=customer).update(customer=into)
    for agreement in Agreement.objects.filter(parties__customer=into).order_by("pk"):
        bind_customers(agreement=agreement)


def count_requirements(customer: Customer) -> int:
    """How many requirements the customer has written."""
    return Requirement.objects.filter(customer=customer).count()


def carry_requirements(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Make the requirements those of `into`, asked by the contacts that remain."""
    for old, new in contacts.items():
        Requirement.objects.filter(asked_by=old).update(asked_by=new)
    Requirement.objects.filter(customer=customer).update(customer=into)


def count_tariffs(customer: Customer) -> int:
    """How many tariffs are the customer's own."""
    return Tariff.objects.filter(customer=customer).count()


def carry_tariffs(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Make the tariffs those of `into`."""
    Tariff.objects.filter(customer=customer).update(customer=into)
