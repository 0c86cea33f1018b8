"""Write what was counted: period rows in one statement."""

from collections.abc import Mapping

import numpy as np
from django.db import connection

from common.db.copying import array
from slm.engine.counts import Count
from slm.engine.history import NEVER
from slm.queries.watched import WatchedPeriods

_PERIODS = """
UPDATE slm_periodstate AS period
   SET good_count = fresh.good, total_count = fresh.total, is_incomplete = fresh.incomplete = 1,
       computed_to_at = to_timestamp(fresh.reached), next_check_at = to_timestamp(fresh.next_check),
       failed_at = NULL, revision = period.revision + 1
  FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
       AS fresh(id, good, total, incomplete, reached, next_check)
 WHERE period.id = fresh.id
"""


def write_counts(periods: WatchedPeriods, counts: Mapping[int, Count], now: int) -> None:
    """Write the counts of these periods; their rows' measures are locked by the caller.

    A period is looked at again when its reader says so, and at its start and its end.
    """
    found = [counts[pk] for pk in periods.id.tolist()]
    next_check = np.array(
        [NEVER if one.next_check is None else one.next_check for one in found], dtype=np.int64
    )
    next_check = np.maximum(next_check, now + 1)
    for edge in (periods.start, periods.end):
        next_check = np.where(edge > now, np.minimum(edge, next_check), next_check)
    columns = [
        array(periods.id),
        array([one.good for one in found]),
        array([one.total for one in found]),
        array([one.incomplete for one in found]),
        array(np.clip(now, periods.start, np.maximum(periods.end, periods.start))),
        array(next_check, null=next_check >= NEVER),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_PERIODS, columns)
