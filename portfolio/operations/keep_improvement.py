"""Write improvements into the register and lead them to their end."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from agreements.models import Breach
from brm.models import Customer, Feedback
from common.db.codes import check_code_unchanged, next_code
from common.problems import Refusal
from portfolio.models import Improvement, Milestone
from slm.models import Service

State = Improvement.State
# What an improvement may become, from each state.
WAYS = {
    State.PROPOSED: (State.APPROVED, State.DECLINED),
    State.APPROVED: (State.RUNNING, State.DECLINED),
    State.RUNNING: (State.DONE, State.DECLINED),
    State.DONE: (),
    State.DECLINED: (State.PROPOSED,),
}


class ImprovementRefused(Refusal):
    code = "improvement_refused"


def save_improvement(
    *,
    improvement: Improvement,
    customers: Iterable[Customer],
    services: Iterable[Service],
    breaches: Iterable[Breach] | None = None,
    complaints: Iterable[Feedback] | None = None,
    actor: User,
    at: dt.datetime,
) -> Improvement:
    """Keep an improvement, new or changed, with what it touches; breaches and complaints
    that are left out stay.

    Refuses a changed code, an end before the start, and any field the register cannot hold.
    """
    if not improvement.code:
        improvement.code = next_code(Improvement, "IMP")
    if improvement.start_on and improvement.due_on and improvement.due_on < improvement.start_on:
        raise ImprovementRefused(_("It cannot be done before it starts."), field="due_on")
    _check(improvement)
    with transaction.atomic():
        improvement.save()
        improvement.customers.set(customers)
        improvement.services.set(services)
        if breaches is not None:
            improvement.breaches.set(breaches)
        if complaints is not None:
            improvement.complaints.set(complaints)
    return improvement


def move_improvement(
    *,
    improvement: Improvement,
    to: str,
    reason: str,
    actor: User,
    on: dt.date,
    after: Decimal | None = None,
    realised_cost: Decimal | None = None,
    realised_benefit: Decimal | None = None,
) -> Improvement:
    """Take an improvement to its next state.

    Declining asks for a reason; being done asks for what came of it and, where it was to be
    measured, for the figure afterwards (R73). Refuses any way that WAYS does not show.
    """
    with transaction.atomic():
        stored = Improvement.objects.select_for_update().get(pk=improvement.pk)
        if to not in WAYS[State(stored.state)]:
            raise ImprovementRefused(
                _("What is %(state)s cannot become %(to)s.")
                % {"state": stored.get_state_display().lower(), "to": State(to).label.lower()}
            )
        if to in (State.DECLINED, State.DONE) and not reason.strip():
            raise ImprovementRefused(
                _("Say why.") if to == State.DECLINED else _("Say what came of it."),
                field="reason",
            )
        if to == State.DONE and stored.measure and after is None:
            raise ImprovementRefused(
                _("Give the figure afterwards: %(measure)s.") % {"measure": stored.measure},
                field="after",
            )
        stored.state, stored.reason = to, reason.strip()
        if to in (State.APPROVED, State.DECLINED):
            stored.decided_by, stored.decided_on = actor, on
        if to == State.RUNNING:
            stored.start_on = min(stored.start_on or on, stored.due_on or on)
        if to == State.DONE:
            stored.done_on, stored.after = on, after
            stored.realised_cost, stored.realised_benefit = realised_cost, realised_benefit
        _check(stored)
        stored.save()
    return stored


def add_milestone(
    *, improvement: Improvement, title: str, due_on: dt.date, actor: User
) -> Milestone:
    """A step on the way; refused once the improvement has ended."""
    if not improvement.is_open:
        raise ImprovementRefused(_("It has ended; there are no more steps."))
    milestone = Milestone(improvement=improvement, title=title.strip(), due_on=due_on)
    _check(milestone)
    milestone.save()
    return milestone


def reach_milestone(*, milestone: Milestone, on: dt.date | None, actor: User) -> Milestone:
    """Note on which day a step was reached, or take that back with None."""
    milestone.reached_on = on
    milestone.save()
    return milestone


def _check(record: Improvement | Milestone) -> None:
    try:
        if isinstance(record, Improvement):
            check_code_unchanged(record)
        record.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise ImprovementRefused(
            " ".join(messages), field=None if field == "__all__" else field
        ) from error
