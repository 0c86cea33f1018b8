"""Approve or refuse an exclusion: never by whoever proposed it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from slm.models import Decision, Exclusion

from .propose_exclusion import ExclusionRefused, locked_exclusion, write_exclusion


def approve_exclusion(
    *, exclusion: Exclusion, decision_reason: str, actor: Any, at: dt.datetime
) -> Exclusion:
    """Leave its time out of every level it touches. Approved already it stays so."""
    return _decide(exclusion, Decision.APPROVED, decision_reason, actor, at)


def refuse_exclusion(
    *, exclusion: Exclusion, decision_reason: str, actor: Any, at: dt.datetime
) -> Exclusion:
    """Say that its time counts like any other. Refused already it stays so."""
    return _decide(exclusion, Decision.REFUSED, decision_reason, actor, at)


@transaction.atomic
def _decide(
    exclusion: Exclusion, decision: Decision, reason: str, actor: Any, at: dt.datetime
) -> Exclusion:
    if not reason.strip():
        raise ExclusionRefused(_("Say why: it is kept with the decision."), field="reason")
    locked = locked_exclusion(exclusion)
    if locked.fact.is_void:
        raise ExclusionRefused(_("It was withdrawn: there is nothing to decide."))
    if locked.decision == decision:
        return locked
    if locked.proposed_by_id is not None and locked.proposed_by_id == actor.pk:
        raise ExclusionRefused(
            _("Whoever proposed it does not decide on it: ask another service level manager.")
        )
    locked.decision, locked.decision_reason = decision, reason.strip()
    locked.decided_by, locked.decided_at = actor, at
    locked.save()
    write_exclusion(locked, change_reason=locked.decision_reason, actor=actor, at=at)
    return locked
