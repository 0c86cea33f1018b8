"""Move a customer, with all beneath it, to another place of the tree."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Customer, CustomerMove
from brm.operations.tree import lock_tree, refuse_cycle, write_move
from common.problems import Refusal


class CannotMove(Refusal):
    code = "cannot_move"


@transaction.atomic
def move_customer(
    *, customer: Customer, parent: Customer | None, reason: str, actor: User, at: dt.datetime
) -> CustomerMove:
    """Make the customer a part of `parent`, or an organisation of its own when that is None (P1).

    Refuses a move without a reason, to where it stands already, beneath itself, and of or to a
    customer that was merged away.
    """
    if not reason.strip():
        raise CannotMove(_("Say why it moves; the history keeps it."), field="reason")
    parents = lock_tree()
    customer = Customer.objects.get(pk=customer.pk)
    if customer.merged_into_id is not None:
        raise CannotMove(_("%(name)s was merged away.") % {"name": customer.name})
    before = customer.parent_id
    if before == (parent.pk if parent else None):
        raise CannotMove(
            _("%(name)s stands there already. Choose another place.") % {"name": customer.name},
            field="parent",
        )
    if parent is not None:
        parent = Customer.objects.get(pk=parent.pk)
        if parent.merged_into_id is not None:
            raise CannotMove(_("%(name)s was merged away.") % {"name": parent.name}, field="parent")
        refuse_cycle(customer, parent, parents)
    customer.parent = parent
    customer.save(update_fields=["parent"])
    return write_move(customer, before, reason=reason, actor=actor, at=at)
