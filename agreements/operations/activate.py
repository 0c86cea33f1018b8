"""Put a version of an agreement in force: its targets begin to bind."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Installation
from agreements.models import Agreement, Commitment, CommitmentCustomer, Target, Version
from agreements.queries.terms import terms_of
from common.problems import Refusal
from slm.operations.watch_period import measure_for

from .roll_periods import roll_commitment


class ActivationRefused(Refusal):
    """The version does not come in force; `rows` lists everything that is missing."""

    code = "activation_refused"


def missing_for_activation(version: Version) -> list[dict[str, str]]:
    """What keeps a version from coming in force, as `{field, message, code}`; empty when ready."""
    missing = []

    def lacks(field: str, code: str, message: str) -> None:
        missing.append({"field": field, "code": code, "message": message})

    agreement = version.agreement
    if agreement.kind == Agreement.Kind.SLA and not agreement.customers.exists():
        lacks("customers", "no_customer", _("Name at least one customer."))
    if (
        agreement.kind != Agreement.Kind.SLA
        and not agreement.parties.exclude(provider=None).exists()
    ):
        lacks("providers", "no_provider", _("Name the provider who promises."))
    if not version.targets.exists():
        lacks("targets", "no_target", _("Add at least one target."))
    if version.effective_from is None:
        lacks("effective_from", "no_start", _("Say from when it is in force."))
    if not version.evidence.strip():
        lacks(
            "evidence",
            "no_evidence",
            _("Say how it was agreed: minutes, e-mail or a signed document."),
        )
    for target in version.targets.select_related("hours", "indicator__service"):
        if not target.hours.versions.exists():
            lacks(
                "targets",
                "no_hours",
                _("The service hours %(hours)s have no windows yet.") % {"hours": target.hours},
            )
    return missing


@transaction.atomic
def activate(*, version: Version, actor: Any, at: dt.datetime) -> list[Commitment]:
    """Bind the version's targets over its span and return the commitments.

    A commitment of the version before whose terms are equal goes on; one whose terms changed ended
    with that version (decision 15). Activating what is active changes nothing.
    """
    locked = Version.objects.select_for_update().select_related("agreement").get(pk=version.pk)
    if locked.state == Version.State.SIGNED:
        return list(locked.agreement.commitments.filter(target__version=locked))
    if locked.state in {Version.State.SUPERSEDED, Version.State.WITHDRAWN}:
        raise ActivationRefused(_("This version has been replaced or withdrawn."), field="state")
    if missing := missing_for_activation(locked):
        raise ActivationRefused(
            _("The agreement is not complete: %(what)s")
            % {"what": " ".join(row["message"] for row in missing)},
            rows=list(missing),
        )
    locked.state = Version.State.SIGNED
    locked.activated_at, locked.activated_by = at, actor
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        raise ActivationRefused(
            _("Another version of this agreement is in force during this span."),
            field="effective_from",
        ) from error
    grace_days = Installation.current().grace_days
    commitments = [
        _bind(locked, target, grace_days=grace_days, at=at)
        for target in locked.targets.select_related("indicator", "hours").order_by("pk")
    ]
    roll_commitment(commitments=commitments, at=at)
    return commitments


def _bind(version: Version, target: Target, *, grace_days: int, at: dt.datetime) -> Commitment:
    assert version.effective_from is not None  # missing_for_activation has seen to it
    terms = terms_of(target, grace_days=grace_days)
    before = Commitment.objects.filter(
        agreement=version.agreement,
        terms_hash=terms.content_hash(),
        end_at=version.effective_from,
    ).first()
    if before is not None:
        before.target, before.end_at = target, version.effective_to
        before.next_period_at = version.effective_from
        before.save()
        return before
    commitment = Commitment.objects.create(
        agreement=version.agreement,
        target=target,
        measure=measure_for(
            indicator=target.indicator,
            hours=target.hours,
            min_break_seconds=target.min_break_seconds,
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
