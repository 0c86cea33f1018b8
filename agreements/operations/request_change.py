"""Ask for a change of an agreement in force, and answer that it is not made."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.models import Agreement, ChangeRequest, Party
from agreements.queries.access import may_manage_agreement
from agreements.queries.negotiating import party_of
from common.problems import Refusal


class ChangeRefused(Refusal):
    """The request is not kept as given."""

    code = "change_refused"


@transaction.atomic
def request_change(
    *, agreement: Agreement, reason: str, asked_by: str = "", actor: Any, at: dt.datetime
) -> ChangeRequest:
    """Write down what should change and why (R36); a draft answers it (start_version).

    One of the customer's people asks for the customer; the manager says who asked.
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
    return ChangeRequest.objects.create(
        agreement=locked,
        number=number + 1,
        reason=reason.strip(),
        asked_by=asked_by.strip()[:160],
        party=party,
        recorded_by=actor,
        recorded_at=at,
    )


@transaction.atomic
def refuse_change(
    *, change: ChangeRequest, reason: str, actor: Any, at: dt.datetime
) -> ChangeRequest:
    """Say that the change is not made, and why."""
    locked = ChangeRequest.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if not may_manage_agreement(actor, locked.agreement):
        raise ChangeRefused(_("You may not decide on this agreement."))
    if locked.standing != ChangeRequest.Standing.OPEN:
        raise ChangeRefused(_("This request has been answered."))
    if not reason.strip():
        raise ChangeRefused(_("Say why it is not made."), field="reason")
    locked.version = None
    locked.refusal = reason.strip()
    locked.decided_by, locked.decided_at = actor, at
    locked.save()
    return locked
