"""Change planned maintenance; what was said before stays in its versions."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from slm.models import Decision, Maintenance, MaintenanceFact

from .plan_maintenance import MaintenanceRefused, check_plan, layer_of, new_fact
from .write_protections import Claim, Part, parts_of, refuse_span, write_protections


@transaction.atomic
def change_maintenance(
    *,
    maintenance: Maintenance,
    parts: Sequence[Part],
    title: str,
    start_at: dt.datetime,
    end_at: dt.datetime,
    announced_at: dt.datetime | None,
    reason: str,
    change_reason: str,
    actor: Any,
    at: dt.datetime,
) -> Maintenance:
    """Write what the maintenance now is; `change_reason` says why it was planned otherwise.

    More time or more services than before is new maintenance: a decision on the old one no longer
    holds, and an announcement made before the old one was entered did not tell of it; then this
    change is the notice. Less of either leaves decision and notice as they are. One date of a
    series that is changed no longer follows the series.
    """
    check_plan(parts=parts, title=title, announced_at=announced_at, at=at)
    refuse_span(MaintenanceRefused, start_at, end_at, at)
    if not change_reason.strip():
        raise MaintenanceRefused(_("Say why this is changed."), field="change_reason")
    locked = locked_maintenance(maintenance)
    refuse_cancelled(locked)
    if locked.series_id is not None:
        locked.is_detached = True
    return apply_change(
        locked,
        parts=parts,
        title=title,
        start_at=start_at,
        end_at=end_at,
        announced_at=announced_at,
        reason=reason,
        change_reason=change_reason,
        actor=actor,
        at=at,
    )


def locked_maintenance(maintenance: Maintenance) -> Maintenance:
    """The stored record, locked until the transaction ends."""
    return (
        Maintenance.objects.select_for_update(of=["self"])
        .select_related("source")
        .get(pk=maintenance.pk)
    )


def refuse_cancelled(maintenance: Maintenance) -> None:
    if maintenance.is_cancelled:
        raise MaintenanceRefused(_("It was cancelled. Plan it anew if it takes place after all."))


def apply_change(
    locked: Maintenance,
    *,
    parts: Sequence[Part],
    title: str,
    start_at: dt.datetime,
    end_at: dt.datetime,
    announced_at: dt.datetime | None,
    reason: str,
    change_reason: str,
    is_new: bool = False,
    actor: Any,
    at: dt.datetime,
) -> Maintenance:
    """Write a checked change of a locked maintenance; `is_new`: as if it were planned only now."""
    rows = list(locked.parts.select_related("fact__service", "fact__slice"))
    before = {part.key for part in parts_of(row.fact for row in rows if row.is_current)}
    is_wider = (
        is_new
        or start_at < locked.start_at
        or end_at > locked.end_at
        or not {part.key for part in parts} <= before
    )
    if is_wider:
        locked.replaced_at, locked.entered_at = locked.entered_at, at
        locked.decision, locked.decision_reason = Decision.NONE, ""
        locked.decided_by = locked.decided_at = None
    locked.title, locked.reason, locked.announced_at = title.strip(), reason, announced_at
    locked.start_at, locked.end_at = start_at, end_at
    locked.is_effective = locked.judge()
    locked.save()
    _write_parts(locked, rows, parts, change_reason=change_reason, actor=actor, at=at)
    return locked


def _write_parts(
    locked: Maintenance,
    rows: list[MaintenanceFact],
    parts: Sequence[Part],
    *,
    change_reason: str,
    actor: Any,
    at: dt.datetime,
) -> None:
    """A version for each part: kept ones as they now are, left ones withdrawn, new ones first."""
    wanted = {part.key: part for part in parts}
    span = locked.start_at, locked.end_at
    claims = []
    for row in rows:
        key = (row.fact.service_id, row.fact.slice_id)
        stays = wanted.pop(key, None) is not None
        if stays or row.is_current:
            claims.append(Claim(row.fact, layer_of(locked), *span, is_void=not stays))
        if row.is_current != stays:
            row.is_current = stays
            row.save(update_fields=["is_current"])
    fresh = [new_fact(locked, part) for part in wanted.values()]
    claims += [Claim(fact, layer_of(locked), *span) for fact in fresh]
    write_protections(claims, reason=locked.title, change_reason=change_reason, actor=actor, at=at)
    MaintenanceFact.objects.bulk_create(
        MaintenanceFact(maintenance=locked, fact=fact) for fact in fresh
    )
