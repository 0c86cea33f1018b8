"""How complete the entry of a customer is, and what it lacks (R40).

An app above, or another part of this one, adds what only it can know:

    register_need("outcomes", label=_("Key outcomes"), known=outcomes_known)

where `known(customer_ids)` answers the ids of those customers that have it. What the customer's own
columns tell is asked of the record: `register_need("name", label=…, says=lambda one: one.name)`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from brm.models import BusinessOutcome, Customer, PlanItem

Known = Callable[[list[int]], Iterable[int]]
Says = Callable[[Customer], Any]


@dataclass(frozen=True)
class Need:
    """Something that a complete entry says."""

    key: str
    label: Any
    known: Known | None
    says: Says | None
    order: int

    def found(self, customers: list[Customer]) -> set[int]:
        """The ids of those customers whose entry says it."""
        if self.known is not None:
            return set(self.known([customer.pk for customer in customers]))
        return {one.pk for one in customers if self.says is not None and self.says(one)}


@dataclass(frozen=True)
class Completeness:
    """What a customer's entry says and what it lacks, in words."""

    present: tuple[Any, ...]
    missing: tuple[Any, ...]

    @property
    def share(self) -> Fraction:
        """From 0 to 1: how many of the things asked for are there, each counting alike."""
        return Fraction(len(self.present), len(self.present) + len(self.missing))


_NEEDS: dict[str, Need] = {}


def register_need(
    key: str, *, label: Any, known: Known | None = None, says: Says | None = None, order: int = 100
) -> None:
    """Count `key` among what a complete entry says; the same key again replaces it."""
    _NEEDS[key] = Need(key, label, known, says, order)


def needs() -> list[Need]:
    """What a complete entry says, in order."""
    return sorted(_NEEDS.values(), key=lambda need: (need.order, need.key))


def completeness_of(customers: Iterable[Customer]) -> dict[int, Completeness]:
    """The completeness of each customer by its id; as many queries for one as for many."""
    rows = list(customers)
    found = [(need.label, need.found(rows)) for need in needs()]
    return {
        row.pk: Completeness(
            present=tuple(label for label, known in found if row.pk in known),
            missing=tuple(label for label, known in found if row.pk not in known),
        )
        for row in rows
    }


def register_own_needs() -> None:
    """What this app itself knows of an entry."""
    register_need("name", label=_("Name"), says=lambda one: one.name, order=10)
    register_need(
        "representative",
        label=_("Authorised representative"),
        says=lambda one: one.representative_id,
        order=20,
    )
    register_need("business", label=_("Business"), says=lambda one: one.description, order=30)
    register_need("outcomes", label=_("Business outcomes"), known=_wanting, order=40)
    register_need(
        "manager", label=_("Relationship manager"), says=lambda one: one.manager_id, order=50
    )
    register_need("plan", label=_("Communication plan"), known=_planned, order=60)
    register_need(
        "weight", label=_("Strategic weight"), says=lambda one: one.strategic_weight, order=70
    )


def _planned(ids: list[int]) -> Iterable[int]:
    lines = PlanItem.objects.filter(customer__in=ids).order_by()
    return lines.values_list("customer", flat=True).distinct()


def _wanting(ids: list[int]) -> Iterable[int]:
    outcomes = BusinessOutcome.objects.filter(customer__in=ids).order_by()
    live = outcomes.exclude(state=BusinessOutcome.State.DROPPED)
    return live.values_list("customer", flat=True).distinct()
