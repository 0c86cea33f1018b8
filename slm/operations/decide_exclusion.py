"""Approve or refuse an exclusion: never by whoever proposed it, and by everybody who is asked."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from slm.models import Consent, Decision, Exclusion
from slm.queries.consents import outcome, wanted_consents

from .propose_exclusion import ExclusionRefused, locked_exclusion, write_exclusion


def approve_exclusion(
    *, exclusion: Exclusion, decision_reason: str, actor: Any, at: dt.datetime
) -> Exclusion:
    """Agree, as who manages service levels, to leave its time out. Approved already it stays so.

    Where the promises that it touches ask for a customer's word too, it counts once all are there.
    """
    return _decide(exclusion, Consent.MANAGER, Decision.APPROVED, decision_reason, actor, at)


def refuse_exclusion(
    *, exclusion: Exclusion, decision_reason: str, actor: Any, at: dt.datetime
) -> Exclusion:
    """Say that its time counts like any other. Refused already it stays so."""
    return _decide(exclusion, Consent.MANAGER, Decision.REFUSED, decision_reason, actor, at)


def decide_for_party(
    *,
    exclusion: Exclusion,
    party: str,
    decision: Decision,
    decision_reason: str,
    actor: Any,
    at: dt.datetime,
) -> Exclusion:
    """Approve or refuse for a party whose word is asked for; the caller knows who may speak for it.

    `party` is the key by which the app above named it. Raises ExclusionRefused where nobody asks.
    """
    return _decide(exclusion, party, decision, decision_reason, actor, at)


@transaction.atomic
def _decide(
    exclusion: Exclusion, party: str, decision: Decision, reason: str, actor: Any, at: dt.datetime
) -> Exclusion:
    if not reason.strip():
        raise ExclusionRefused(_("Say why: it is kept with the decision."), field="reason")
    locked = locked_exclusion(exclusion)
    if locked.fact.is_void:
        raise ExclusionRefused(_("It was withdrawn: there is nothing to decide."))
    before = locked.consents.filter(party=party).first()
    if before is not None and before.decision == decision:
        return locked
    if locked.proposed_by_id is not None and locked.proposed_by_id == actor.pk:
        raise ExclusionRefused(
            _("Whoever proposed it does not decide on it: ask another service level manager.")
        )
    wanted = wanted_consents(locked)
    if party not in wanted.keys:
        names = ", ".join(name for _key, name in wanted.parties)
        raise ExclusionRefused(
            _("By the agreements that it touches others decide on it: %(names)s.")
            % {"names": names}
            if names
            else _("By the agreements that it touches a service level manager decides on it.")
        )
    Consent.objects.update_or_create(
        exclusion=locked,
        party=party,
        defaults={
            "party_name": dict(wanted.parties).get(party, ""),
            "decision": decision,
            "reason": reason.strip(),
            "decided_by": actor,
            "decided_at": at,
        },
    )
    said = dict(locked.consents.values_list("party", "decision"))
    _settle(locked, outcome(wanted, said), reason.strip(), actor, at)
    return locked


def _settle(locked: Exclusion, result: Decision, reason: str, actor: Any, at: dt.datetime) -> None:
    """Keep what follows of all that was said; a version of the fact only where that changed."""
    if result == locked.decision:
        return
    is_decided = result != Decision.NONE
    locked.decision, locked.decision_reason = result, reason if is_decided else ""
    locked.decided_by, locked.decided_at = (actor, at) if is_decided else (None, None)
    locked.save()
    write_exclusion(locked, change_reason=reason, actor=actor, at=at)
