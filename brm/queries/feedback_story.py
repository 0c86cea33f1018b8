"""What happened to feedback in the order of time: for ourselves, and for the customer."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from brm.models import CustomerWord, Escalation, Feedback, FeedbackNote, FeedbackStep
from brm.queries.feedback_words import STEPS

# What a customer reads of the steps: the way, not how we worked on it (decision 31).
OPEN_STEPS = (
    "received",
    "acknowledge",
    "investigate",
    "resolve",
    "answer",
    "accept",
    "reject",
    "withdraw",
    "offered",
)


@dataclass(frozen=True, slots=True)
class Told:
    """One line: when, what, by whom, in which words. `is_internal` is never for a customer."""

    at: dt.datetime
    what: Any
    who: str
    text: str
    icon: str
    state: str
    is_internal: bool = False


def story_for_us(feedback: Feedback) -> list[Told]:
    """Everything, the oldest first: steps, escalations, internal notes, how the word is known."""
    words = {row.episode: row for row in feedback.answers.all()}
    lines = [_step(row, words, inside=True) for row in _steps(feedback)]
    lines += [_escalation(row) for row in feedback.escalations.select_related("actor__person")]
    lines += [_note(row) for row in feedback.notes.select_related("author__person")]
    return sorted(lines, key=lambda line: line.at)


def story_for_them(feedback: Feedback) -> list[Told]:
    """What the customer reads: the way of its feedback, and what was said to each other."""
    words = {row.episode: row for row in feedback.answers.all()}
    return [_step(row, words, inside=False) for row in _steps(feedback) if row.name in OPEN_STEPS]


def _steps(feedback: Feedback) -> Iterable[FeedbackStep]:
    return feedback.steps.select_related("actor__person").order_by("number")


def _step(row: FeedbackStep, words: dict[int, CustomerWord], *, inside: bool) -> Told:
    _do, what, icon, state = STEPS[row.name]
    who, text = str(row.actor or ""), row.words
    # The rejecting step is the first of its new episode; the word closed the one before.
    word = words.get(row.episode - 1 if row.name == "reject" else row.episode)
    if row.name in ("accept", "reject", "withdraw") and word is not None:
        who = word.by_name
        if word.how != CustomerWord.How.HERE:
            said = {"how": word.get_how_display(), "evidence": word.evidence}
            note = _("%(how)s: %(evidence)s") % said
            text = "\n".join(part for part in (row.words, note if inside else "") if part)
    return Told(row.taken_at, what, who, text, icon, state)


def _escalation(row: Escalation) -> Told:
    told = ", ".join(row.told)
    words = _("%(whom)s: %(told)s") % {"whom": row.whom, "told": told or _("nobody was found")}
    words = told if told == row.whom else words  # a named person
    return Told(
        at=row.escalated_at,
        what=_("Escalated to level %(level)d") % {"level": row.level},
        who=str(row.actor or ""),
        text="\n".join(part for part in (words, row.reason) if part),
        icon="up",
        state="missed",
        is_internal=True,
    )


def _note(row: FeedbackNote) -> Told:
    return Told(row.written_at, _("Internal note"), str(row.author), row.text, "lock", "none", True)
