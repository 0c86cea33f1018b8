"""Approve maintenance in spite of late notice, refuse it, cancel it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from slm.models import Decision, Maintenance, MaintenanceSeries

from .change_maintenance import locked_maintenance, refuse_cancelled
from .plan_maintenance import MaintenanceRefused, layer_of
from .write_protections import Claim, write_protections


@transaction.atomic
def approve_maintenance(
    *, maintenance: Maintenance, decision_reason: str, actor: Any, at: dt.datetime
) -> Maintenance:
    """Let it take time out although notice was late or missing. Approved already it stays so."""
    return _decide(maintenance, Decision.APPROVED, decision_reason, actor, at)


@transaction.atomic
def refuse_maintenance(
    *, maintenance: Maintenance, decision_reason: str, actor: Any, at: dt.datetime
) -> Maintenance:
    """Say that it takes no time out, whatever its notice. Refused already it stays so."""
    return _decide(maintenance, Decision.REFUSED, decision_reason, actor, at)


@transaction.atomic
def cancel_maintenance(
    *, maintenance: Maintenance, change_reason: str, actor: Any, at: dt.datetime
) -> Maintenance:
    """Say that it does not take place; what was said stays. A date of a series is left out there.

    Cancelled already it stays so.
    """
    if not change_reason.strip():
        raise MaintenanceRefused(_("Say why it is cancelled."), field="change_reason")
    locked = locked_maintenance(maintenance)
    if locked.is_cancelled:
        return locked
    if locked.series_id is not None:
        series = MaintenanceSeries.objects.select_for_update().get(pk=locked.series_id)
        if locked.occurs_on is not None and locked.occurs_on not in series.exceptions:
            series.exceptions = sorted([*series.exceptions, locked.occurs_on])
            series.save(update_fields=["exceptions"])
    cancel_locked(locked, change_reason=change_reason, actor=actor, at=at)
    return locked


def cancel_locked(locked: Maintenance, *, change_reason: str, actor: Any, at: dt.datetime) -> None:
    """Withdraw every fact of a locked maintenance."""
    locked.is_cancelled = True
    locked.is_effective = False
    locked.save()
    _write(locked, change_reason, actor, at, is_void=True)


def _decide(
    maintenance: Maintenance, decision: Decision, reason: str, actor: Any, at: dt.datetime
) -> Maintenance:
    if not reason.strip():
        raise MaintenanceRefused(_("Say why: it is kept with the decision."), field="reason")
    locked = locked_maintenance(maintenance)
    refuse_cancelled(locked)
    if locked.decision == decision:
        return locked
    locked.decision, locked.decision_reason = decision, reason.strip()
    locked.decided_by, locked.decided_at = actor, at
    locked.is_effective = locked.judge()
    locked.save()
    _write(locked, locked.decision_reason, actor, at)
    return locked


def _write(
    locked: Maintenance, change_reason: str, actor: Any, at: dt.datetime, *, is_void: bool = False
) -> None:
    claims = [
        Claim(row.fact, layer_of(locked), locked.start_at, locked.end_at, is_void=is_void)
        for row in locked.parts.filter(is_current=True).select_related("fact")
    ]
    write_protections(claims, reason=locked.title, change_reason=change_reason, actor=actor, at=at)
