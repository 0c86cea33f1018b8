"""Finds where units of one customer ask for different things of the same service (R54)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agreements.models import Requirement, WantedTarget
from brm.models import Customer

# What is withdrawn or sent back asks for nothing.
ASKING = (Requirement.State.DRAFT, Requirement.State.SUBMITTED, Requirement.State.APPROVED)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Levels of one kind that units of one organisation want differently, of the same service."""

    organisation: Customer
    wanted: tuple[WantedTarget, ...]

    @property
    def service(self) -> Any:
        return self.wanted[0].service

    @property
    def customers(self) -> list[Customer]:
        """The units that disagree, each once."""
        return list(
            {row.requirement.customer_id: row.requirement.customer for row in self.wanted}.values()
        )


def conflicts(user: Any, *, of: Requirement | None = None) -> list[Conflict]:
    """Every conflict that `user` may see, or those that touch one requirement.

    Two wanted levels conflict where organisation, service, metric, period, time and priority are
    the same, the units are not, and the figures differ. Three queries.
    """
    rows = WantedTarget.objects.filter(
        requirement__in=Requirement.objects.visible_to(user), requirement__state__in=ASKING
    ).select_related("requirement__customer", "service")
    if of is not None:
        rows = rows.filter(service__in=of.services.all())
    found = list(rows.order_by("service__name", "metric", "requirement__code"))
    top = _organisations(found)
    alike: dict[tuple[Any, ...], list[WantedTarget]] = defaultdict(list)
    for row in found:
        organisation = top[row.requirement.customer_id]
        key = (organisation.pk, row.service_id, row.metric, row.period, row.within, row.priority)
        alike[key].append(row)
    every = [
        Conflict(top[group[0].requirement.customer_id], tuple(group))
        for group in alike.values()
        if len({row.requirement.customer_id for row in group}) > 1
        and len({(row.threshold_ppm, row.limit) for row in group}) > 1
    ]
    if of is None:
        return every
    return [one for one in every if any(row.requirement_id == of.pk for row in one.wanted)]


def _organisations(rows: Iterable[WantedTarget]) -> dict[int, Customer]:
    """The topmost organisation of each customer named, by the customer's id."""
    named = {row.requirement.customer_id for row in rows}
    if not named:
        return {}
    known = {customer.pk: customer for customer in Customer.objects.all().above(list(named))}
    top = {}
    for leaf in named:
        customer = known[leaf]
        while customer.parent_id in known:
            customer = known[customer.parent_id]
        top[leaf] = customer
    return top
