"""Renew an agreement expressly: what binds goes on for a further term."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement, TermNotice, TermRenewal, Version
from agreements.queries.access import may_manage_agreement
from agreements.queries.local_dates import first_instant, local_day
from agreements.queries.term_dates import first_term, rule_of
from common.problems import Refusal

from .bind_customers import bind_customers
from .end_commitments import end_commitment
from .give_notice import last_version_in_force
from .roll_periods import roll_commitment


class RenewalRefused(Refusal):
    """The agreement ends when it was to end."""

    code = "renewal_refused"


@transaction.atomic
def renew_term(
    *, agreement: Agreement, agreed_by: str, evidence: str, actor: Any, at: dt.datetime
) -> TermRenewal:
    """Let an agreement that is renewed expressly run for its next term.

    Its promises go on without a seam: a period that would have been cut at the old end is whole.
    """
    locked = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if not may_manage_agreement(actor, locked):
        raise RenewalRefused(_("You may not renew this agreement."))
    if not agreed_by.strip():
        raise RenewalRefused(_("Say who agreed."), field="agreed_by")
    if not evidence.strip():
        raise RenewalRefused(
            _("Say what shows it: minutes, e-mail or a signed document."), field="evidence"
        )
    version = last_version_in_force(locked, at)
    if version is None:
        raise RenewalRefused(_("It is not in force any more: start the next version."))
    if version.renewal != Version.Renewal.EXPRESS:
        raise RenewalRefused(_("It is not one that is renewed expressly."))
    if TermNotice.objects.filter(version=version).exists():
        raise RenewalRefused(_("Notice was given: it is not renewed."))
    return _renew(version, agreed_by.strip(), evidence.strip(), actor=actor, at=at)


def _renew(
    version: Version, agreed_by: str, evidence: str, *, actor: Any, at: dt.datetime
) -> TermRenewal:
    zone = version.agreement.zone
    rule, first_day = rule_of(version), local_day(version.effective_from, zone)
    assert rule is not None
    assert first_day is not None
    known = version.renewals.count()
    number = first_term(rule, first_day) + known
    old_end, new_end = rule.ends_before(number), rule.ends_before(number + 1)
    assert new_end is not None
    if local_day(version.effective_to, zone) != old_end:
        raise RenewalRefused(_("It ends before its term: start the next version."))
    renewal = TermRenewal.objects.create(
        version=version,
        number=known + 1,
        ends_before_on=new_end,
        agreed_by=agreed_by,
        evidence=evidence,
        recorded_by=actor,
        recorded_at=at,
    )
    before, version.effective_to = version.effective_to, first_instant(new_end, zone)
    try:
        with transaction.atomic():
            version.save()
    except IntegrityError as error:
        raise RenewalRefused(_("A later version follows it already.")) from error
    commitments = list(version.agreement.commitments.filter(end_at=before))
    for commitment in commitments:
        commitment.next_period_at = commitment.next_period_at or before
        end_commitment(commitment=commitment, end_at=version.effective_to, at=at)
    roll_commitment(commitments=commitments, at=at)
    bind_customers(agreement=version.agreement)
    return renewal
