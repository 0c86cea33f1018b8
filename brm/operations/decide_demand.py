"""Decide what becomes of a demand, with the reason and the day (R30)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Demand
from brm.operations.save_demand import DemandRefused
from brm.queries.demand_steps import STEPS
from brm.queries.writing import may_write_for

S = Demand.State
# States that say what was decided; the others say how far the question has come.
DECISIONS = frozenset({S.ACCEPTED, S.DEFERRED, S.DECLINED})


@transaction.atomic
def decide_demand(
    *,
    demand: Demand,
    state: str,
    reason: str = "",
    deferred_to: dt.date | None = None,
    actor: User,
    on: dt.date,
) -> Demand:
    """Move a demand on: weighed, accepted, deferred, declined, realised, or new again.

    A decision needs its reason and keeps `on` as its day; a deferred one says from which day it is
    looked at again. Refuses a step that the table of steps does not have.
    """
    locked = Demand.objects.select_for_update().select_related("customer").get(pk=demand.pk)
    if not may_write_for(actor, locked.customer):
        raise DemandRefused(_("You may not decide for this customer."))
    if state not in STEPS[S(locked.state)]:
        raise DemandRefused(
            _("%(code)s is %(state)s; this step does not follow.")
            % {"code": locked.code, "state": locked.get_state_display().lower()},
            field="state",
        )
    if state in DECISIONS and not reason.strip():
        raise DemandRefused(_("Write why: whoever asked will want to know."), field="reason")
    if state == S.DEFERRED and (deferred_to is None or deferred_to <= on):
        raise DemandRefused(
            _("Choose a day to come on which it is looked at again."), field="deferred_to"
        )
    locked.state = state
    if state in DECISIONS:
        locked.decision, locked.decided_on, locked.decided_by = reason.strip(), on, actor
    elif state == S.NEW:
        locked.decision, locked.decided_on, locked.decided_by = reason.strip(), None, None
    locked.deferred_to = deferred_to if state == S.DEFERRED else None
    locked.save()
    return locked
