"""Whom we lack at a customer: who decides, signs or pays, or is talked with in time (R38)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from brm.models import Contact, ContactRole, Customer
from brm.queries.overdue import cadence_of
from brm.queries.people import SIDES

P = Contact.Part
DECIDING = frozenset(dict(SIDES)["decides"])
USING = frozenset(dict(SIDES)["influences"] + dict(SIDES)["uses"])


class Kind(TextChoices):
    """What can be lacking."""

    NOBODY_DECIDES = "nobody_decides", _("Users, but nobody who decides")
    SERVICE_UNDECIDED = "service_undecided", _("A service with users and nobody who decides")
    NO_BUDGET_HOLDER = "no_budget_holder", _("No budget holder")
    NO_SIGNATORY = "no_signatory", _("No signatory")
    NEVER_CONTACTED = "never_contacted", _("Decision maker never contacted")
    DECIDER_OVERDUE = "decider_overdue", _("Contact with a decision maker overdue")
    OVERDUE = "overdue", _("Contact overdue")


@dataclass(frozen=True)
class Gap:
    """One thing that a customer lacks, and whom or which service it is about."""

    kind: Kind
    about: str = ""

    @property
    def label(self) -> Any:
        return self.kind.label


def gaps_of(customers: Iterable[Customer], *, on: dt.date) -> dict[int, list[Gap]]:
    """What each of `customers` lacks on that day, by its id; those that lack nothing left out.

    Who decides is asked of each unit by itself. A budget holder and a signatory are asked of active
    organisations as a whole: one anywhere beneath is enough. `customers` are taken for the whole
    tree that the reader sees; two queries, however many they are. Former customers lack nothing.
    """
    rows = [row for row in customers if row.standing != Customer.Standing.FORMER]
    contacts = (
        Contact.objects.filter(customer__in=[row.pk for row in rows])
        .current(on=on)
        .with_roles(on=on)
        .select_related("person")
    )
    by_unit: dict[int, list[Contact]] = defaultdict(list)
    for contact in contacts:
        by_unit[contact.customer_id].append(contact)
    parts = _parts_beneath(rows, by_unit)
    found = {}
    for row in rows:
        gaps = [*_of_unit(by_unit[row.pk], on=on), *_of_organisation(row, parts)]
        if cadence_of(row, on=on).is_overdue:
            gaps.append(Gap(Kind.OVERDUE))
        if gaps:
            found[row.pk] = gaps
    return found


def _of_unit(people: list[Contact], *, on: dt.date) -> Iterable[Gap]:
    roles: list[ContactRole] = [role for contact in people for role in contact.held]  # type: ignore[attr-defined]
    uses = [role for role in roles if role.part in USING]
    decides = [role for role in roles if role.part in DECIDING]
    if uses and not decides:
        yield Gap(Kind.NOBODY_DECIDES)
    elif not any(role.service_id is None for role in decides):
        decided = {role.service_id for role in decides}
        undecided = {
            role.service.name: None
            for role in uses
            if role.service is not None and role.service_id not in decided
        }
        yield from (Gap(Kind.SERVICE_UNDECIDED, name) for name in sorted(undecided))
    for contact in people:
        if P.DECISION_MAKER not in contact.parts:
            continue
        if contact.last_contact_on is None:
            yield Gap(Kind.NEVER_CONTACTED, contact.person.name)
        elif cadence_of(contact, on=on).is_overdue:
            yield Gap(Kind.DECIDER_OVERDUE, contact.person.name)


def _of_organisation(row: Customer, parts: dict[int, set[str]]) -> Iterable[Gap]:
    if row.pk not in parts or row.standing != Customer.Standing.ACTIVE:
        return
    if P.BUDGET_HOLDER not in parts[row.pk]:
        yield Gap(Kind.NO_BUDGET_HOLDER)
    if P.SIGNATORY not in parts[row.pk]:
        yield Gap(Kind.NO_SIGNATORY)


def _parts_beneath(rows: list[Customer], by_unit: dict[int, list[Contact]]) -> dict[int, set[str]]:
    """For each organisation, the parts that anybody plays in any of its units."""
    parents = {row.pk: row.parent_id for row in rows}
    found: dict[int, set[str]] = {row.pk: set() for row in rows if row.parent_id is None}
    for row in rows:
        top, seen = row.pk, set()
        while parents.get(top) is not None and top not in seen:
            seen.add(top)
            top = parents[top]  # type: ignore[assignment]
        if top in found:
            for contact in by_unit[row.pk]:
                found[top].update(contact.parts)
    return found
