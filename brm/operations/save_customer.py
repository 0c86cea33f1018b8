"""Write a customer into the portfolio, or change what is known about one."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Customer
from common.db.codes import check_code_unchanged
from common.problems import Refusal


class CustomerRefused(Refusal):
    code = "customer_refused"


class CustomerCycle(Refusal):
    """A unit cannot be part of itself, nor of what lies beneath it."""

    code = "customer_cycle"


def save_customer(*, customer: Customer, actor: User, at: dt.datetime) -> Customer:
    """Keep `customer`, new or changed.

    Refuses a changed code (decision 29), a place in the tree beneath itself, and an active
    customer without a relationship manager who may sign in (R2).
    """
    if customer.pk is not None and customer.parent_id == customer.pk:
        raise CustomerCycle(
            _("%(name)s cannot be part of itself.") % {"name": customer.name}, field="parent"
        )
    try:
        check_code_unchanged(customer)
        customer.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise CustomerRefused(
            " ".join(messages), field=None if field == "__all__" else field
        ) from error
    if customer.standing == Customer.Standing.ACTIVE:
        if customer.manager is None:
            raise CustomerRefused(
                _("An active customer has a relationship manager. Choose who it is."),
                field="manager",
            )
        if not customer.manager.is_active:
            raise CustomerRefused(
                _("%(name)s may no longer sign in. Choose another relationship manager.")
                % {"name": customer.manager.name},
                field="manager",
            )
    with transaction.atomic():
        if customer.pk is not None:
            _refuse_cycle(customer)
        customer.save()
    return customer


def _refuse_cycle(customer: Customer) -> None:
    """Walk from the new parent to the top and refuse when the customer itself is met.

    A move locks the whole tree, always in the same order: two moves at once, each harmless by
    itself, could otherwise close a circle. Moves are rare and the tree has thousands of rows.
    """
    if customer.parent_id is None:
        return
    stored = Customer.objects.filter(pk=customer.pk).values_list("parent_id", flat=True).first()
    if stored == customer.parent_id:
        return
    parents = dict(
        Customer.objects.order_by("pk").select_for_update().values_list("pk", "parent_id")
    )
    step: int | None = customer.parent_id
    seen: set[int] = set()
    while step is not None and step not in seen:
        if step == customer.pk:
            assert customer.parent is not None
            raise CustomerCycle(
                _("%(parent)s lies beneath %(name)s, so %(name)s cannot be part of it.")
                % {"parent": customer.parent.name, "name": customer.name},
                field="parent",
            )
        seen.add(step)
        step = parents.get(step)
