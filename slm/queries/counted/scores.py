"""Counts scores: what those who were asked answered, and figures that somebody entered."""

from collections.abc import Sequence

import numpy as np

from common.db.copying import array, read_columns
from slm.engine.counts import Count, CountedPeriod
from slm.engine.zones import date_of

_SCORES = """
SELECT indicator_id, dated_on, value_thousandths, coalesce(respondents, 1)
  FROM slm_score
 WHERE indicator_id = ANY(%(ids)s::bigint[]) AND NOT is_void
   AND dated_on >= %(first)s AND dated_on <= %(last)s
"""
_KINDS = {"indicator": "int8", "day": "day", "value": "int8", "respondents": "int4"}


def counts_of(periods: Sequence[CountedPeriod], *, at: int) -> dict[int, Count]:
    """The sum of the period's scores in thousandths over how many there were.

    An answer counts once for each respondent, an entered figure once; the current version alone.
    A date lies in the period that holds its first instant in the zone of the service hours.
    Neither service hours nor exclusions say anything about a date, and a date entered ahead of
    its time counts in its period, so time alone changes nothing.
    """
    asked = {
        "ids": array(sorted({period.indicator for period in periods})),
        # A date begins up to a day before or after the same date in UTC.
        "first": date_of(min(period.start for period in periods) // 86_400 - 1),
        "last": date_of(max(period.end for period in periods) // 86_400 + 1),
    }
    found = read_columns(_SCORES, _KINDS, asked)
    order = np.lexsort((found["day"], found["indicator"]))
    indicator, day, value, respondents = (found[name][order] for name in _KINDS)
    counts = {}
    for period in periods:
        low, high = np.searchsorted(indicator, [period.indicator, period.indicator + 1])
        begins = period.calendar.zone.first_instants(day[low:high])
        first, behind = np.searchsorted(begins, [period.start, period.end]) + low
        weights = respondents[first:behind]
        counts[period.id] = Count(
            good=int((value[first:behind] * weights).sum()), total=int(weights.sum())
        )
    return counts
