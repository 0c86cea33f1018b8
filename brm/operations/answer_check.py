"""Take a customer's word on a change: it accepts, or objects with a reason (R51)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import CheckAnswer
from brm.operations.ask_for_acceptance import CheckRefused
from brm.queries.own import own_customers
from brm.queries.writing import may_write_for

State = CheckAnswer.State


@transaction.atomic
def answer_check(
    *,
    answer: CheckAnswer,
    state: str,
    reason: str = "",
    said_by: str = "",
    actor: User,
    at: dt.datetime,
) -> CheckAnswer:
    """Keep the answer; a customer's own people give it, or staff record who gave it and how.

    An objection needs its reason. It may be lifted later, so an answer may be given again; an
    acceptance stands.
    """
    locked = (
        CheckAnswer.objects.select_for_update(of=("self",))
        .select_related("customer")
        .get(pk=answer.pk)
    )
    is_own = own_customers(actor).filter(pk=locked.customer_id).exists()
    if not is_own and not may_write_for(actor, locked.customer):
        raise CheckRefused(_("You may not answer for this customer."))
    if locked.state == State.ACCEPTED:
        raise CheckRefused(_("It was accepted already; an acceptance stands."))
    if state not in (State.ACCEPTED, State.OBJECTED):
        raise CheckRefused(_("Accept it, or object to it."), field="state")
    if state == State.OBJECTED and not reason.strip():
        raise CheckRefused(_("Write what is not as it must be."), field="reason")
    if not is_own and not said_by.strip():
        raise CheckRefused(_("Write who said so, and how."), field="said_by")
    locked.state, locked.reason = state, reason.strip()
    locked.said_by = "" if is_own else said_by.strip()
    locked.answered_by, locked.answered_at = actor, at
    locked.save()
    return locked
