"""What tests of maintenance and exclusions begin from: a watched window, and plans for it."""

import datetime as dt
from typing import Any

from common.db.instants import to_seconds
from slm.engine.layers import Parts
from slm.models import Exclusion, Indicator, Maintenance, PeriodState, ServiceHours
from slm.operations.plan_maintenance import plan_maintenance
from slm.operations.propose_exclusion import propose_exclusion
from slm.operations.recompute import run_cycle
from slm.operations.watch_period import measure_for, watch_periods
from slm.operations.write_protections import Part
from slm.queries.calendars import calendar_for, hours_value
from slm.queries.sums import parts_at

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
# A Monday; the day after, 09:00, is when tests look at it.
MONDAY = dt.datetime(2026, 11, 16, tzinfo=dt.UTC)
LATER = MONDAY + DAY + 9 * HOUR


def hour(number: float) -> dt.datetime:
    """That hour of the Monday."""
    return MONDAY + number * HOUR


def measured(
    indicator: Indicator, hours: ServiceHours, start_at: dt.datetime, end_at: dt.datetime, at: Any
) -> Parts:
    """What a cycle keeps of `[start_at, end_at)` at `at`."""
    row = measure_for(indicator=indicator, hours=hours)
    watch_periods(wanted=[(row, start_at, end_at)], at=at)
    run_cycle(at=at)
    state = PeriodState.objects.get(measure=row, start_at=start_at, end_at=end_at)
    value = hours_value(hours, hours.versions.all())
    return parts_at(state, calendar_for(value, to_seconds(start_at), to_seconds(end_at)), at)


def plan(indicator: Indicator, start_at: dt.datetime, end_at: dt.datetime, **wish: Any):
    """Maintenance announced and entered ten days ahead, unless `wish` says otherwise."""
    entered = wish.pop("at", start_at - 10 * DAY)
    arguments: dict[str, Any] = {
        "parts": [Part(indicator.service)],
        "title": "Database upgrade",
        "announced_at": entered,
        "actor": None,
    }
    return plan_maintenance(start_at=start_at, end_at=end_at, at=entered, **{**arguments, **wish})


def propose(indicator: Indicator, start_at: dt.datetime, end_at: dt.datetime, **wish: Any):
    arguments: dict[str, Any] = {
        "part": Part(indicator.service),
        "cause": Exclusion.Cause.CUSTOMER,
        "evidence": "Letter of the customer",
        "actor": None,
        "at": end_at,
    }
    return propose_exclusion(start_at=start_at, end_at=end_at, **{**arguments, **wish})


def layers(record: Maintenance) -> list[tuple[str, int, bool]]:
    """Reference, layer and withdrawal of each fact of a maintenance."""
    rows = record.parts.select_related("fact").order_by("fact__external_id")
    return [(row.fact.external_id, row.fact.layer, row.fact.is_void) for row in rows]
