"""What goes along when one customer is merged into another: each app says so for its own records.

In `AppConfig.ready()` of an app above:

    register_carrier(
        "tariffs", label=_("Tariffs"), count=…, carry=…, fields=("agreements.Tariff.customer",)
    )

`fields` names the columns that it carries, so that none that leads to a customer or a contact can
be forgotten. The registry spares brm from knowing what stands above it.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from accounts.models import User
from brm.models import Customer


class Carry(Protocol):
    """Writes the records of `customer` onto `into`, inside the merge's transaction.

    `contacts` maps the key of each contact that becomes one with another to that other's key; the
    first of the two is deleted afterwards.
    """

    def __call__(
        self,
        *,
        customer: Customer,
        into: Customer,
        contacts: Mapping[uuid.UUID, uuid.UUID],
        actor: User,
        at: dt.datetime,
    ) -> None: ...


def nothing_against_it(customer: Customer, into: Customer) -> str | None:
    """No objection."""
    return None


@dataclass(frozen=True)
class Carrier:
    """One sort of records: how many `customer` has, why a merge cannot be, and how they move.

    `fields` are the columns, as `app.Model.field`, that lead to a customer or contact.
    """

    key: str
    label: Any
    count: Callable[[Customer], int]
    carry: Carry
    refuse: Callable[[Customer, Customer], str | None]
    order: int
    fields: tuple[str, ...] = ()


_CARRIERS: dict[str, Carrier] = {}


def register_carrier(
    key: str,
    *,
    label: Any,
    count: Callable[[Customer], int],
    carry: Carry,
    refuse: Callable[[Customer, Customer], str | None] = nothing_against_it,
    order: int = 100,
    fields: Iterable[str] = (),
) -> None:
    """Let records of the sort `key` follow a merged customer; the same key again replaces it."""
    _CARRIERS[key] = Carrier(key, label, count, carry, refuse, order, tuple(fields))


def carriers() -> list[Carrier]:
    """Every sort of records that goes along, in order."""
    return sorted(_CARRIERS.values(), key=lambda carrier: (carrier.order, carrier.key))
