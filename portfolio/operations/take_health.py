"""Work out the health of every organisation this month and keep it with its inputs (R44)."""

import datetime as dt
from typing import Any

from django.db import connection, transaction

from portfolio.engine.rounding import half_even
from portfolio.models import HealthSnapshot
from portfolio.queries.health_components import Examined, examine
from portfolio.queries.installation_month import month_at
from portfolio.queries.trees import Trees

PPM = 1_000_000
WRITTEN = (
    *("score", "confidence_ppm", "band", "components", "deductions", "gates"),
    *("taken_at", "taken_by"),
)


@transaction.atomic
def take_health(*, actor: Any | None, at: dt.datetime) -> int:
    """Keep this month's health of every active organisation; how many were kept.

    Done again in the same month it replaces what was kept; the history keeps both.
    """
    with connection.cursor() as cursor:
        table = HealthSnapshot._meta.db_table
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [table])
    month = month_at(at)
    trees = Trees()
    stored = {row.customer_id: row for row in HealthSnapshot.objects.filter(month=month)}
    made: list[HealthSnapshot] = []
    changed: list[HealthSnapshot] = []
    found = examine(sorted(trees.organisations()), as_of=at, trees=trees)
    for pk, examined in found.items():
        row = stored.pop(pk, None)
        (made if row is None else changed).append(
            row := row or HealthSnapshot(customer_id=pk, month=month)
        )
        _write(row, examined)
        row.taken_at, row.taken_by = at, actor
    HealthSnapshot.objects.bulk_create(made, batch_size=500)
    HealthSnapshot.objects.bulk_update(changed, list(WRITTEN), batch_size=500)
    HealthSnapshot.objects.filter(pk__in=[row.pk for row in stored.values()]).delete()
    return len(found)


def take_due_health(*, at: dt.datetime) -> int:
    """The same once a month: nothing where this month's health is kept already."""
    if HealthSnapshot.objects.filter(month=month_at(at)).exists():
        return 0
    return take_health(actor=None, at=at)


def _write(row: HealthSnapshot, examined: Examined) -> None:
    health = examined.health
    row.score = None if health.score is None else half_even(health.score, 2)
    row.confidence_ppm = round(health.confidence * PPM)
    row.band = health.band.value
    row.components = [
        {
            "part": it.part.value,
            "score": None if it.score is None else str(half_even(it.score, 2)),
            "weight_percent": int(it.component.weight * 100),
            "as_of": it.as_of.isoformat() if it.as_of else None,
            "counts": it.component.counts_on(examined.day),
            "inputs": it.inputs,
        }
        for it in examined.parts
    ]
    row.deductions = [
        {"part": it.part.value, "points": str(half_even(it.points, 2))} for it in health.deductions
    ]
    row.gates = [part.value for part in health.gates]
