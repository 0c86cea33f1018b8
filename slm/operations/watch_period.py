"""Keep the sums of a period up from now on."""

import datetime as dt

from slm.engine.metrics import Metric, meaning
from slm.models import Indicator, Measure, PeriodState, ServiceHours, Slice

from .count_thresholds import count_thresholds
from .recompute import recompute_periods


def measure_for(
    *,
    indicator: Indicator,
    hours: ServiceHours,
    min_break_seconds: int = 0,
    exclusion_slice: Slice | None = None,
    metric: Metric = Metric.AVAILABILITY,
    within: int | None = None,
    priority: str = "",
) -> Measure:
    """The measure under this key, made when it is asked for first.

    Metrics that are read of time share one measure; each that counts has its own, by what narrows
    it: `within` in milliseconds for response times, in seconds for work items, and `priority`. A
    threshold of response times that is new is counted back through the archive at once.
    """
    counted = meaning(metric).counted
    measure, made = Measure.objects.get_or_create(
        indicator=indicator,
        hours=hours,
        exclusion_slice=exclusion_slice,
        # A count knows no breaks, and time no threshold: neither may split what could be shared.
        min_break_seconds=0 if counted else min_break_seconds,
        counts=metric.value if counted else "",
        within=within if meaning(metric).within else None,
        priority=priority if counted else "",
    )
    # What the caller holds need not be read again.
    measure.indicator, measure.hours = indicator, hours
    if made and metric is Metric.WITHIN_TIME:
        count_thresholds(indicators=[indicator])
    return measure


def watch_periods(
    *, wanted: list[tuple[Measure, dt.datetime, dt.datetime]], at: dt.datetime
) -> dict[tuple[int, dt.datetime, dt.datetime], PeriodState]:
    """Return the states of these periods; those that were not watched yet are computed at once."""
    PeriodState.objects.bulk_create(
        [
            PeriodState(
                measure=measure, start_at=start_at, end_at=end_at, computed_to_at=start_at, tail=0
            )
            for measure, start_at, end_at in wanted
        ],
        ignore_conflicts=True,
    )
    found = _states(wanted)
    fresh = [row.pk for row in found.values() if row.revision == 0]
    if fresh:
        recompute_periods(period_ids=fresh, at=at)
        found = _states(wanted)
    return found


def _states(
    wanted: list[tuple[Measure, dt.datetime, dt.datetime]],
) -> dict[tuple[int, dt.datetime, dt.datetime], PeriodState]:
    keys = {(measure.pk, start_at, end_at) for measure, start_at, end_at in wanted}
    rows = PeriodState.objects.filter(
        measure__in={key[0] for key in keys}, start_at__in={key[1] for key in keys}
    )
    return {key: row for row in rows if (key := (row.measure_id, row.start_at, row.end_at)) in keys}
