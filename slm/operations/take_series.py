"""Take in what a source says about maintenance that comes again, under its own reference."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from slm.models import MaintenanceSeries, Source

from .plan_maintenance import MaintenanceRefused
from .plan_series import change_series, plan_series, series_parts
from .write_protections import Part


@transaction.atomic
def record_series(
    *,
    source: Source,
    external_id: str,
    parts: Sequence[Part],
    title: str,
    reason: str = "",
    zone_name: str,
    rule: str,
    first_on: dt.date,
    begins: dt.time,
    duration_seconds: int,
    announced_at: dt.datetime | None = None,
    change_reason: str = "",
    actor: Any = None,
    at: dt.datetime,
) -> MaintenanceSeries:
    """Plan what a source names for the first time, change the dates ahead of what it named before.

    Said again unchanged it is nothing new. The zone is for life, and an ended series stays ended.
    """
    wish: dict[str, Any] = {
        "title": title.strip(),
        "reason": reason,
        "rule": rule,
        "first_on": first_on,
        "begins": begins,
        "duration_seconds": duration_seconds,
        "announced_at": announced_at,
    }
    known = MaintenanceSeries.objects.filter(source=source, external_id=external_id).first()
    if known is None:
        return plan_series(
            **wish,
            parts=parts,
            zone_name=zone_name,
            source=source,
            external_id=external_id,
            actor=actor,
            at=at,
        )
    if zone_name != known.zone:
        raise MaintenanceRefused(
            _("A series keeps its zone for life: end it and plan another."), field="zone_name"
        )
    same = all(getattr(known, name) == value for name, value in wish.items())
    now = {part.key for part in series_parts(known)}
    if same and known.ended_at is None and {part.key for part in parts} == now:
        return known
    return change_series(
        series=known,
        **wish,
        parts=parts,
        change_reason=change_reason.strip() or _("Changed by its source."),
        actor=actor,
        at=at,
    )
