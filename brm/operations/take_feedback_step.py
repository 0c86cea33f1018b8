"""What every change of feedback shares: the lock, the table of steps, the row that is kept."""

import datetime as dt
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from brm.engine.feedback import BY_NAME, State, leaving
from brm.models import Feedback, FeedbackStep
from brm.queries.due_times import instants_of
from brm.queries.feedback_access import may_handle
from brm.queries.feedback_words import step_words
from brm.queries.ladders import ladder_of, levels_ahead
from common.problems import Refusal

# Characters of one text: more than anybody reads in one piece.
LONGEST_TEXT = 20_000


class FeedbackRefused(Refusal):
    """Nothing is changed as given."""

    code = "feedback_refused"


def lock_feedback(feedback: Feedback) -> Feedback:
    """The feedback as it is stored, locked until the transaction ends."""
    return (
        Feedback.objects.select_for_update(of=("self",))
        .select_related("customer", "service")
        .get(pk=feedback.pk)
    )


def lock_handled(feedback: Feedback, actor: Any) -> Feedback:
    """The same for somebody who answers it."""
    locked = lock_feedback(feedback)
    if not may_handle(actor, locked):
        raise FeedbackRefused(_("You may not answer this feedback."))
    return locked


def take_step(
    name: str, feedback: Feedback, *, actor: Any, at: dt.datetime, words: str = ""
) -> FeedbackStep:
    """Take a step of the table on locked feedback, save it, and reckon anew what is due.

    Refuses a step that does not lead from here, and says which do.
    """
    steps = leaving(feedback.kind, feedback.state)
    if BY_NAME[name] not in steps:
        possible = ", ".join(str(step_words(step.name)) for step in steps)
        raise FeedbackRefused(
            _("%(code)s is “%(state)s”. Possible now: %(steps)s.")
            % {
                "code": feedback.code,
                "state": feedback.get_state_display(),
                "steps": possible or _("nothing any more"),
            }
        )
    before = feedback.state
    feedback.state = BY_NAME[name].target
    if name == "acknowledge" and feedback.acknowledged_at is None:
        feedback.acknowledged_at = at
    if BY_NAME[name].target is State.RESOLVED:
        feedback.resolved_at = at
    if BY_NAME[name].target is State.CLOSED:
        feedback.closed_at = at
        feedback.resolved_at = feedback.resolved_at or at
    return keep_step(name, feedback, before=before, actor=actor, at=at, words=words)


def keep_step(
    name: str, feedback: Feedback, *, before: str, actor: Any, at: dt.datetime, words: str = ""
) -> FeedbackStep:
    """Save locked feedback with a row that says what happened."""
    feedback.escalates_at = next_escalation(feedback)
    feedback.save()
    last = feedback.steps.aggregate(last=Max("number"))["last"] or 0
    return FeedbackStep.objects.create(
        feedback=feedback,
        number=last + 1,
        name=name,
        before=before,
        after=feedback.state,
        episode=feedback.episode,
        words=words,
        acknowledge_by_at=feedback.acknowledge_by_at,
        resolve_by_at=feedback.resolve_by_at,
        actor=actor,
        taken_at=at,
    )


def set_due_times(feedback: Feedback) -> None:
    """Reckon from the severity and the beginning of the episode by when it is due."""
    feedback.acknowledge_by_at, feedback.resolve_by_at = instants_of(
        feedback.severity, feedback.begun_at
    )


def next_escalation(feedback: Feedback) -> dt.datetime | None:
    """When the complaint climbs next; None where nothing lies before it."""
    if feedback.pk is None or not feedback.is_complaint:
        return None
    before = levels_ahead(feedback, ladder_of(feedback.customer))
    return before[0].due_at if before else None


def given_text(value: str, *, field: str, missing: Any) -> str:
    """A text that was typed, without blank ends; refuses an empty and an endless one."""
    text = value.strip()
    if not text:
        raise FeedbackRefused(missing, field=field)
    if len(text) > LONGEST_TEXT:
        raise FeedbackRefused(
            _("A text has at most %(limit)d characters.") % {"limit": LONGEST_TEXT}, field=field
        )
    return text
