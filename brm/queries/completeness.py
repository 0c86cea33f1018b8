"""How complete the entry of a customer is, and what it lacks (R40).

An app above, or another part of this one, adds what only it can know:

    register_need("outcomes", label=_("Key outcomes"), known=outcomes_known)

where `known(customer_ids)` answers the ids of those customers that have it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from brm.models import Customer, PlanItem

Known = Callable[[list[int]], Iterable[int]]


@dataclass(frozen=True)
class Need:
    """Something that a complete entry says."""

    key: str
    label: Any
    known: Known
    order: int


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


def register_need(key: str, *, label: Any, known: Known, order: int = 100) -> None:
    """Count `key` among what a complete entry says; the same key again replaces it."""
    _NEEDS[key] = Need(key, label, known, order)


def needs() -> list[Need]:
    """What a complete entry says, in order."""
    return sorted(_NEEDS.values(), key=lambda need: (need.order, need.key))


def completeness_of(customers: Iterable[Customer]) -> dict[int, Completeness]:
    """The completeness of each customer by its id; as many queries for one as for many."""
    ids = [customer.pk for customer in customers]
    found = [(need.label, set(need.known(ids))) for need in needs()]
    return {
        pk: Completeness(
            present=tuple(label for label, known in found if pk in known),
            missing=tuple(label for label, known in found if pk not in known),
        )
        for pk in ids
    }


def register_own_needs() -> None:
    """What this app itself knows of an entry."""
    register_need("name", label=_("Name"), known=_having(), order=10)
    register_need(
        "representative",
        label=_("Authorised representative"),
        known=_having(representative__isnull=False),
        order=20,
    )
    register_need("business", label=_("Business"), known=_having(description__gt=""), order=30)
    register_need(
        "manager",
        label=_("Relationship manager"),
        known=_having(manager__isnull=False),
        order=50,
    )
    register_need("plan", label=_("Communication plan"), known=_planned, order=60)
    register_need(
        "weight",
        label=_("Strategic weight"),
        known=_having(strategic_weight__isnull=False),
        order=70,
    )


def _having(**conditions: Any) -> Known:
    def known(ids: list[int]) -> Iterable[int]:
        rows = Customer.objects.filter(pk__in=ids, name__gt="", **conditions)
        return rows.order_by().values_list("pk", flat=True)

    return known


def _planned(ids: list[int]) -> Iterable[int]:
    lines = PlanItem.objects.filter(customer__in=ids).order_by()
    return lines.values_list("customer", flat=True).distinct()
