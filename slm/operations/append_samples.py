"""Append samples that are later than everything known: of many indicators in a few statements."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
from django.db import connection, transaction

from common.db.copying import array, write_columns
from common.db.instants import from_seconds, to_seconds
from common.db.partitions import ensure_months
from slm.engine.blocks import pack
from slm.engine.states import Samples, compact
from slm.models import Dirty, Feed, Indicator, SampleBatch, Source, StateRun
from slm.signals import facts_changed

_LENGTHEN = """
UPDATE slm_staterun AS run SET last_at = to_timestamp(longer.last)
  FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS longer(indicator_id, start, last)
 WHERE run.indicator_id = longer.indicator_id AND run.start_at = to_timestamp(longer.start)
   AND run.start_at >= %s AND run.start_at <= %s
"""
_FEEDS = """
INSERT INTO slm_feed AS feed (indicator_id, first_at, last_at, last_state, run_start_at,
                              sample_count, received_at)
SELECT fresh.id, to_timestamp(fresh.first), to_timestamp(fresh.last), fresh.state,
       to_timestamp(fresh.run), fresh.count, %s
  FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::int[], %s::bigint[], %s::bigint[])
       AS fresh(id, first, last, state, run, count)
ON CONFLICT (indicator_id) DO UPDATE
   SET last_at = excluded.last_at, last_state = excluded.last_state,
       run_start_at = excluded.run_start_at, received_at = excluded.received_at,
       sample_count = feed.sample_count + excluded.sample_count
"""


class Appended:
    """Samples that are gathered first and written together; indicators are locked by the caller."""

    def __init__(self) -> None:
        self._runs: list[np.ndarray] = []
        self._longer: list[tuple[int, int, int]] = []
        self._dirty: list[tuple[int, int]] = []
        self._feeds: list[tuple[int, int, int, int, int, int]] = []
        self._series: list[tuple[Indicator, Source, Samples]] = []

    def add(self, indicator: Indicator, source: Source, feed: Feed | None, fresh: Samples) -> None:
        """Take samples after everything known: the last run goes on, or new ones begin."""
        pk, gap = indicator.pk, indicator.max_gap_seconds
        first, last, state = compact(fresh, gap)
        changed_from: int | None = int(fresh.at[0])
        run_start = int(first[-1])
        if feed is not None:
            known_to = to_seconds(feed.last_at)
            if gap is not None and first[0] - known_to > gap:
                # Since then the state was unknown, whatever was computed in the meantime.
                changed_from = known_to + gap
            elif int(state[0]) == feed.last_state:
                begun = _start_of_last_run(feed)
                self._longer.append((pk, begun, int(last[0])))
                run_start = begun if len(first) == 1 else run_start
                first, last, state = first[1:], last[1:], state[1:]
                changed_from = int(first[0]) if len(first) else None
        if len(first):
            self._runs.append(np.column_stack((np.full(len(first), pk), first, last, state)))
        if changed_from is not None:
            self._dirty.append((pk, changed_from))
        reach = int(fresh.at[0]), int(fresh.at[-1])
        self._feeds.append((pk, *reach, int(fresh.state[-1]), run_start, len(fresh.at)))
        self._series.append((indicator, source, fresh))

    def write(self, at: dt.datetime) -> None:
        """Write everything that was taken."""
        if not self._series:
            return
        if self._longer:
            self._lengthen()
        if self._runs:
            pk, first, last, state = np.concatenate(self._runs).T
            ensure_months(StateRun, *_dates(int(first.min()), int(first.max())))
            write_columns(
                StateRun._meta.db_table,
                {
                    "indicator_id": ("int8", pk),
                    "start_at": ("instant", first),
                    "last_at": ("instant", last),
                    "state": ("int2", state),
                },
            )
        reach = [row[1] for row in self._feeds], [row[2] for row in self._feeds]
        ensure_months(SampleBatch, *_dates(min(reach[0]), max(reach[1])))
        SampleBatch.objects.bulk_create(
            batch for one in self._series for batch in batches_of(*one, at)
        )
        with connection.cursor() as cursor:
            columns = zip(*self._feeds, strict=True)
            cursor.execute(_FEEDS, [at, *(array(column) for column in columns)])
        if self._dirty:
            Dirty.objects.bulk_create(
                Dirty(indicator_id=pk, from_at=from_seconds(begin), created_at=at)
                for pk, begin in self._dirty
            )
            transaction.on_commit(lambda: facts_changed.send(sender=Dirty))

    def _lengthen(self) -> None:
        pk, start, last = zip(*self._longer, strict=True)
        bounds = [from_seconds(min(start)), from_seconds(max(start))]
        with connection.cursor() as cursor:
            cursor.execute(_LENGTHEN, [array(pk), array(start), array(last), *bounds])


def batches_of(
    indicator: Indicator, source: Source, new: Samples, at: dt.datetime
) -> Iterator[SampleBatch]:
    """The samples as they are kept: packed, a batch for each month."""
    months = new.at.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    edges = np.flatnonzero(np.diff(months)) + 1
    for begin, end in zip([0, *edges.tolist()], [*edges.tolist(), len(new.at)], strict=True):
        samples = Samples(new.at[begin:end], new.state[begin:end])
        yield SampleBatch(
            indicator=indicator,
            source=source,
            first_at=from_seconds(samples.at[0]),
            last_at=from_seconds(samples.at[-1]),
            received_at=at,
            count=len(samples.at),
            samples=pack(samples),
        )


def _start_of_last_run(feed: Feed) -> int:
    if feed.run_start_at is None:  # kept before feeds remembered it
        runs = StateRun.objects.filter(indicator_id=feed.indicator_id)
        return to_seconds(runs.latest("start_at").start_at)
    return to_seconds(feed.run_start_at)


def _dates(first: int, last: int) -> tuple[dt.date, dt.date]:
    return from_seconds(first).date(), from_seconds(last).date()
