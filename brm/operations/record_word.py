"""Keep the customer's yes or no, which alone closes or reopens a complaint (R9)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brm.models import CustomerWord, Feedback
from brm.queries.feedback_access import may_handle, may_speak

from .take_feedback_step import (
    FeedbackRefused,
    given_text,
    lock_feedback,
    set_due_times,
    take_step,
)
from .tell_feedback import tell_of_word

Said, How = CustomerWord.Said, CustomerWord.How
_STEP = {Said.YES: "accept", Said.NO: "reject", Said.WITHDRAWN: "withdraw"}


@transaction.atomic
def say_word(
    *,
    feedback: Feedback,
    said: str,
    actor: Any,
    at: dt.datetime,
    words: str = "",
    takes_compensation: bool | None = None,
) -> Feedback:
    """One of the customer's people says it here. Who says no says why."""
    locked = lock_feedback(feedback)
    if not may_speak(actor, locked):
        raise FeedbackRefused(_("Only the customer's own people say so here."))
    return _keep(
        locked,
        said=said,
        words=words,
        by_name=str(actor),
        how=How.HERE,
        evidence="",
        said_at=at,
        takes_compensation=takes_compensation,
        actor=actor,
        at=at,
    )


@transaction.atomic
def record_word(
    *,
    feedback: Feedback,
    said: str,
    by_name: str,
    how: str,
    evidence: str,
    said_at: dt.datetime,
    actor: Any,
    at: dt.datetime,
    words: str = "",
    takes_compensation: bool | None = None,
) -> Feedback:
    """Write down what the customer said elsewhere: who, when, how, and what shows it."""
    locked = lock_feedback(feedback)
    if not may_handle(actor, locked):
        raise FeedbackRefused(_("You may not answer this feedback."))
    if how == How.HERE:
        raise FeedbackRefused(_("Say how you know it."), field="how")
    if said_at > at:
        raise FeedbackRefused(_("It cannot have been said later than now."), field="said_at")
    before = locked.resolved_at if locked.state == Feedback.State.RESOLVED else locked.begun_at
    if before is not None and said_at < before:
        raise FeedbackRefused(
            _("It cannot have been said before there was anything to say it of."), field="said_at"
        )
    return _keep(
        locked,
        said=said,
        words=words,
        by_name=given_text(by_name, field="by_name", missing=_("Say who said so."))[:160],
        how=how,
        evidence=given_text(evidence, field="evidence", missing=_("Say what shows it.")),
        said_at=said_at,
        takes_compensation=takes_compensation,
        actor=actor,
        at=at,
    )


def _keep(
    feedback: Feedback,
    *,
    said: str,
    words: str,
    takes_compensation: bool | None,
    actor: Any,
    at: dt.datetime,
    **known: Any,
) -> Feedback:
    words = words.strip()
    if said == Said.NO:
        words = given_text(words, field="words", missing=_("Say what is still wrong."))
    _refuse_too_early(feedback, said)
    CustomerWord.objects.create(
        feedback=feedback,
        episode=feedback.episode,
        said=said,
        words=words,
        recorded_by=actor,
        recorded_at=at,
        **known,
    )
    if feedback.compensation and takes_compensation is not None:
        feedback.compensation_taken = takes_compensation
    feedback.remind_at = None
    if said == Said.NO:
        feedback.episode += 1
        feedback.begun_at = at
        feedback.resolved_at = None
        set_due_times(feedback)
    step = take_step(_STEP[Said(said)], feedback, actor=actor, at=at, words=words)
    tell_of_word(feedback=feedback, said=said, number=step.number, at=at)
    return feedback


def _refuse_too_early(feedback: Feedback, said: str) -> None:
    """A word that fits no step is refused before it is kept: it could not be taken out again."""
    if not feedback.is_complaint:
        raise FeedbackRefused(_("Only a complaint waits for the customer's word."))
    if feedback.state == Feedback.State.CLOSED:
        raise FeedbackRefused(_("%(code)s is closed.") % {"code": feedback.code})
    is_resolved = feedback.state == Feedback.State.RESOLVED
    if said == Said.WITHDRAWN and is_resolved:
        raise FeedbackRefused(_("It is resolved: the customer accepts or rejects it."))
    if said != Said.WITHDRAWN and not is_resolved:
        raise FeedbackRefused(_("It has no resolution yet that could be accepted or rejected."))
