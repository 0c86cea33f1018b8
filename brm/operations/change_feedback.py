"""Correct what is known of feedback: kind, severity, service, who looks after it, its worth."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brm.models import Feedback, FeedbackNote
from brm.queries.staff import staff_for
from slm.models.service import Service

from .take_feedback_step import (
    FeedbackRefused,
    given_text,
    keep_step,
    lock_handled,
    set_due_times,
)
from .tell_feedback import tell_assignee


@transaction.atomic
def change_feedback(
    *,
    feedback: Feedback,
    kind: str,
    severity: str,
    service: Service | None,
    title: str,
    actor: Any,
    at: dt.datetime,
) -> Feedback:
    """Correct what it is about; another severity reckons its due times anew.

    What was said stays as it was said. A complaint stays one: only the customer closes it.
    """
    locked = lock_handled(feedback, actor)
    _refuse_closed(locked)
    if locked.is_complaint and kind != Feedback.Kind.COMPLAINT:
        raise FeedbackRefused(
            _("A complaint stays one until the customer takes it back."), field="kind"
        )
    locked.kind, locked.service = kind, service
    locked.title = given_text(title, field="title", missing=_("Say it in short."))[:160]
    if locked.severity != severity:
        locked.severity = severity
        set_due_times(locked)
    keep_step("changed", locked, before=locked.state, actor=actor, at=at)
    return locked


@transaction.atomic
def assign_feedback(*, feedback: Feedback, assignee: Any, actor: Any, at: dt.datetime) -> Feedback:
    """Give it to somebody of ours who sees the customer; they are told."""
    locked = lock_handled(feedback, actor)
    _refuse_closed(locked)
    if not staff_for(locked.customer).filter(pk=assignee.pk).exists():
        raise FeedbackRefused(_("This person does not see the customer."), field="assignee")
    if locked.assignee_id == assignee.pk:
        return locked
    locked.assignee = assignee
    step = keep_step("assigned", locked, before=locked.state, actor=actor, at=at)
    if assignee != actor:
        tell_assignee(feedback=locked, number=step.number, at=at)
    return locked


@transaction.atomic
def judge_feedback(
    *, feedback: Feedback, is_accepted: bool, reason: str, actor: Any, at: dt.datetime
) -> Feedback:
    """Say whether the complaint was justified, and why (the KPI “accepted complaints”, R57)."""
    locked = lock_handled(feedback, actor)
    if not locked.is_complaint:
        raise FeedbackRefused(_("Only a complaint is judged."))
    locked.is_accepted = is_accepted
    locked.acceptance_reason = given_text(reason, field="reason", missing=_("Say why."))
    keep_step("judged", locked, before=locked.state, actor=actor, at=at)
    return locked


@transaction.atomic
def offer_compensation(
    *,
    feedback: Feedback,
    words: str,
    amount: Decimal | None,
    currency: str,
    actor: Any,
    at: dt.datetime,
) -> Feedback:
    """Offer something for the harm; the customer accepts or declines it with its answer."""
    locked = lock_handled(feedback, actor)
    _refuse_closed(locked)
    if not locked.is_complaint:
        raise FeedbackRefused(_("Only a complaint is compensated."))
    if amount is not None and not currency:
        raise FeedbackRefused(_("Say in which currency."), field="currency")
    locked.compensation = given_text(words, field="words", missing=_("Say what is offered."))
    locked.compensation_amount = amount
    locked.compensation_currency = currency if amount is not None else ""
    locked.compensation_taken = None
    keep_step("offered", locked, before=locked.state, actor=actor, at=at, words=locked.compensation)
    return locked


@transaction.atomic
def note_on_feedback(*, feedback: Feedback, text: str, actor: Any, at: dt.datetime) -> FeedbackNote:
    """Note something for ourselves; no customer ever reads it."""
    locked = lock_handled(feedback, actor)
    written = given_text(text, field="text", missing=_("Write the note."))
    return FeedbackNote.objects.create(feedback=locked, text=written, author=actor, written_at=at)


def _refuse_closed(feedback: Feedback) -> None:
    if feedback.state == Feedback.State.CLOSED:
        raise FeedbackRefused(_("%(code)s is closed.") % {"code": feedback.code})
