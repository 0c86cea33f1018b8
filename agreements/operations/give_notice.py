"""Record that a party gave notice: the agreement ends with the term that the notice reaches."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agreements.engine.term import last_day as day_before
from agreements.models import Agreement, Party, TermNotice, Version
from agreements.queries.access import may_manage_agreement
from agreements.queries.local_dates import first_instant, local_day
from agreements.queries.term_dates import end_by_notice
from common.problems import Refusal
from common.ui.times import write_day

from .bind_customers import bind_customers
from .end_commitments import end_commitment, refuse_if_issued


class NoticeRefused(Refusal):
    """The notice is not recorded; the agreement goes on as it was."""

    code = "notice_refused"


@transaction.atomic
def give_notice(
    *,
    agreement: Agreement,
    party: Party | None,
    given_by: str,
    received_on: dt.date,
    reason: str,
    actor: Any,
    at: dt.datetime,
) -> TermNotice:
    """End what renews by itself, or has no end, with the notice that arrived on `received_on`.

    `party` is whose notice it is, none for our own. It reaches the first term whose limit lies
    after that day (formula 9); what binds ends with that term. Of an agreement that is renewed
    expressly it says that it will not be.
    """
    locked = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if not may_manage_agreement(actor, locked):
        raise NoticeRefused(_("You may not end this agreement."))
    if not given_by.strip():
        raise NoticeRefused(_("Say who gave notice."), field="given_by")
    if not reason.strip():
        raise NoticeRefused(_("Say why it ends."), field="reason")
    if party is not None and party.agreement_id != locked.pk:
        raise NoticeRefused(_("Choose a party of this agreement."), field="party")
    if received_on > (local_day(at, locked.zone) or received_on):
        raise NoticeRefused(_("A notice arrives today at the latest."), field="received_on")
    version = last_version_in_force(locked, at)
    if version is None:
        raise NoticeRefused(_("Nothing is in force that could be ended."))
    if TermNotice.objects.filter(version=version).exists():
        raise NoticeRefused(_("Notice was given already."))
    ends_before = _end(version, received_on)
    notice = TermNotice.objects.create(
        version=version,
        party=party,
        given_by=given_by.strip(),
        received_on=received_on,
        reason=reason.strip(),
        ends_before_on=ends_before,
        recorded_by=actor,
        recorded_at=at,
    )
    _end_with(version, first_instant(ends_before, locked.zone), at)
    return notice


def last_version_in_force(agreement: Agreement, at: dt.datetime) -> Version | None:
    """The released version that lasts longest from `at` on, locked; None where all is over."""
    version = (
        agreement.versions.filter(state__in=Version.RELEASED)
        .exclude(effective_to__lte=at)
        .select_for_update(of=("self",))
        .order_by("-number")
        .first()
    )
    if version is not None:
        version.agreement = agreement
    return version


def _end(version: Version, received_on: dt.date) -> dt.date:
    """The exclusive end; a version whose end is fixed keeps it."""
    fixed = local_day(version.effective_to, version.agreement.zone)
    if fixed is None:
        found = end_by_notice(version, received_on)
        assert found is not None  # without an end it renews by itself or runs on
        return found
    if version.renewal != Version.Renewal.EXPRESS:
        raise NoticeRefused(
            _("It ends with %(day)s without notice.") % {"day": write_day(day_before(fixed))}
        )
    return fixed


def _end_with(version: Version, end_at: dt.datetime, at: dt.datetime) -> None:
    if version.effective_to is not None:
        return
    commitments = list(
        version.agreement.commitments.filter(Q(end_at=None) | Q(end_at__gt=end_at)).filter(
            start_at__lt=end_at
        )
    )
    refuse_if_issued(commitments=commitments, end_at=end_at)
    version.effective_to = end_at
    version.save()
    for commitment in commitments:
        end_commitment(commitment=commitment, end_at=end_at, at=at)
    bind_customers(agreement=version.agreement)
