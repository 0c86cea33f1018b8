"""Ask for a change of an agreement in force; answer it by a version, or say why it is not made."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.models import Agreement, ChangeRequest, Party, Version
from agreements.queries.access import may_manage_agreement
from agreements.queries.negotiating import party_of
from common.problems import Refusal

from .save_version import start_version
from .tell_change import Outcome, tell_of_change


class ChangeRefused(Refusal):
    """The request is not kept as given."""

    code = "change_refused"


@transaction.atomic
def request_change(
    *, agreement: Agreement, reason: str, asked_by: str = "", actor: Any, at: dt.datetime
) -> ChangeRequest:
    """Write down what should change and why (R36); a version answers it (answer_change).

    One of the customer's people asks for the customer, and our manager is told; the manager says
    who asked.
    """
    locked = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    party: Party | None = None
    if not may_manage_agreement(actor, locked):
        party = party_of(actor, locked)
        if party is None:
            raise ChangeRefused(_("You may not ask for a change of this agreement."))
        asked_by = str(actor)
    if not reason.strip():
        raise ChangeRefused(_("Say what should change, and why."), field="reason")
    if not asked_by.strip():
        raise ChangeRefused(_("Say who asked."), field="asked_by")
    if not locked.versions.exclude(activated_at=None).exists():
        raise ChangeRefused(_("Nothing was in force yet: change the draft."))
    number = locked.changes.aggregate(last=Max("number"))["last"] or 0
    change = ChangeRequest.objects.create(
        agreement=locked,
        number=number + 1,
        reason=reason.strip(),
        asked_by=asked_by.strip()[:160],
        party=party,
        recorded_by=actor,
        recorded_at=at,
    )
    if party is not None:
        tell_of_change(change=change, outcome=Outcome.ASKED, at=at)
    return change


@transaction.atomic
def answer_change(*, change: ChangeRequest, actor: Any, at: dt.datetime) -> Version:
    """Begin the version that answers the request; a draft being written answers it too.

    The customer that asked is told.
    """
    locked = _open_request(change, actor)
    version = start_version(agreement=locked.agreement, change=locked, actor=actor, at=at)
    tell_of_change(change=locked, outcome=Outcome.TAKEN_UP, at=at)
    return version


@transaction.atomic
def refuse_change(
    *, change: ChangeRequest, reason: str, actor: Any, at: dt.datetime
) -> ChangeRequest:
    """Say that the change is not made, and why; the customer that asked is told."""
    locked = _open_request(change, actor)
    if not reason.strip():
        raise ChangeRefused(_("Say why it is not made."), field="reason")
    locked.version = None
    locked.refusal = reason.strip()
    locked.decided_by, locked.decided_at = actor, at
    locked.save()
    tell_of_change(change=locked, outcome=Outcome.REFUSED, at=at)
    return locked


def _open_request(change: ChangeRequest, actor: Any) -> ChangeRequest:
    """The request, locked, while it waits for an answer that `actor` may give."""
    locked = (
        ChangeRequest.objects.select_for_update(of=("self",))
        .select_related("agreement", "version")
        .get(pk=change.pk)
    )
    if not may_manage_agreement(actor, locked.agreement):
        raise ChangeRefused(_("You may not decide on this agreement."))
    if locked.standing != ChangeRequest.Standing.OPEN:
        raise ChangeRefused(_("This request has been answered."))
    return locked
