"""Write down what somebody promised to do, and what became of it (R71)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Action, Contact, Customer, Interaction
from brm.queries.meeting_access import may_close, spoken_for
from brm.queries.staff import staff
from common.problems import Refusal

from .new_code import new_code
from .save_decision import check_customer

PREFIX = "AC"


class ActionRefused(Refusal):
    code = "action_refused"


@transaction.atomic
def save_action(
    *,
    action: Action | None = None,
    customer: Customer,
    what: str,
    staff_owner: User | None = None,
    contact: Contact | None = None,
    due_on: dt.date,
    is_internal: bool = False,
    interaction: Interaction | None = None,
    external_id: str | None = None,
    actor: Any,
    at: dt.datetime,
) -> Action:
    """Keep an action, new with the next number, or an open one changed.

    Its owner is one of ours or a contact of the customer, who reads it: so it is not internal
    then. Refuses two owners or none, strangers, and a change of what is closed.
    """
    if not spoken_for(actor).filter(pk=customer.pk).exists():
        raise ActionRefused(_("You do not speak with this customer."), field="customer")
    check_customer(customer, interaction, ActionRefused)
    if not what.strip():
        raise ActionRefused(_("Say what has to be done."), field="what")
    if (staff_owner is None) == (contact is None):
        raise ActionRefused(_("Name one owner."), field="owner")
    if contact is not None:
        _refuse_contact(contact, customer, is_internal=is_internal)
    if staff_owner is not None and not staff().filter(pk=staff_owner.pk).exists():
        raise ActionRefused(
            _("%(name)s does not work here.") % {"name": staff_owner.name}, field="owner"
        )
    if action is None:
        action = Action(
            code=new_code(Action, PREFIX),
            external_id=external_id or None,
            interaction=interaction,
            created_at=at,
            created_by=actor,
        )
    else:
        action = lock_action(action)
        _refuse_closed(action)
    action.customer, action.what, action.due_on = customer, what.strip(), due_on
    action.staff, action.contact, action.is_internal = staff_owner, contact, is_internal
    action.save()
    return action


@transaction.atomic
def close_action(
    *, action: Action, state: str, outcome: str, actor: Any, at: dt.datetime
) -> Action:
    """Say that it was done, or dropped and why: by its owner, or by whoever speaks with them.

    A customer's people may say that theirs is done; only we drop one.
    """
    action = lock_action(action)
    _refuse_closed(action)
    if not may_close(actor, action):
        raise ActionRefused(_("This action is not yours to close."))
    if state not in (Action.State.DONE, Action.State.DROPPED):
        raise ActionRefused(_("An action is done or dropped."), field="state")
    if state == Action.State.DROPPED:
        if not spoken_for(actor).filter(pk=action.customer_id).exists():
            raise ActionRefused(
                _("Only whoever speaks with the customer drops an action."), field="state"
            )
        if not outcome.strip():
            raise ActionRefused(_("Say why it is dropped."), field="outcome")
    action.state, action.outcome = state, outcome.strip()
    action.closed_at, action.closed_by = at, actor
    action.save()
    return action


@transaction.atomic
def reopen_action(*, action: Action, actor: Any, at: dt.datetime) -> Action:
    """Let an action that was closed too early stand open again."""
    action = lock_action(action)
    if action.state == Action.State.OPEN:
        return action
    action.state, action.outcome = Action.State.OPEN, ""
    action.closed_at = action.closed_by = None
    action.save()
    return action


def lock_action(action: Action) -> Action:
    """The action as it is now, for whoever changes it."""
    return (
        Action.objects.select_for_update(of=("self",))
        .select_related("contact", "customer", "staff")
        .get(pk=action.pk)
    )


def _refuse_contact(contact: Contact, customer: Customer, *, is_internal: bool) -> None:
    family = Customer.objects.ancestors(customer, include_self=True).values("pk")
    within = Customer.objects.within([customer.pk]).values("pk")
    known = Contact.objects.filter(pk=contact.pk)
    if not (known.filter(customer__in=family) | known.filter(customer__in=within)).exists():
        raise ActionRefused(
            _("%(name)s is no contact of this customer.") % {"name": contact.person.name},
            field="owner",
        )
    if is_internal:
        raise ActionRefused(
            _("A customer's own action cannot be internal: they would not read it."),
            field="is_internal",
        )


def _refuse_closed(action: Action) -> None:
    if action.state != Action.State.OPEN:
        raise ActionRefused(_("%(code)s is closed. Open it again first.") % {"code": action.code})
