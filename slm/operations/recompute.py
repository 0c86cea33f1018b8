"""One cycle: compute again what changed, and nothing else."""

import datetime as dt
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import structlog
from django.db import connection, transaction
from django.db.models import F, Q

from common.db.copying import NEVER, array, read_columns
from common.db.instants import from_seconds, to_seconds
from slm.engine.layers import PartsDoNotAddUp
from slm.engine.spans import Instants
from slm.engine.sums import Sums, sum_up
from slm.models import Cycle, PeriodState
from slm.queries.counted.counts import CountsDoNotAddUp, count
from slm.queries.watched import WatchedPeriods, read_watched
from slm.signals import periods_recomputed

from .write_counts import write_counts
from .write_sums import mark_failed, write_days, write_periods

# Bounds what one transaction locks; the next one takes the rest.
MAX_DIRTY = 5_000
MAX_PERIODS = 5_000
# Periods in one pass: their facts are read by one query. The engine cuts its lanes by itself.
CHUNK = 20_000
# Sums that did not add up are tried again, should the program or the facts be mended meanwhile.
RETRY_SECONDS = 3_600

log = structlog.get_logger(__name__)

_TAKE_DIRTY = """
DELETE FROM slm_dirty
 WHERE id IN (SELECT id FROM slm_dirty ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING indicator_id, from_at, coalesce(to_at, 'infinity')
"""
_DIRTY_KINDS = {"indicator": "int8", "from": "instant", "to": "instant"}
_TOUCHED = """
SELECT DISTINCT period.id
  FROM unnest(%(indicators)s::bigint[], %(begins)s::bigint[], %(ends)s::bigint[])
       AS dirty(indicator_id, begins, ends)
  JOIN slm_measure AS measure ON measure.indicator_id = dirty.indicator_id
  JOIN slm_periodstate AS period ON period.measure_id = measure.id
   AND period.end_at > to_timestamp(dirty.begins)
   AND period.start_at < coalesce(to_timestamp(dirty.ends), 'infinity')
   -- For the index: of years of periods only those are looked at that may be meant.
   AND period.end_at > %(first)s AND period.start_at < %(last)s
"""
# The lock of a measure is the right to write its periods and days. Whoever takes it here waits for
# nobody, so that several workers share what is due.
_TAKE_DUE = """
WITH due AS MATERIALIZED (
    SELECT id, measure_id FROM slm_periodstate
     WHERE next_check_at <= %(at)s ORDER BY next_check_at, id LIMIT %(limit)s
), taken AS MATERIALIZED (
    SELECT id FROM slm_measure WHERE id IN (SELECT measure_id FROM due)
       FOR NO KEY UPDATE SKIP LOCKED
)
SELECT due.id FROM due JOIN taken ON taken.id = due.measure_id
"""
_LOCK_MEASURES = """
SELECT id FROM slm_measure
 WHERE id IN (SELECT measure_id FROM slm_periodstate WHERE id = ANY(%s::bigint[]))
 ORDER BY id FOR NO KEY UPDATE
"""


def run_cycle(*, at: dt.datetime) -> int:
    """Take dirty ranges and due timers until none is left; return how many periods were computed.

    Any number of workers may run at once: rows are taken with `SKIP LOCKED` and each transaction is
    whole, so a killed worker leaves them to the next.
    """
    total = 0
    for take in (_take_dirty, _take_due):
        full = True
        while full:
            full, computed = take(at)
            total += computed
    Cycle.objects.get_or_create(pk=Cycle.ONLY)
    return total


def finish_cycle(*, at: dt.datetime, changed: bool) -> None:
    """Say that everything known at `at` has been computed: what readers see is as of then."""
    Cycle.objects.get_or_create(pk=Cycle.ONLY)
    Cycle.objects.filter(pk=Cycle.ONLY).filter(Q(finished_at=None) | Q(finished_at__lte=at)).update(
        number=F("number") + 1,
        revision=F("revision") + (1 if changed else 0),
        finished_at=at,
    )


@transaction.atomic
def _take_dirty(at: dt.datetime) -> tuple[bool, int]:
    """Compute the periods that overlap the dirty ranges of their indicators."""
    dirty = read_columns(_TAKE_DIRTY, _DIRTY_KINDS, {"limit": MAX_DIRTY})
    count = len(dirty["indicator"])
    if not count:
        return False, 0
    # Whole seconds: one that was begun is dirty from its beginning to its end.
    begins, ends, is_open = dirty["from"], dirty["to"] + 1, dirty["to"] >= NEVER
    touched = read_columns(
        _TOUCHED,
        {"id": "int8"},
        {
            "indicators": array(dirty["indicator"]),
            "begins": array(begins),
            "ends": array(ends, null=is_open),
            "first": from_seconds(int(begins.min())),
            "last": "infinity" if is_open.any() else from_seconds(int(ends.max())),
        },
    )["id"]
    recompute_periods(period_ids=touched, at=at)
    return count == MAX_DIRTY, len(touched)


@transaction.atomic
def _take_due(at: dt.datetime) -> tuple[bool, int]:
    """Compute the periods whose timer has run out."""
    due = read_columns(_TAKE_DUE, {"id": "int8"}, {"at": at, "limit": MAX_PERIODS})["id"]
    if len(due):
        recompute_periods(period_ids=due, at=at)
    return len(due) == MAX_PERIODS, len(due)


@transaction.atomic(savepoint=False)
def recompute_periods(*, period_ids: Iterable[int] | npt.ArrayLike, at: dt.datetime) -> None:
    """Compute these periods and their days from the facts, exact up to `at`, and tell who listens.

    Measures that count are counted by the reader of their metric, all others are summed up.
    Measures are locked in the order of their ids, so two cycles never wait for each other. Sums
    that do not add up are never written: that measure keeps its old rows, is logged as an error and
    marked as failed, and the others go on.
    """
    ids = np.unique(np.array(list(period_ids), dtype=np.int64))  # type: ignore[arg-type]
    if not len(ids):
        return
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_MEASURES, [array(ids)])
    periods = read_watched(ids)
    if not len(periods):
        return
    # A worker whose clock is behind must not take back what another has computed.
    begun = periods.computed_to > periods.start
    now = max(to_seconds(at), int(periods.computed_to[begun].max(initial=0)))
    written = []
    counted = periods.is_counted.astype(np.bool_)
    if counted.any():
        written = [_count(chunk, now) for chunk in _chunks(periods.pick(counted))]
        periods = periods.pick(~counted)
    written += [_compute(chunk, now) for chunk in _chunks(periods)]
    changed = np.sort(np.concatenate(written)).tolist()
    periods_recomputed.send(sender=PeriodState, period_ids=changed, at=at)


def _compute(periods: WatchedPeriods, now: int) -> Instants:
    """Sum up and write these periods, whole measures of them; return the ids of those written."""
    try:
        sums = summed(periods, now)
    except PartsDoNotAddUp as failure:
        if halves := _halves(periods):
            return np.concatenate([_compute(half, now) for half in halves])
        return _failed(periods, now, "slm.parts_do_not_add_up", failure)
    write_periods(periods.id, sums)
    write_days(sums)
    return periods.id


def _count(periods: WatchedPeriods, now: int) -> Instants:
    """Count and write these periods, whole measures of them; return the ids of those written."""
    try:
        counts = count(periods, now)
    except CountsDoNotAddUp as failure:
        if halves := _halves(periods):
            return np.concatenate([_count(half, now) for half in halves])
        return _failed(periods, now, "slm.counts_do_not_add_up", failure)
    write_counts(periods, counts, now)
    return periods.id


def _halves(periods: WatchedPeriods) -> list[WatchedPeriods]:
    """The periods in two parts by their measures; none where there is only one measure."""
    measures = np.unique(periods.measure)
    if len(measures) == 1:
        return []
    low = periods.measure < measures[len(measures) // 2]
    return [periods.pick(low), periods.pick(~low)]


def _failed(periods: WatchedPeriods, now: int, event: str, failure: Exception) -> Instants:
    log.error(event, measure=int(periods.measure[0]), failure=str(failure))
    mark_failed(periods.id, at=from_seconds(now), again_at=from_seconds(now + RETRY_SECONDS))
    return periods.id[:0]


def summed(periods: WatchedPeriods, now: int) -> Sums:
    """Read what is known of these periods and sum it up; nothing is written."""
    calendars = periods.calendars(now)
    watched, history = periods.known(list(calendars.values()), now)
    return sum_up(watched, history, now)


def _chunks(periods: WatchedPeriods) -> Iterator[WatchedPeriods]:
    """Whole measures, about CHUNK periods at a time."""
    begin = 0
    while begin < len(periods):
        end = min(begin + CHUNK, len(periods))
        if end < len(periods):
            last = periods.measure[end - 1]
            end = int(np.searchsorted(periods.measure, last, side="right"))
        yield periods.pick(slice(begin, end))
        begin = end
