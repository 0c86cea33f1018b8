"""Put a version of an agreement in force: its targets begin to bind."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Installation
from agreements.engine.lifecycle import BY_NAME
from agreements.models import Agreement, Commitment, CommitmentCustomer, Target, Version
from agreements.queries.guards import missing_for
from agreements.queries.local_dates import local_day
from agreements.queries.signed_text import hash_of
from agreements.queries.terms import terms_of
from common.problems import Refusal
from slm.engine.metrics import Metric
from slm.operations.watch_period import measure_for

from .bind_customers import bind_customers
from .end_commitments import end_commitment, refuse_if_issued
from .roll_periods import roll_commitment
from .save_version import replaced_by
from .supersede import supersede_ended
from .take_step import lock_for_step, take_step

# On the way of what was agreed outside (R19): which step leads on from where.
_OUTSIDE = {
    Version.State.INTENT: "begin_draft",
    Version.State.DRAFT: "agree_outside",
    Version.State.NEGOTIATION: "agree_outside",
    Version.State.AGREED: "open_signing",
}


class ActivationRefused(Refusal):
    """The version does not come in force; `rows` lists everything that is missing."""

    code = "activation_refused"


def missing_for_activation(
    version: Version, *, at: dt.datetime | None = None
) -> list[dict[str, str]]:
    """What keeps a version from coming in force, as `{field, message, code}`; empty when ready.

    What was agreed outside needs evidence; where people were named to sign, the text goes through
    signing first. Without `at` delegations are not looked at.
    """
    at = at or version.agreement.created_at
    found = list(missing_for(BY_NAME["activate"], version, at=at))
    if version.state != Version.State.SIGNING:
        found += missing_for(BY_NAME["agree_outside"], version, at=at)
    return list({(row["code"], row["message"]): row for row in found}.values())


@transaction.atomic
def activate(*, version: Version, actor: Any, at: dt.datetime) -> list[Commitment]:
    """Bind the version's targets over its span and return the commitments.

    From signing once everybody signed; what was agreed outside goes the whole way from the draft
    at once, step by step, with its evidence. A commitment of the version before whose terms are
    equal goes on; the others end where this version begins (decision 15). Activating what is
    active changes nothing.
    """
    locked = (
        Version.objects.select_for_update(of=("self",))
        .select_related("agreement", "section_set")
        .get(pk=version.pk)
    )
    if locked.state == Version.State.SIGNED:
        return list(locked.agreement.commitments.filter(target__version=locked))
    if locked.state in {Version.State.SUPERSEDED, Version.State.WITHDRAWN}:
        raise ActivationRefused(_("This version has been replaced or withdrawn."), field="state")
    if missing := missing_for_activation(locked, at=at):
        raise ActivationRefused(
            _("The agreement is not complete: %(what)s")
            % {"what": " ".join(row["message"] for row in missing)},
            rows=list(missing),
        )
    while locked.state != Version.State.SIGNING:
        _lead_on(locked, actor=actor, at=at)
    lock_for_step("activate", locked, actor=actor)
    replaced = replaced_by(locked.agreement, locked.takes_over_at)
    _make_room(locked, replaced)
    locked.activated_at, locked.activated_by = at, actor
    try:
        with transaction.atomic():
            take_step("activate", locked, actor=actor, at=at)
    except IntegrityError as error:
        raise ActivationRefused(
            _("Another version of this agreement is in force during this span."),
            field="effective_from",
        ) from error
    commitments = _bind_all(locked, at=at)
    bind_customers(agreement=locked.agreement)
    roll_commitment(commitments=commitments, at=at)
    supersede_ended(at=at, agreement=locked.agreement)
    return commitments


def _lead_on(version: Version, *, actor: Any, at: dt.datetime) -> None:
    """One step of what was agreed outside."""
    name = _OUTSIDE[Version.State(version.state)]
    lock_for_step(name, version, actor=actor)
    reason = version.evidence.strip() if name == "agree_outside" else ""
    if name == "open_signing":
        version.signed_to = version.effective_to
        version.text_hash = hash_of(version)
    take_step(name, version, actor=actor, at=at, reason=reason)
    version.rounds.filter(closed_at=None).update(closed_at=at)


def _make_room(version: Version, replaced: Version | None) -> None:
    """Cut the span of the version that this one takes over from."""
    if version.takes_over_at is None:
        return
    if replaced is not None:
        refuse_if_issued(
            commitments=_ending(version, version.takes_over_at), end_at=version.takes_over_at
        )
        replaced.effective_to = version.takes_over_at
        replaced.save()
    version.effective_from = version.takes_over_at


def _bind_all(version: Version, *, at: dt.datetime) -> list[Commitment]:
    assert version.effective_from is not None  # missing_for_activation has seen to it
    grace_days = Installation.current().grace_days
    targets = list(version.targets.select_related("indicator", "hours").order_by("pk"))
    anchor_on = _first_day(version)
    terms = {row: terms_of(row, grace_days=grace_days, anchor_on=anchor_on) for row in targets}
    before = {
        row.terms_hash: row
        for row in _ending(version, version.effective_from)
        | version.agreement.commitments.filter(end_at=version.effective_from)
    }
    commitments = []
    for target in targets:
        same = before.pop(terms[target].content_hash(), None)
        if same is None:
            commitments.append(_bind(version, target, terms[target], at=at))
            continue
        same.target = target
        same.next_period_at = same.next_period_at or version.effective_from
        same.save()
        end_commitment(commitment=same, end_at=version.effective_to, at=at)
        commitments.append(same)
    for other in before.values():
        end_commitment(commitment=other, end_at=version.effective_from, at=at)
    return commitments


def _ending(version: Version, at: dt.datetime) -> Any:
    """Commitments of this agreement that would go on beyond `at`."""
    return version.agreement.commitments.filter(Q(end_at=None) | Q(end_at__gt=at), start_at__lt=at)


def _first_day(version: Version) -> dt.date | None:
    """The first day of the agreement, from which contract years are counted."""
    agreement: Agreement = version.agreement
    first = (
        agreement.versions.exclude(activated_at=None)
        .exclude(effective_from=None)
        .order_by("effective_from")
        .first()
    )
    return local_day((first or version).effective_from, agreement.zone)


def _bind(version: Version, target: Target, terms: Any, *, at: dt.datetime) -> Commitment:
    assert version.effective_from is not None
    commitment = Commitment.objects.create(
        agreement=version.agreement,
        target=target,
        measure=measure_for(
            indicator=target.indicator,
            hours=target.hours,
            min_break_seconds=target.min_break_seconds,
            metric=Metric(target.metric),
            within=target.within,
            priority=target.priority,
        ),
        terms=terms.content(),
        terms_hash=terms.content_hash(),
        start_at=version.effective_from,
        end_at=version.effective_to,
        next_period_at=version.effective_from,
        created_at=at,
    )
    CommitmentCustomer.objects.bulk_create(
        CommitmentCustomer(
            commitment=commitment,
            customer=customer,
            from_at=commitment.start_at,
            to_at=commitment.end_at,
        )
        for customer in version.agreement.customers.all()
    )
    return commitment
