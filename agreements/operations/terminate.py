"""End an agreement in force before its time."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agreements.models import Agreement, Version
from agreements.queries.access import may_manage_agreement
from agreements.queries.local_dates import end_after, local_day
from common.problems import Refusal

from .bind_customers import bind_customers
from .end_commitments import end_commitment, refuse_if_issued
from .tell_lifecycle import tell_of_termination


class TerminationRefused(Refusal):
    """The agreement goes on."""

    code = "termination_refused"


@transaction.atomic
def terminate(
    *, agreement: Agreement, ends_on: dt.date, reason: str, actor: Any, at: dt.datetime
) -> Version:
    """Let the agreement end after `ends_on`, a local day that is still included.

    Its promises end then, the running periods are cut and marked; both sides are told. Versions
    that would have begun later have to be withdrawn first.
    """
    locked = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if not may_manage_agreement(actor, locked):
        raise TerminationRefused(_("You may not end this agreement."))
    if not reason.strip():
        raise TerminationRefused(_("Say why it ends."), field="reason")
    end_at = end_after(ends_on, locked.zone)
    today = local_day(at, locked.zone)
    assert end_at is not None
    assert today is not None
    if ends_on < today:
        raise TerminationRefused(_("It ends today at the earliest."), field="ends_on")
    version = locked.versions.in_force(at).select_for_update(of=("self",)).first()
    if version is None:
        raise TerminationRefused(_("Nothing is in force that could be ended."))
    version.agreement = locked
    if version.effective_to is not None and end_at >= version.effective_to:
        raise TerminationRefused(_("It ends no later without this."), field="ends_on")
    if locked.versions.filter(effective_from__gte=end_at, state=Version.State.SIGNED).exists():
        raise TerminationRefused(_("A later version follows: it would begin all the same."))
    commitments = list(
        locked.commitments.filter(Q(end_at=None) | Q(end_at__gt=end_at), start_at__lt=end_at)
    )
    refuse_if_issued(commitments=commitments, end_at=end_at)
    version.effective_to = end_at
    version.terminated_at, version.terminated_by = at, actor
    version.termination_reason = reason.strip()
    version.save()
    for commitment in commitments:
        end_commitment(commitment=commitment, end_at=end_at, at=at)
    bind_customers(agreement=locked)
    tell_of_termination(version=version, reason=reason.strip(), at=at)
    return version
