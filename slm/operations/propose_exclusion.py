"""Propose to leave time out that the provider does not answer for; change it, withdraw it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.files.base import File as DjangoFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.operations.store_file import store_file
from common.problems import Refusal
from slm.models import Decision, Exclusion, Fact, Layer, Source
from slm.models.maintenance import MAX_REFERENCE
from slm.signals import exclusion_proposed

from .plan_maintenance import manual_source, next_reference
from .take_maintenance import row_error, words_of_refused
from .write_protections import Claim, Part, refuse_parts, refuse_span, write_protections

PREFIX = "X-"


class ExclusionRefused(Refusal):
    """The exclusion is not recorded as given."""

    code = "exclusion_refused"


class ExclusionsRefused(Refusal):
    """None of the exclusions was recorded; `rows` names each bad one."""

    code = "exclusions_refused"


@transaction.atomic
def propose_exclusion(
    *,
    part: Part,
    cause: Exclusion.Cause | str,
    start_at: dt.datetime,
    end_at: dt.datetime,
    evidence: str,
    files: Sequence[DjangoFile] = (),
    source: Source | None = None,
    external_id: str = "",
    actor: Any,
    at: dt.datetime,
) -> Exclusion:
    """Enter a span with its cause and evidence; it counts once somebody else approves it.

    Without a source it is entered by hand and gets a number.
    """
    _check(part, cause, start_at, end_at, evidence, at)
    if source is None:
        source = manual_source()
        external_id = next_reference(source, Exclusion, PREFIX)
    if not external_id or len(external_id) > MAX_REFERENCE:
        raise ExclusionRefused(
            _("A reference has 1 to %(limit)d characters.") % {"limit": MAX_REFERENCE},
            field="external_id",
        )
    fact = Fact(
        source=source,
        external_id=f"{external_id}@{part.name}",
        kind=Fact.Kind.EXCLUSION,
        service=part.service,
        slice=part.slice,
    )
    exclusion = Exclusion(
        source=source,
        external_id=external_id,
        fact=fact,
        cause=cause,
        evidence=evidence.strip(),
        proposed_by=actor,
        proposed_at=at,
    )
    try:
        with transaction.atomic():
            _say(exclusion, start_at, end_at, "", actor, at)
            exclusion.fact = fact
            exclusion.save()
    except IntegrityError as error:
        raise ExclusionRefused(
            _("Something else has this reference already."), field="external_id"
        ) from error
    _keep(exclusion, files, actor, at)
    exclusion_proposed.send(sender=Exclusion, exclusion=exclusion, at=at)
    return exclusion


@transaction.atomic
def change_exclusion(
    *,
    exclusion: Exclusion,
    cause: Exclusion.Cause | str,
    start_at: dt.datetime,
    end_at: dt.datetime,
    evidence: str,
    files: Sequence[DjangoFile] = (),
    change_reason: str,
    actor: Any,
    at: dt.datetime,
) -> Exclusion:
    """Write what is now proposed. Everybody is asked again, and `actor` is who proposes."""
    locked = locked_exclusion(exclusion)
    _check(Part(locked.fact.service, locked.fact.slice), cause, start_at, end_at, evidence, at)
    if not change_reason.strip():
        raise ExclusionRefused(_("Say why this is changed."), field="change_reason")
    locked.cause, locked.evidence = cause, evidence.strip()
    locked.proposed_by, locked.proposed_at = actor, at
    locked.decision, locked.decision_reason = Decision.NONE, ""
    locked.decided_by = locked.decided_at = None
    locked.save()
    locked.consents.all().delete()
    _say(locked, start_at, end_at, change_reason, actor, at)
    _keep(locked, files, actor, at)
    exclusion_proposed.send(sender=Exclusion, exclusion=locked, at=at)
    return locked


@transaction.atomic
def withdraw_exclusion(
    *, exclusion: Exclusion, change_reason: str, actor: Any, at: dt.datetime
) -> Exclusion:
    """Take the proposal back, approved or not; what was said stays. Withdrawn already it stays."""
    if not change_reason.strip():
        raise ExclusionRefused(_("Say why this is withdrawn."), field="change_reason")
    locked = locked_exclusion(exclusion)
    if not locked.fact.is_void:
        write_exclusion(locked, change_reason=change_reason, is_void=True, actor=actor, at=at)
    return locked


@transaction.atomic
def record_exclusion(
    *,
    source: Source,
    external_id: str,
    part: Part,
    cause: str,
    start_at: dt.datetime,
    end_at: dt.datetime,
    evidence: str,
    actor: Any = None,
    at: dt.datetime,
) -> Exclusion:
    """Propose what a source names for the first time, change what it named before.

    Said again unchanged it is nothing new.
    """
    wish: dict[str, Any] = {
        "cause": cause,
        "start_at": start_at,
        "end_at": end_at,
        "evidence": evidence.strip(),
    }
    known = Exclusion.objects.filter(source=source, external_id=external_id).first()
    if known is None:
        return propose_exclusion(
            **wish, part=part, source=source, external_id=external_id, actor=actor, at=at
        )
    locked = locked_exclusion(known)
    fact = locked.fact
    if (fact.service_id, fact.slice_id) != part.key:
        raise ExclusionRefused(
            _("This reference belongs to an exclusion of another service or slice."),
            field="external_id",
        )
    now = {
        "cause": locked.cause,
        "start_at": fact.start_at,
        "end_at": fact.end_at,
        "evidence": locked.evidence,
    }
    if now == wish and not fact.is_void:
        return locked
    return change_exclusion(
        exclusion=locked, **wish, change_reason=_("Changed by its source."), actor=actor, at=at
    )


def take_exclusions(
    *, source: Source, rows: Sequence[Any], actor: Any, at: dt.datetime
) -> list[Exclusion]:
    """Record each exclusion, given as the arguments of `record_exclusion`, all or none."""
    found: list[Exclusion] = []
    errors: list[dict[str, Any]] = []
    with transaction.atomic():
        for number, row in enumerate(rows):
            try:
                found.append(record_exclusion(source=source, actor=actor, at=at, **row))
            except Refusal as refusal:
                errors.append(row_error(number, refusal))
        if errors:
            raise ExclusionsRefused(words_of_refused(len(errors)), rows=errors)
    return found


def locked_exclusion(exclusion: Exclusion) -> Exclusion:
    """The stored record with its fact, locked until the transaction ends."""
    return (
        Exclusion.objects.select_for_update(of=["self", "fact"])
        .select_related("fact__service", "fact__slice", "source")
        .get(pk=exclusion.pk)
    )


def write_exclusion(
    locked: Exclusion, *, change_reason: str, is_void: bool = False, actor: Any, at: dt.datetime
) -> None:
    """The next version of the fact, as the exclusion now stands."""
    fact = locked.fact
    assert fact.end_at is not None
    _say(locked, fact.start_at, fact.end_at, change_reason, actor, at, is_void=is_void)


def _say(
    exclusion: Exclusion,
    start_at: dt.datetime,
    end_at: dt.datetime,
    change_reason: str,
    actor: Any,
    at: dt.datetime,
    *,
    is_void: bool = False,
) -> None:
    is_approved = exclusion.decision == Decision.APPROVED and not is_void
    layer = Layer.EXCLUDED if is_approved else Layer.GOOD
    write_protections(
        [Claim(exclusion.fact, layer, start_at, end_at, is_void=is_void)],
        reason=exclusion.evidence,
        change_reason=change_reason,
        actor=actor,
        at=at,
    )


def _keep(exclusion: Exclusion, files: Sequence[DjangoFile], actor: Any, at: dt.datetime) -> None:
    for content in files:
        store_file(
            content=content,
            name=content.name or "",
            content_type=getattr(content, "content_type", "") or "",
            parent=exclusion,
            actor=actor,
            at=at,
        )


def _check(
    part: Part,
    cause: str,
    start_at: dt.datetime,
    end_at: dt.datetime,
    evidence: str,
    at: dt.datetime,
) -> None:
    refuse_parts(ExclusionRefused, [part], field="part")
    if cause not in Exclusion.Cause.values:
        raise ExclusionRefused(
            _("An exclusion is caused by the customer or by force majeure."), field="cause"
        )
    refuse_span(ExclusionRefused, start_at, end_at, at)
    if not evidence.strip():
        raise ExclusionRefused(
            _("Say what shows that it was so: a letter, a ticket, a news report."),
            field="evidence",
        )
