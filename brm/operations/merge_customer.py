"""Make one customer of two."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from brm.models import Contact, ContactRole, Customer, Grant, PlanItem, TokenScope
from brm.operations.carriers import carriers
from brm.operations.follow_manager import follow_manager
from brm.operations.tree import lock_tree, write_move
from common.problems import Refusal


class CannotMerge(Refusal):
    code = "cannot_merge"


@dataclass(frozen=True)
class Load:
    """How many records of one sort go along."""

    key: str
    label: Any
    count: int


def loads_of(customer: Customer) -> list[Load]:
    """What would go along if the customer were merged into another; sorts without any left out."""
    mine = [
        Load("units", gettext_lazy("Units"), customer.children.filter(merged_into=None).count()),
        Load("contacts", gettext_lazy("Contacts"), customer.contacts.count()),
        Load("plan", gettext_lazy("Communication plan"), customer.plan.count()),
        Load("grants", gettext_lazy("Grants"), customer.grants.count()),
        Load(
            "tokens",
            gettext_lazy("Limits of tokens"),
            TokenScope.objects.filter(customer=customer).count(),
        ),
    ]
    theirs = [Load(one.key, one.label, one.count(customer)) for one in carriers()]
    return [load for load in mine + theirs if load.count]


def check_merge(*, customer: Customer, into: Customer) -> None:
    """Refuse a merge that cannot be: with itself, with one merged before, into what lies beneath.

    What lies beneath would have to be part of itself. Apps above object for their own reasons.
    """
    if customer.pk == into.pk:
        raise CannotMerge(_("Choose another customer than this one."), field="into")
    for one in (customer, into):
        if one.merged_into_id is not None:
            raise CannotMerge(_("%(name)s was merged away.") % {"name": one.name}, field="into")
    if Customer.objects.within([customer.pk]).filter(pk=into.pk).exists():
        raise CannotMerge(
            _("%(into)s is a part of %(name)s. Merge it into %(name)s instead, or move it first.")
            % {"into": into.name, "name": customer.name},
            field="into",
        )
    for carrier in carriers():
        objection = carrier.refuse(customer, into)
        if objection:
            raise CannotMerge(objection, field="into")


@transaction.atomic
def merge_customer(
    *, customer: Customer, into: Customer, reason: str, actor: User, at: dt.datetime
) -> Customer:
    """Carry everything of `customer` over to `into`, which remains; its address leads there then.

    A person known at both becomes one contact with the roles of the two. What `into` says of itself
    stays; where it says nothing it takes the other's word. Refuses a merge without a reason, and
    whatever `check_merge` refuses.
    """
    if not reason.strip():
        raise CannotMerge(_("Say why the two are one; the history keeps it."), field="reason")
    lock_tree()
    customer = Customer.objects.get(pk=customer.pk)
    into = Customer.objects.get(pk=into.pk)
    check_merge(customer=customer, into=into)
    twins = _twins(customer, into)
    for carrier in carriers():
        carrier.carry(customer=customer, into=into, contacts=twins, actor=actor, at=at)
    _carry_contacts(customer, into, twins)
    _carry_access(customer, into)
    PlanItem.objects.filter(customer=customer).update(customer=into)
    _carry_units(customer, into, reason=reason, actor=actor, at=at)
    _complete(into, customer)
    Customer.objects.filter(merged_into=customer).update(merged_into=into)
    customer.standing = Customer.Standing.FORMER
    customer.manager = customer.representative = None
    customer.merged_into, customer.merged_at = into, at
    customer.merge_reason = reason.strip()
    customer.save()
    follow_manager(customer, at=at)
    return into


def _twins(customer: Customer, into: Customer) -> dict[uuid.UUID, uuid.UUID]:
    """The contacts of people whom both know: whose key becomes whose."""
    theirs = dict(into.contacts.values_list("person_id", "pk"))
    return {
        pk: theirs[person]
        for person, pk in customer.contacts.values_list("person_id", "pk")
        if person in theirs
    }


def _carry_contacts(customer: Customer, into: Customer, twins: dict[uuid.UUID, uuid.UUID]) -> None:
    customer.contacts.exclude(pk__in=twins).update(customer=into)
    for old, new in twins.items():
        kept = set(ContactRole.objects.filter(contact=new).values_list("part", "service"))
        for role in ContactRole.objects.filter(contact=old):
            if (role.part, role.service_id) not in kept:
                role.contact_id = new
                role.save(update_fields=["contact"])
        Contact.objects.filter(reports_to=old).exclude(pk=new).update(reports_to=new)
        Contact.objects.filter(reports_to=old).update(reports_to=None)
        Contact.objects.filter(successor=old).update(successor=new)
        Customer.objects.filter(representative=old).update(representative=new)
        latest = Contact.objects.filter(pk__in=[old, new]).aggregate(on=Max("last_contact_on"))
        Contact.objects.filter(pk=new).update(last_contact_on=latest["on"])
    Contact.objects.filter(pk__in=list(twins)).delete()


def _carry_access(customer: Customer, into: Customer) -> None:
    """Who was let in to the one is let in to the other, once."""
    known = set(Grant.objects.filter(customer=into).values_list("user", "role"))
    for grant in Grant.objects.filter(customer=customer):
        if (grant.user_id, grant.role) in known:
            grant.delete()
        else:
            grant.customer = into
            grant.save(update_fields=["customer"])
    limited = set(TokenScope.objects.filter(customer=into).values_list("token", flat=True))
    for limit in TokenScope.objects.filter(customer=customer):
        token = limit.token_id
        limit.delete()
        if token not in limited:
            TokenScope.objects.create(token_id=token, customer=into)


def _carry_units(
    customer: Customer, into: Customer, *, reason: str, actor: User, at: dt.datetime
) -> None:
    for unit in Customer.objects.filter(parent=customer, merged_into=None):
        if unit.pk == into.pk:
            continue
        unit.parent = into
        unit.save(update_fields=["parent"])
        write_move(unit, customer.pk, reason=reason, actor=actor, at=at)


def _complete(into: Customer, customer: Customer) -> None:
    """Where the one that remains says nothing, it takes the word of the one merged into it."""
    for name in ("description", "journey", "contact_cadence_days"):
        if not getattr(into, name):
            setattr(into, name, getattr(customer, name))
    if into.strategic_weight is None:
        into.strategic_weight = customer.strategic_weight
        into.weight_basis = customer.weight_basis
    if into.representative_id is None:
        customer.refresh_from_db(fields=["representative"])
        into.representative_id = customer.representative_id
    days = [on for on in (into.last_contact_on, customer.last_contact_on) if on]
    into.last_contact_on = max(days, default=None)
    into.save()
