"""The tree of customers stays a tree, and remembers how it grew."""

import datetime as dt

from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Customer, CustomerMove
from common.problems import Refusal


class CustomerCycle(Refusal):
    """A unit cannot be part of itself, nor of what lies beneath it."""

    code = "customer_cycle"


def lock_tree() -> dict[int, int | None]:
    """Hold the whole tree until the transaction ends; each customer with what it is part of.

    Always in the same order: two moves at once, each harmless by itself, could otherwise close a
    circle. Moves are rare and the tree has thousands of rows.
    """
    return dict(Customer.objects.order_by("pk").select_for_update().values_list("pk", "parent_id"))


def refuse_cycle(customer: Customer, parent: Customer, parents: dict[int, int | None]) -> None:
    """Walk from the new parent to the top and refuse when the customer itself is met."""
    step: int | None = parent.pk
    seen: set[int] = set()
    while step is not None and step not in seen:
        if step == customer.pk:
            raise CustomerCycle(
                _("%(parent)s lies beneath %(name)s, so %(name)s cannot be part of it.")
                % {"parent": parent.name, "name": customer.name},
                field="parent",
            )
        seen.add(step)
        step = parents.get(step)


def write_move(
    customer: Customer, from_parent_id: int | None, *, reason: str, actor: User, at: dt.datetime
) -> CustomerMove:
    """Keep that the customer stands elsewhere now, since when, why and by whom."""
    return CustomerMove.objects.create(
        customer=customer,
        from_parent_id=from_parent_id,
        to_parent_id=customer.parent_id,
        reason=reason.strip(),
        moved_by=actor,
        moved_at=at,
    )
