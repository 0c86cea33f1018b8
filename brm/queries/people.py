"""Who decides and who uses, by unit (R38)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from brm.models import Contact, Customer
from brm.queries.customers import seen_from_within

P = Contact.Part
# From the one who says yes to the one who works with it; a person stands where the first part fits.
SIDES = (
    ("decides", (P.DECISION_MAKER, P.BUDGET_HOLDER, P.SIGNATORY, P.SPONSOR)),
    ("influences", (P.INFLUENCER, P.USER_REPRESENTATIVE)),
    ("uses", (P.USER,)),
)


@dataclass(frozen=True)
class UnitPeople:
    """The contacts of one unit, split by the side they stand on."""

    unit: Customer
    decides: list[Contact]
    influences: list[Contact]
    uses: list[Contact]
    others: list[Contact]

    @property
    def lacks_decision(self) -> bool:
        """Whether somebody uses or influences here and nobody is known who decides (R38)."""
        return bool(self.influences or self.uses) and not self.decides


def side_of(contact: Contact) -> str:
    """Where a contact stands: decides, influences, uses, or others without a part."""
    for side, parts in SIDES:
        if not set(parts).isdisjoint(contact.parts):
            return side
    return "others"


def units_of(customer: Customer, user: Any) -> list[Customer]:
    """The customer and everything below it that `user` may see, in the order of the tree."""
    below = Customer.objects.within([customer.pk])
    return list(
        seen_from_within(user)
        .filter(pk__in=below.values("pk"))
        .select_related("manager__person")
        .with_tree_fields()
    )


def people_by_unit(units: list[Customer], *, on: dt.date) -> list[UnitPeople]:
    """The people who are there on that day, by unit, in the order of the units; two queries."""
    by_unit: dict[int, dict[str, list[Contact]]] = {}
    contacts = Contact.objects.filter(customer__in=units).current(on=on).with_roles(on=on)
    for contact in contacts.select_related("person__user"):
        sides = by_unit.setdefault(
            contact.customer_id, {"decides": [], "influences": [], "uses": [], "others": []}
        )
        sides[side_of(contact)].append(contact)
    return [UnitPeople(unit=unit, **by_unit[unit.pk]) for unit in units if unit.pk in by_unit]


def people_at(customer: Customer, *, on: dt.date) -> QuerySet[Contact]:
    """Who is there on that day, in the customer and everything beneath it, by name."""
    beneath = Customer.objects.within([customer.pk]).filter(merged_into=None).values("pk")
    contacts = Contact.objects.filter(customer__in=beneath).current(on=on)
    return contacts.select_related("person", "customer")
