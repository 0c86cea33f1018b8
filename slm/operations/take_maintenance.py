"""Take in what a source says about planned maintenance, under the source's own references."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.problems import Refusal
from slm.models import Maintenance, Source

from .change_maintenance import apply_change, locked_maintenance
from .plan_maintenance import MaintenanceRefused, check_plan, plan_maintenance
from .write_protections import Part, parts_of, refuse_span


class MaintenancesRefused(Refusal):
    """None of the maintenances was recorded; `rows` names each bad one."""

    code = "maintenances_refused"


@transaction.atomic
def record_maintenance(
    *,
    source: Source,
    external_id: str,
    parts: Sequence[Part],
    title: str,
    start_at: dt.datetime,
    end_at: dt.datetime,
    announced_at: dt.datetime | None = None,
    reason: str = "",
    actor: Any = None,
    at: dt.datetime,
) -> Maintenance:
    """Plan what a source names for the first time, and change what it named before.

    Said again unchanged it is nothing new. A cancelled one that is said again takes place after
    all: its notice counts anew.
    """
    known = Maintenance.objects.filter(source=source, external_id=external_id).first()
    wish: dict[str, Any] = {
        "parts": parts,
        "title": title.strip(),
        "start_at": start_at,
        "end_at": end_at,
        "announced_at": announced_at,
        "reason": reason,
    }
    if known is None:
        return plan_maintenance(**wish, source=source, external_id=external_id, actor=actor, at=at)
    check_plan(parts=parts, title=title, announced_at=announced_at, at=at)
    refuse_span(MaintenanceRefused, start_at, end_at, at)
    locked = locked_maintenance(known)
    facts = locked.parts.filter(is_current=True).select_related("fact__service", "fact__slice")
    now = {part.key for part in parts_of(row.fact for row in facts)}
    same = all(getattr(locked, name) == value for name, value in wish.items() if name != "parts")
    if same and {part.key for part in parts} == now and not locked.is_cancelled:
        return locked
    comes_back, locked.is_cancelled = locked.is_cancelled, False
    if locked.series_id is not None:
        locked.is_detached = True
    return apply_change(
        locked,
        **wish,
        change_reason=_("Changed by its source."),
        is_new=comes_back,
        actor=actor,
        at=at,
    )


def take_maintenance(
    *, source: Source, rows: Sequence[Mapping[str, Any]], actor: Any, at: dt.datetime
) -> list[Maintenance]:
    """Record each maintenance, given as the arguments of `record_maintenance`, in their order.

    Every row is tried, so that a sender learns of all mistakes at once; one mistake undoes all.
    """
    found: list[Maintenance] = []
    errors: list[dict[str, Any]] = []
    with transaction.atomic():
        for number, row in enumerate(rows):
            try:
                found.append(record_maintenance(source=source, actor=actor, at=at, **row))
            except Refusal as refusal:
                errors.append(row_error(number, refusal))
        if errors:
            raise MaintenancesRefused(words_of_refused(len(errors)), rows=errors)
    return found


def row_error(row: int, refusal: Refusal) -> dict[str, Any]:
    """A refusal with the place of its row in a batch."""
    return {
        "row": row,
        "field": refusal.field,
        "message": refusal.message,
        "code": refusal.code,
    }


def words_of_refused(count: int) -> str:
    """How many rows of a batch are refused."""
    return ngettext(
        "%(count)d row is refused; nothing was recorded.",
        "%(count)d rows are refused; nothing was recorded.",
        count,
    ) % {"count": count}
