"""Answer a breach: acknowledge it, explain it, close it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Breach
from common.problems import Refusal


class BreachRefused(Refusal):
    """The breach stays as it is."""

    code = "breach_refused"


@transaction.atomic
def acknowledge_breach(*, breach: Breach, actor: Any, at: dt.datetime) -> Breach:
    """Say that somebody takes care of it. The first to say so stands; again changes nothing."""
    locked = _lock(breach)
    if locked.step == Breach.Step.OPEN:
        locked.step = Breach.Step.ACKNOWLEDGED
        locked.acknowledged_at, locked.acknowledged_by = at, actor
        locked.save()
    return locked


@transaction.atomic
def explain_breach(*, breach: Breach, explanation: str, actor: Any, at: dt.datetime) -> Breach:
    """Write down why it happened; an open breach is acknowledged by it."""
    text = explanation.strip()
    if not text:
        raise BreachRefused(_("Say what happened and why."), field="explanation")
    locked = acknowledge_breach(breach=breach, actor=actor, at=at)
    if locked.explanation != text:
        locked.explanation, locked.explained_at, locked.explained_by = text, at, actor
        locked.save()
    return locked


@transaction.atomic
def close_breach(*, breach: Breach, conclusion: str, actor: Any, at: dt.datetime) -> Breach:
    """Close it with the improvement's code, or with why none was opened (R18, decision 5)."""
    text = conclusion.strip()
    locked = _lock(breach)
    if locked.step == Breach.Step.CLOSED:
        return locked
    if not text:
        raise BreachRefused(
            _("Name the improvement that was opened, or say why none was."), field="conclusion"
        )
    if not locked.explanation:
        raise BreachRefused(_("Explain it first: say what happened and why."), field="explanation")
    locked.step = Breach.Step.CLOSED
    locked.conclusion, locked.closed_at, locked.closed_by = text, at, actor
    locked.save()
    return locked


def _lock(breach: Breach) -> Breach:
    locked = (
        Breach.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=breach.pk)
    )
    if locked.step == Breach.Step.WITHDRAWN:
        raise BreachRefused(_("It was withdrawn: a correction of the facts mended the level."))
    return locked
