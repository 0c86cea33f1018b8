"""Make the months ahead in the tables that PostgreSQL keeps by month."""

import datetime as dt

from common.db.partitions import ensure_months
from slm.models import BucketDay, CounterReading, FactVersion, SampleBatch, StateRun, TimesBatch

MONTHS_AHEAD = 3
TABLES = (CounterReading, FactVersion, SampleBatch, StateRun, BucketDay, TimesBatch)


def prepare_partitions(*, at: dt.datetime) -> int:
    """Make the partitions from the month before `at` to three months on; return how many were new.

    Verbs make a month that is missing themselves; made ahead, no writer waits for the lock.
    """
    today = at.astimezone(dt.UTC).date()
    first = today.replace(day=1) - dt.timedelta(days=1)
    last = today + dt.timedelta(days=31 * MONTHS_AHEAD)
    return sum(ensure_months(table, first, last) for table in TABLES)
