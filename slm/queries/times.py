"""Reads response times back: one by one from the archive, and the thresholds that matter."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from django.db import connection

from common.db.copying import array
from common.db.instants import from_seconds, to_milliseconds
from slm.engine.metrics import Metric
from slm.engine.spans import Spans, contains
from slm.engine.times import LONGEST_DAY_SECONDS, Times, in_order, unpack
from slm.models import Measure

# A batch lies within one local day, so none that reaches into a stretch began much earlier.
_BATCHES = """
SELECT DISTINCT batch.number, batch.source_id, batch.first_at, batch.count, batch.times
  FROM unnest(%(begins)s::bigint[], %(ends)s::bigint[]) AS span(begins, ends)
  JOIN slm_timesbatch AS batch
    ON batch.indicator_id = %(indicator)s
   AND batch.first_at >= to_timestamp(span.begins) - %(longest)s * interval '1 second'
   AND batch.first_at < to_timestamp(span.ends)
   AND batch.last_at >= to_timestamp(span.begins)
 WHERE batch.first_at >= %(first)s AND batch.first_at < %(last)s
 ORDER BY batch.number
"""
_LONGEST = dt.timedelta(seconds=LONGEST_DAY_SECONDS)


def read_raw(indicator: int, stretches: Spans, *, source: int | None = None) -> Times:
    """The times that the archive has of some stretches (UTC seconds, canonical), in order.

    Of one source there is one an instant, the latest received. Sources do not replace each other.
    """
    by_source: dict[int, list[Times]] = defaultdict(list)
    if len(stretches):
        with connection.cursor() as cursor:
            cursor.execute(
                _BATCHES,
                {
                    "indicator": indicator,
                    "begins": array(stretches[:, 0]),
                    "ends": array(stretches[:, 1]),
                    "longest": LONGEST_DAY_SECONDS,
                    "first": from_seconds(stretches[0, 0]) - _LONGEST,
                    "last": from_seconds(stretches[-1, 1]),
                },
            )
            for _number, owner, first_at, count, content in cursor.fetchall():
                if source in (None, owner):
                    by_source[owner].append(
                        unpack(bytes(content), first=to_milliseconds(first_at), count=count)
                    )
    parts = [
        in_order(np.concatenate([p.at for p in some]), np.concatenate([p.ms for p in some]))
        for some in by_source.values()
    ]
    nothing = np.zeros(0, dtype=np.int64)
    at = np.concatenate([nothing, *(part.at for part in parts)])
    ms = np.concatenate([nothing, *(part.ms for part in parts)])
    inside = contains(stretches, at // 1000)
    at, ms = at[inside], ms[inside]
    if len(parts) > 1:
        order = np.argsort(at, kind="stable")
        at, ms = at[order], ms[order]
    return Times(at, ms)


def promised_thresholds(indicators: Iterable[int]) -> dict[int, set[int]]:
    """The thresholds (ms) that some measure of these indicators counts."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Measure.objects.filter(indicator__in=list(indicators), counts=Metric.WITHIN_TIME)
    for indicator, within in rows.values_list("indicator_id", "within").distinct():
        if within is not None:
            found[indicator].add(within)
    return found
