"""Write a customer into the portfolio, or change what is known about one."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Customer
from brm.operations.follow_manager import follow_manager
from brm.operations.tree import CustomerCycle, lock_tree, refuse_cycle, write_move
from common.db.codes import check_code_unchanged
from common.problems import Refusal


class CustomerRefused(Refusal):
    code = "customer_refused"


def save_customer(
    *, customer: Customer, actor: User, at: dt.datetime, reason: str = ""
) -> Customer:
    """Keep `customer`, new or changed; who answers for it is dated (R2), and so is a move.

    `reason` is why it moves to another place of the tree. Refuses a changed code (decision 29), a
    place in the tree beneath itself, an active customer without a relationship manager who may
    sign in (R2), a weight without its basis, and a representative from elsewhere.
    """
    if customer.pk is not None and customer.parent_id == customer.pk:
        raise CustomerCycle(
            _("%(name)s cannot be part of itself.") % {"name": customer.name}, field="parent"
        )
    is_new = customer.pk is None
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
    if customer.strategic_weight is not None and not customer.weight_basis.strip():
        raise CustomerRefused(
            _("Say what the weight rests on, such as revenue, reach or a mandate."),
            field="weight_basis",
        )
    with transaction.atomic():
        _refuse_strange_representative(customer)
        stored = _stored_parent(customer)
        customer.save()
        if stored != customer.parent_id and not is_new:
            write_move(customer, stored, reason=reason, actor=actor, at=at)
        follow_manager(customer, at=at)
    return customer


def _stored_parent(customer: Customer) -> int | None:
    """What a stored customer is part of so far; a change of it is looked at under lock."""
    if customer.pk is None:
        return None
    stored = Customer.objects.filter(pk=customer.pk).values_list("parent_id", flat=True).first()
    if customer.parent is not None and stored != customer.parent_id:
        refuse_cycle(customer, customer.parent, lock_tree())
    return stored


def _refuse_strange_representative(customer: Customer) -> None:
    """Whoever represents a customer is a contact of it, or of what lies above or beneath it."""
    contact = customer.representative
    if contact is None:
        return
    home = Customer.objects.within([customer.pk]) | Customer.objects.above([customer.pk])
    if customer.pk is None or not home.filter(pk=contact.customer_id).exists():
        raise CustomerRefused(
            _("%(name)s is no contact of %(customer)s. Add the contact first.")
            % {"name": contact.person.name, "customer": customer.name},
            field="representative",
        )
