"""Write the rules of complaints: ladders with their levels, deputies, due times (R10)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brm.models import (
    Customer,
    Deputy,
    DueTime,
    EscalationLadder,
    EscalationLevel,
    Feedback,
)
from brm.queries.clocks import hours_choices
from brm.queries.feedback_access import may_change_ladder, may_set_rules
from common.problems import Refusal

from .take_feedback_step import next_escalation

MOST_LEVELS = 9
# Ten years: nobody waits longer for an answer.
LONGEST_SECONDS = 10 * 366 * 86_400


class LadderRefused(Refusal):
    """The rules stay as they were."""

    code = "ladder_refused"


@dataclass(frozen=True, slots=True)
class WantedLevel:
    """A level as it is typed: after so many seconds `whom` is told, until `stop`."""

    after_seconds: int
    whom: str
    stop: str = EscalationLevel.Stop.RESOLVED
    person: Any = None
    role: str = ""


@transaction.atomic
def save_ladder(
    *,
    customer: Customer | None,
    hours: str,
    levels: Sequence[WantedLevel],
    actor: Any,
    at: dt.datetime,
) -> EscalationLadder:
    """Write the ladder of a customer, or of everybody; open complaints follow it from now on.

    Levels are numbered as they stand, each later than the one before. What a complaint climbed
    already stays as it was.
    """
    ladder = (
        EscalationLadder.objects.select_for_update(of=("self",)).filter(customer=customer).first()
    ) or EscalationLadder(customer=customer)
    if not may_change_ladder(actor, ladder):
        raise LadderRefused(_("You may not change this ladder."))
    _check_hours(hours)
    _check_levels(levels)
    ladder.hours = hours
    ladder.save()
    stored = {row.number: row for row in ladder.levels.all()}
    for number, wanted in enumerate(levels, start=1):
        row = stored.pop(number, None) or EscalationLevel(ladder=ladder, number=number)
        row.after_seconds, row.whom, row.stop = wanted.after_seconds, wanted.whom, wanted.stop
        row.person = wanted.person if wanted.whom == EscalationLevel.Whom.PERSON else None
        row.role = wanted.role if wanted.whom == EscalationLevel.Whom.ROLE else ""
        row.save()
    for row in stored.values():
        row.delete()
    _reckon_anew(customer)
    return ladder


@transaction.atomic
def remove_ladder(*, ladder: EscalationLadder, actor: Any, at: dt.datetime) -> None:
    """Take a ladder away: the next one above holds again."""
    if not may_change_ladder(actor, ladder):
        raise LadderRefused(_("You may not change this ladder."))
    customer = ladder.customer
    ladder.delete()
    _reckon_anew(customer)


@transaction.atomic
def save_due_time(
    *,
    severity: str,
    acknowledge_seconds: int,
    resolve_seconds: int,
    hours: str,
    actor: Any,
    at: dt.datetime,
) -> DueTime:
    """Say by when feedback of a severity is due; what came before keeps its times."""
    if not may_set_rules(actor):
        raise LadderRefused(_("You may not change due times."))
    _check_hours(hours)
    if resolve_seconds < acknowledge_seconds:
        raise LadderRefused(
            _("It is resolved after it was acknowledged, not before."), field="resolve"
        )
    row, _made = DueTime.objects.update_or_create(
        severity=severity,
        defaults={
            "acknowledge_seconds": acknowledge_seconds,
            "resolve_seconds": resolve_seconds,
            "hours": hours,
        },
    )
    return row


@transaction.atomic
def name_deputy(*, manager: Any, deputy: Any, actor: Any, at: dt.datetime) -> None:
    """Say who stands in for a relationship manager; None takes the deputy away."""
    if not (may_set_rules(actor) or manager == actor):
        raise LadderRefused(_("You may not name this manager's deputy."))
    if deputy == manager:
        raise LadderRefused(_("Nobody stands in for themselves."), field="deputy")
    if deputy is None:
        Deputy.objects.filter(manager=manager).delete()
        return
    Deputy.objects.update_or_create(manager=manager, defaults={"deputy": deputy})


def _check_hours(hours: str) -> None:
    if hours not in dict(hours_choices()):
        raise LadderRefused(_("These hours are not known."), field="hours")


def _check_levels(levels: Sequence[WantedLevel]) -> None:
    if not levels:
        raise LadderRefused(_("A ladder has at least one level."))
    if len(levels) > MOST_LEVELS:
        raise LadderRefused(_("A ladder has at most %(most)d levels.") % {"most": MOST_LEVELS})
    before = 0
    for number, level in enumerate(levels, start=1):
        field = f"after_{number}"
        if not 0 < level.after_seconds <= LONGEST_SECONDS:
            raise LadderRefused(_("Say after how long, at most ten years."), field=field)
        if level.after_seconds <= before:
            raise LadderRefused(_("A higher level comes later than a lower one."), field=field)
        before = level.after_seconds
        if level.whom == EscalationLevel.Whom.PERSON and level.person is None:
            raise LadderRefused(_("Name the person."), field=f"person_{number}")
        if level.whom == EscalationLevel.Whom.ROLE and not level.role:
            raise LadderRefused(_("Name the role."), field=f"role_{number}")


def _reckon_anew(customer: Customer | None) -> None:
    """When the open complaints that may follow this ladder climb next."""
    rows = Feedback.objects.unsettled().filter(kind=Feedback.Kind.COMPLAINT)
    if customer is not None:
        rows = rows.filter(customer__in=Customer.objects.within([customer.pk]))
    for feedback in rows.select_for_update(of=("self",)).select_related("customer").order_by("pk"):
        feedback.escalates_at = next_escalation(feedback)
        feedback.save(update_fields=["escalates_at"])
