"""Give up a version that never came in force, and begin its text anew."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Version

from .copy_version import copy_version
from .sign import withdraw_signatures
from .take_step import lock_for_step, refuse_incomplete, refuse_without_reason, take_step


@transaction.atomic
def withdraw_version(*, version: Version, reason: str, actor: Any, at: dt.datetime) -> Version:
    """Give a version up, with a reason. Its text stays on record, its span is free again."""
    return _withdraw("withdraw", version, reason=reason, actor=actor, at=at)


@transaction.atomic
def redraft(*, version: Version, reason: str, actor: Any, at: dt.datetime) -> Version:
    """Change a text that is out for signing: it is withdrawn, every signature on it is void, and a
    new draft says the same and can be changed (decision 21). Returns the draft.
    """
    term = (version.effective_from, version.effective_to, version.takes_over_at)
    withdrawn = _withdraw("redraft", version, reason=reason, actor=actor, at=at)
    draft = copy_version(withdrawn, actor=actor)
    draft.effective_from, draft.effective_to, draft.takes_over_at = term
    draft.counts_from_on = withdrawn.counts_from_on
    draft.evidence = withdrawn.evidence
    draft.save()
    withdrawn.changes.update(version=draft)
    return draft


def _withdraw(name: str, version: Version, *, reason: str, actor: Any, at: dt.datetime) -> Version:
    said = refuse_without_reason(name, reason)
    locked = lock_for_step(name, version, actor=actor)
    refuse_incomplete(name, locked, at=at)
    if locked.state == Version.State.SIGNING:
        text_hash, signed_to = locked.text_hash, locked.signed_to
        withdraw_signatures(locked, at=at, actor=actor, why=_("The version was withdrawn."))
        locked.text_hash, locked.signed_to = text_hash, signed_to
    locked.effective_from = locked.takes_over_at = None
    take_step(name, locked, actor=actor, at=at, reason=said)
    locked.rounds.filter(closed_at=None).update(closed_at=at)
    return locked
