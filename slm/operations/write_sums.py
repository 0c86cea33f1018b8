"""Write what was summed up: period rows in one statement, and the day rows that changed."""

import datetime as dt

import numpy as np
from django.db import connection

from common.db.copying import array, read_columns, write_columns
from common.db.partitions import ensure_months
from slm.engine.history import NEVER
from slm.engine.spans import Instants
from slm.engine.sums import Days, Sums
from slm.engine.zones import date_of
from slm.models import BucketDay
from slm.models.measure import SUMMED

_DAY_BITS = 20  # days up to the year 4800

_PERIODS = f"""
UPDATE slm_periodstate AS period
   SET {", ".join(f"{name}_seconds = fresh.{name}" for name in SUMMED)},
       break_count = fresh.breaks, longest_break_seconds = fresh.longest,
       computed_to_at = to_timestamp(fresh.reached), tail = fresh.tail,
       excluded_ahead_seconds = fresh.excluded_ahead, planned_ahead_seconds = fresh.planned_ahead,
       next_check_at = to_timestamp(fresh.next_check), last_bad_at = to_timestamp(fresh.last_bad),
       failed_at = NULL, revision = period.revision + 1
  FROM unnest({", ".join(["%s::bigint[]"] * 15)})
       AS fresh(id, {", ".join(SUMMED)}, breaks, longest, reached, tail, excluded_ahead,
                planned_ahead, next_check, last_bad)
 WHERE period.id = fresh.id
"""

_STORED_DAYS = f"""
SELECT day.measure_id, day.day, {", ".join(f"day.{name}_seconds" for name in SUMMED)}
  FROM unnest(%(measures)s::bigint[], %(firsts)s::int[], %(behinds)s::int[])
       AS wanted(measure_id, first, behind)
  JOIN slm_bucketday AS day ON day.measure_id = wanted.measure_id
   AND day.day >= date '1970-01-01' + wanted.first AND day.day < date '1970-01-01' + wanted.behind
 WHERE day.day >= %(first_on)s AND day.day <= %(last_on)s
"""
_DAY_KINDS = {"measure": "int8", "day": "day"} | dict.fromkeys(SUMMED, "int4")

_GONE_DAYS = """
DELETE FROM slm_bucketday AS day
 USING unnest(%s::bigint[], %s::int[]) AS gone(measure_id, number)
 WHERE day.measure_id = gone.measure_id AND day.day = date '1970-01-01' + gone.number
   AND day.day >= %s AND day.day <= %s
"""


def write_periods(ids: Instants, sums: Sums) -> None:
    """Write the sums of these periods; their rows' measures are locked by the caller."""
    if not len(ids):
        return
    columns = [
        array(ids),
        *(array(sums.parts[:, place]) for place in range(1, 7)),
        *(array(values) for values in (sums.breaks, sums.longest, sums.reached, sums.tail)),
        array(sums.ahead[:, 0]),
        array(sums.ahead[:, 1]),
        array(sums.next_check, null=sums.next_check >= NEVER),
        array(sums.last_bad, null=sums.last_bad == 0),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_PERIODS, columns)


def write_days(sums: Sums) -> int:
    """Bring the day rows of the days that were summed up to what was found; return how many moved.

    Read first, then written: of a month's days only those are touched that say something new.
    """
    measures, firsts, behinds = sums.reach
    if not len(measures):
        return 0
    first_on, last_on = date_of(int(firsts.min())), date_of(int(behinds.max()) - 1)
    stored = read_columns(
        _STORED_DAYS,
        _DAY_KINDS,
        {
            "measures": array(measures),
            "firsts": array(firsts),
            "behinds": array(behinds),
            "first_on": first_on,
            "last_on": last_on,
        },
    )
    old_key = stored["measure"] << _DAY_BITS | stored["day"]
    old = np.column_stack([stored[name] for name in SUMMED])
    days = sums.days
    new_key = days.measure << _DAY_BITS | days.day
    gone = ~_is_same(old_key, old, new_key, days.parts)
    fresh = ~_is_same(new_key, days.parts, old_key, old)
    if gone.any():
        with connection.cursor() as cursor:
            cursor.execute(
                _GONE_DAYS,
                [
                    array(stored["measure"][gone]),
                    array(stored["day"][gone]),
                    first_on,
                    last_on,
                ],
            )
    _insert(Days(days.measure[fresh], days.day[fresh], days.parts[fresh]))
    return int(gone.sum() + fresh.sum())


def _insert(days: Days) -> None:
    if not len(days.day):
        return
    ensure_months(BucketDay, date_of(int(days.day.min())), date_of(int(days.day.max())))
    write_columns(
        BucketDay._meta.db_table,
        {"measure_id": ("int8", days.measure), "day": ("day", days.day)}
        | {f"{name}_seconds": ("int4", days.parts[:, place]) for place, name in enumerate(SUMMED)},
    )


def _is_same(key: Instants, parts: Instants, others: Instants, other_parts: Instants) -> Instants:
    """Whether each row stands among the others with the same parts. Keys are unique."""
    if not len(others):
        return np.zeros(len(key), dtype=np.bool_)
    order = np.argsort(others)
    place = np.minimum(np.searchsorted(others, key, sorter=order), len(others) - 1)
    near = order[place]
    return (others[near] == key) & (other_parts[near] == parts).all(axis=1)


def mark_failed(ids: Instants, *, at: dt.datetime, again_at: dt.datetime) -> None:
    """Say that these periods could not be summed up: the rows keep their figures, for a retry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE slm_periodstate SET failed_at = coalesce(failed_at, %s), next_check_at = %s"
            " WHERE id = ANY(%s::bigint[])",
            [at, again_at, array(ids)],
        )
