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
    OutcomeDependency,
    Party,
    Requirement,
    ServiceUse,
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


# Each estimate goes along whole: the amount with who made it, how and when.
_ESTIMATES = (
    ("users", "users_on"),
    ("criticality", "criticality_basis"),
    ("hour_cost", "hour_cost_basis", "hour_cost_on"),
    ("month_value", "month_value_by", "month_value_on"),
)


def count_uses(customer: Customer) -> int:
    """How many services the customer uses or used."""
    return ServiceUse.objects.filter(customer=customer).count()


def carry_uses(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Make the uses those of `into`; of a service that both use one use remains.

    What `into` says of it stays, where it says nothing the other's word is taken, and the outcomes
    that rest on either rest on it. It is used for as long as either used it.
    """
    known = {use.service_id: use for use in ServiceUse.objects.filter(customer=into)}
    for use in ServiceUse.objects.filter(customer=customer):
        kept = known.get(use.service_id)
        if kept is None:
            use.customer = into
            use.save(update_fields=["customer"])
        else:
            _complete_use(kept, use)
            rests = OutcomeDependency.objects.filter(use=kept).values("outcome")
            use.dependencies.exclude(outcome__in=rests).update(use=kept)
            use.delete()


def _complete_use(kept: ServiceUse, use: ServiceUse) -> None:
    """Give `kept` what it lacks and `use` says; amounts only with the currency they are in."""
    if kept.hour_cost is None and kept.month_value is None:
        kept.currency = use.currency
    for names in _ESTIMATES:
        is_amount = names[0] in ("hour_cost", "month_value")
        if is_amount and kept.currency != use.currency:
            continue
        if getattr(kept, names[0]) in (None, ""):
            for name in names:
                setattr(kept, name, getattr(use, name))
    begun, ends = (kept.since_on, use.since_on), (kept.ends_before, use.ends_before)
    kept.since_on = min(begun) if all(begun) else None  # type: ignore[type-var]
    kept.ends_before = max(ends) if all(ends) else None  # type: ignore[type-var]
    kept.save()
