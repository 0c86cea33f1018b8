"""Let complaints climb their ladder: by the clock, or by hand (R10)."""

import datetime as dt
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from brm.models import Escalation, EscalationLevel, Feedback
from brm.queries.ladders import ladder_of, levels_ahead, people_of_level

from .take_feedback_step import (
    FeedbackRefused,
    given_text,
    lock_handled,
    next_escalation,
)
from .tell_feedback import tell_of_escalation

log = structlog.get_logger()

# So many complaints in one run; the rest is due at the next one, seconds later.
MOST = 500


def escalate_due(*, at: dt.datetime) -> int:
    """Let every complaint climb to the levels that are due at `at`; answers how many levels.

    Each complaint is a transaction of its own: a worker that is killed loses the one it had in
    hand, and the next run does it. Several at once pass over what another has locked. Run again
    it finds nothing due, and one row per level and episode is all that the table takes. One that
    fails is logged and does not hold up the others.
    """
    due = Feedback.objects.filter(escalates_at__lte=at).order_by("escalates_at", "pk")
    climbed = 0
    for pk in list(due.values_list("pk", flat=True)[:MOST]):
        try:
            climbed += _climb(pk, at)
        except Exception:
            log.exception("escalation_failed", feedback=pk)
    return climbed


@transaction.atomic
def escalate_by_hand(*, feedback: Feedback, reason: str, actor: Any, at: dt.datetime) -> Escalation:
    """Let a complaint climb to its next level before its time, and say why."""
    locked = lock_handled(feedback, actor)
    ladder = ladder_of(locked.customer)
    if ladder is None:
        raise FeedbackRefused(_("No ladder holds for this customer yet."))
    before = levels_ahead(locked, ladder)
    if not before:
        raise FeedbackRefused(_("There is no higher level that this complaint could climb to."))
    why = given_text(reason, field="reason", missing=_("Say why it cannot wait."))
    following = min(before, key=lambda step: step.level.number)
    made = _escalate(locked, following.level, due_at=following.due_at, actor=actor, at=at, why=why)
    _look_ahead(locked)
    return made


@transaction.atomic
def _climb(pk: int, at: dt.datetime) -> int:
    """The levels of one complaint that are due, in their order; none if somebody else has it."""
    locked = (
        Feedback.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("customer")
        .filter(pk=pk, escalates_at__lte=at)
        .first()
    )
    if locked is None:
        return 0
    due = [
        step
        for step in levels_ahead(locked, ladder_of(locked.customer))
        if step.due_at is not None and step.due_at <= at
    ]
    for step in sorted(due, key=lambda step: step.level.number):
        _escalate(locked, step.level, due_at=step.due_at, actor=None, at=at)
    _look_ahead(locked)
    return len(due)


def _escalate(
    feedback: Feedback,
    level: EscalationLevel,
    *,
    due_at: dt.datetime | None,
    actor: Any,
    at: dt.datetime,
    why: str = "",
) -> Escalation:
    people = people_of_level(level, feedback)
    made = Escalation.objects.create(
        feedback=feedback,
        episode=feedback.episode,
        level=level.number,
        whom=str(level.whom_words)[:160],
        told=sorted(str(user) for user in people),
        due_at=due_at,
        escalated_at=at,
        actor=actor,
        reason=why,
    )
    tell_of_escalation(escalation=made, people=people, at=at)
    return made


def _look_ahead(feedback: Feedback) -> None:
    feedback.escalates_at = next_escalation(feedback)
    feedback.save(update_fields=["escalates_at"])
