"""Counts good and total events of counters, in service time that nothing protects."""

from collections.abc import Sequence

import numpy as np

from common.db.copying import array, read_columns
from slm.engine.counters import Increases, increases
from slm.engine.counts import Count, CountedPeriod
from slm.engine.metrics import Metric
from slm.engine.spans import contains

# The reading before the stretch says where counting in it begins. Of one instant the latest
# received stands last.
_READINGS = """
SELECT reading.indicator_id, reading.read_at, reading.number, reading.good, reading.total
  FROM unnest(%(ids)s::bigint[], %(starts)s::bigint[], %(ends)s::bigint[])
       AS wanted(indicator_id, begins, ends)
  JOIN slm_counterreading AS reading ON reading.indicator_id = wanted.indicator_id
   AND reading.read_at > to_timestamp(wanted.begins)
   AND reading.read_at <= to_timestamp(wanted.ends)
 WHERE reading.read_at > to_timestamp(%(first)s) AND reading.read_at <= to_timestamp(%(last)s)
 UNION ALL
SELECT before.*
  FROM unnest(%(ids)s::bigint[], %(starts)s::bigint[]) AS wanted(indicator_id, begins)
 CROSS JOIN LATERAL (
       SELECT indicator_id, read_at, number, good, total
         FROM slm_counterreading
        WHERE indicator_id = wanted.indicator_id AND read_at <= to_timestamp(wanted.begins)
        ORDER BY read_at DESC, number DESC
        LIMIT 1) AS before
"""
_KINDS = {"indicator": "int8", "at": "instant", "number": "int8", "good": "int8", "total": "int8"}


def counts_of(periods: Sequence[CountedPeriod], *, at: int) -> dict[int, Count]:
    """Good of all events of each period that had been read by `at`.

    Throughput and workload are all events, good or not.
    """
    stretches: dict[int, tuple[int, int]] = {}
    for period in periods:
        start, end = stretches.get(period.indicator, (period.start, period.end))
        stretches[period.indicator] = min(start, period.start), max(end, period.end)
    added = read_increases(stretches)
    return {period.id: _count(period, added[period.indicator], at) for period in periods}


def read_increases(stretches: dict[int, tuple[int, int]]) -> dict[int, Increases]:
    """What was added by each reading in `(start, end]`, by indicator id."""
    ids = sorted(stretches)
    starts, ends = [stretches[pk][0] for pk in ids], [stretches[pk][1] for pk in ids]
    asked = {
        "ids": array(ids),
        "starts": array(starts),
        "ends": array(ends),
        # For the partitions: only months that may be meant are opened.
        "first": min(starts),
        "last": max(ends),
    }
    found = read_columns(_READINGS, _KINDS, asked)
    order = np.lexsort((found["number"], found["at"], found["indicator"]))
    columns = [found[name][order] for name in ("indicator", "at", "good", "total")]
    edges = np.searchsorted(columns[0], [*ids, ids[-1] + 1])
    return {
        pk: increases(*(column[edges[place] : edges[place + 1]] for column in columns[1:]))
        for place, pk in enumerate(ids)
    }


def _count(period: CountedPeriod, added: Increases, now: int) -> Count:
    """Readings in `(start, end]` count, where the second before them is service time.

    What was read at an instant happened before it: a reading at closing time belongs to the day
    that closes, one at opening time to the night before.
    """
    until = min(period.end, now)
    low, high = np.searchsorted(added.at, [period.start, until], side="right")
    high = max(low, high)
    second = added.at[low:high] - 1
    counts = period.calendar.is_open(second) & ~contains(period.protected, second)
    total = int(added.total[low:high][counts].sum())
    # Two counters that are not read in one breath can show more good than there was in all.
    good = min(int(added.good[low:high][counts].sum()), total)
    ahead = added.at[high:]
    waits = len(ahead) > 0 and ahead[0] <= period.end
    return Count(
        good=good if period.metric is Metric.RATIO else total,
        total=total,
        next_check=int(ahead[0]) if waits else None,
    )
