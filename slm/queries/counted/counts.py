"""Counts watched periods: each with its calendar and what is protected, by the reader it needs."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from slm.engine.counts import Count, CountedPeriod
from slm.engine.metrics import Form, Metric, meaning
from slm.models import Measure
from slm.queries.watched import WatchedPeriods

from .protected import protected_spans
from .readers import READERS


class CountsDoNotAddUp(ArithmeticError):
    """A count that cannot be: more good than there was, less than none, or nobody who counts."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a measure counts, of which kind of indicator."""

    kind: str
    metric: Metric
    within: int | None
    priority: str


def count(periods: WatchedPeriods, now: int) -> dict[int, Count]:
    """What is counted of each period up to `now`, by its id; nothing is written.

    Raises CountsDoNotAddUp rather than answer a pair that cannot be.
    """
    wishes = _wishes(periods)
    calendars = periods.calendars(now)
    protected = protected_spans(
        np.unique(periods.indicator),
        int(periods.start.min()),
        max(now, int(periods.end.max())),
    )
    groups: dict[tuple[str, Metric], list[CountedPeriod]] = defaultdict(list)
    for place in range(len(periods)):
        wish = wishes[int(periods.measure[place])]
        indicator = int(periods.indicator[place])
        groups[wish.kind, wish.metric].append(
            CountedPeriod(
                id=int(periods.id[place]),
                indicator=indicator,
                metric=wish.metric,
                within=wish.within,
                priority=wish.priority,
                start=int(periods.start[place]),
                end=int(periods.end[place]),
                calendar=calendars[int(periods.hours[place])],
                protected=protected[indicator],
            )
        )
    found: dict[int, Count] = {}
    for (kind, metric), wanted in groups.items():
        reader = READERS.get((kind, metric))
        if reader is None:
            raise CountsDoNotAddUp(f"Nobody counts {metric} of {kind}.")
        counted = reader(wanted, at=now)
        for period in wanted:
            found[period.id] = _checked(period, counted[period.id])
    return found


def _checked(period: CountedPeriod, counted: Count) -> Count:
    good_of_all = meaning(period.metric).form is Form.SHARE
    if counted.total < 0 or (good_of_all and not 0 <= counted.good <= counted.total):
        raise CountsDoNotAddUp(f"{period.metric} of period {period.id}: {counted}")
    return counted


def _wishes(periods: WatchedPeriods) -> dict[int, _Wish]:
    rows = Measure.objects.filter(pk__in=np.unique(periods.measure).tolist()).values_list(
        "pk", "indicator__kind", "counts", "within", "priority"
    )
    return {
        pk: _Wish(kind, Metric(counts), within, priority)
        for pk, kind, counts, within, priority in rows
    }
