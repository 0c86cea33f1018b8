"""Whom a survey would ask, and whom its sample leaves out (R7)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from brm.engine.sampling import draw
from brm.models import Campaign, Contact, Customer, Invitee

DECIDES = Contact.Part.DECISION_MAKER


@dataclass(frozen=True, slots=True)
class Planned:
    """One contact of the units asked, and what the sample makes of them."""

    contact: Contact
    in_population: bool
    is_sampled: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who decides and is not asked."""

    name: str
    unit: str
    in_population: bool


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a sample does not hear: decision makers, and units of which nobody is asked."""

    decision_makers: tuple[LeftOut, ...]
    units: tuple[Customer, ...]

    def __bool__(self) -> bool:
        return bool(self.decision_makers or self.units)


def plan_sample(campaign: Campaign, *, on: dt.date) -> list[Planned]:
    """Every contact of the campaign's units with what the sample would make of them.

    Who is there and what part they play is taken as on that day. The same contacts,
    size and seed always give the same sample.
    """
    contacts = list(
        Contact.objects.filter(customer__in=campaign.units.all())
        .current(on=on)
        .with_roles(on=on)
        .select_related("person__user", "customer")
        .order_by("customer__name", "person__name", "pk")
    )
    wanted = set(campaign.parts)
    population = [row for row in contacts if not wanted or not wanted.isdisjoint(row.parts)]
    keys = {str(row.pk) for row in population}
    match campaign.sampling:
        case Campaign.Sampling.ALL:
            sampled = keys
        case Campaign.Sampling.RANDOM:
            sampled = set(draw(keys, size=campaign.sample_size or 0, seed=campaign.seed))
        case _:
            sampled = {str(pk) for pk in campaign.picked.values_list("pk", flat=True)} & keys
    return [
        Planned(row, in_population=str(row.pk) in keys, is_sampled=str(row.pk) in sampled)
        for row in contacts
    ]


def gaps_of_plan(campaign: Campaign, plan: Iterable[Planned]) -> Gaps:
    """What the sample that is planned would not hear."""
    return _gaps(
        list(campaign.units.order_by("name")),
        [(row.contact.customer, row.contact.person.name, row.contact.parts, row) for row in plan],
    )


def gaps_of_sample(units: list[Customer], invitees: Iterable[Invitee]) -> Gaps:
    """What the sample that was drawn does not hear, of `units`."""
    return _gaps(units, [(row.customer, row.person.name, row.parts, row) for row in invitees])


def _gaps(
    units: list[Customer], rows: list[tuple[Customer, str, list[str], Planned | Invitee]]
) -> Gaps:
    heard = {customer.pk for customer, _, _, row in rows if row.is_sampled}
    return Gaps(
        decision_makers=tuple(
            LeftOut(name, customer.name, row.in_population)
            for customer, name, parts, row in rows
            if DECIDES in parts and not row.is_sampled
        ),
        units=tuple(unit for unit in units if unit.pk not in heard),
    )


def language_of(contact: Contact, campaign: Campaign) -> str:
    """The language in which a contact is asked: their own, their unit's, the survey's first."""
    user = getattr(contact.person, "user", None)
    for language in (getattr(user, "language", ""), contact.customer.language):
        if language in campaign.languages:
            return language
    return campaign.languages[0]
