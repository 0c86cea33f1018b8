"""Take up feedback, look into it, resolve it or answer it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brm.models import Feedback

from .remind_of_resolution import REMIND_AFTER
from .take_feedback_step import given_text, lock_handled, take_step
from .tell_feedback import Told, tell_customer


@transaction.atomic
def acknowledge_feedback(
    *, feedback: Feedback, actor: Any, at: dt.datetime, words: str = ""
) -> Feedback:
    """Say that it arrived and who looks after it; the customer is told."""
    locked = lock_handled(feedback, actor)
    locked.assignee = locked.assignee or actor
    step = take_step("acknowledge", locked, actor=actor, at=at, words=words.strip())
    tell_customer(feedback=locked, told=Told.ACKNOWLEDGED, number=step.number, at=at)
    return locked


@transaction.atomic
def investigate_feedback(
    *, feedback: Feedback, actor: Any, at: dt.datetime, words: str = ""
) -> Feedback:
    """Begin to look into it; `words` are for the customer to read."""
    locked = lock_handled(feedback, actor)
    take_step("investigate", locked, actor=actor, at=at, words=words.strip())
    return locked


@transaction.atomic
def resolve_feedback(
    *, feedback: Feedback, resolution: str, actor: Any, at: dt.datetime
) -> Feedback:
    """Say how a complaint was resolved, and ask the customer whether it is.

    It stays open until the customer says yes (record_word); who is silent is reminded.
    """
    locked = lock_handled(feedback, actor)
    locked.resolution = given_text(
        resolution, field="resolution", missing=_("Say how it was resolved.")
    )
    locked.remind_at, locked.reminders = at + REMIND_AFTER, 0
    step = take_step("resolve", locked, actor=actor, at=at, words=locked.resolution)
    tell_customer(feedback=locked, told=Told.RESOLVED, number=step.number, at=at)
    return locked


@transaction.atomic
def answer_feedback(*, feedback: Feedback, answer: str, actor: Any, at: dt.datetime) -> Feedback:
    """Answer a compliment, a comment or a suggestion, which closes it; the customer is told."""
    locked = lock_handled(feedback, actor)
    locked.resolution = given_text(answer, field="answer", missing=_("Write the answer."))
    step = take_step("answer", locked, actor=actor, at=at, words=locked.resolution)
    tell_customer(feedback=locked, told=Told.ANSWERED, number=step.number, at=at)
    return locked
