"""Write a decision into a customer's log (R88)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brm.models import Customer, Decision, Interaction
from brm.queries.meeting_access import spoken_for
from common.problems import Refusal

from .new_code import new_code

PREFIX = "DE"


class DecisionRefused(Refusal):
    code = "decision_refused"


@transaction.atomic
def save_decision(
    *,
    decision: Decision | None = None,
    customer: Customer,
    what: str,
    decided_by: str,
    decided_on: dt.date,
    is_internal: bool = False,
    interaction: Interaction | None = None,
    external_id: str | None = None,
    actor: Any,
    at: dt.datetime,
) -> Decision:
    """Keep the decision, new with the next number, or `decision` corrected.

    Refuses customers that the actor does not speak with or that the meeting is not about, and days
    to come.
    """
    if not spoken_for(actor).filter(pk=customer.pk).exists():
        raise DecisionRefused(_("You do not speak with this customer."), field="customer")
    check_customer(customer, interaction, DecisionRefused)
    if not what.strip():
        raise DecisionRefused(_("Say what was decided."), field="what")
    if not decided_by.strip():
        raise DecisionRefused(_("Say who decided."), field="decided_by")
    if decided_on > at.date() + dt.timedelta(days=1):
        raise DecisionRefused(_("This day has not come yet."), field="decided_on")
    if decision is None:
        decision = Decision(
            code=new_code(Decision, PREFIX),
            external_id=external_id or None,
            interaction=interaction,
            created_at=at,
            created_by=actor,
        )
    decision.customer, decision.what = customer, what.strip()
    decision.decided_by, decision.decided_on = decided_by.strip(), decided_on
    decision.is_internal = is_internal
    decision.save()
    return decision


def check_customer(
    customer: Customer, interaction: Interaction | None, refused: type[Refusal]
) -> None:
    """Refuse a customer that is neither one of the meeting's nor a unit of one."""
    if interaction is None:
        return
    roots = list(interaction.customers.values_list("pk", flat=True))
    if not Customer.objects.within(roots).filter(pk=customer.pk).exists():
        raise refused(
            _("%(code)s was not about %(customer)s.")
            % {"code": interaction.code, "customer": customer.name},
            field="customer",
        )
