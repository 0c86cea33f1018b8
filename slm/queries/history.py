"""Reads what is known of many indicators as columns, bounded by the time that is asked for."""

import numpy as np

from common.db.copying import array, read_columns
from common.db.instants import from_seconds
from slm.engine.history import NEVER, Claims, History
from slm.engine.layers import Layer
from slm.engine.spans import Instants
from slm.models.fact import LONG

# What reaches into [start, end): what began at most LONG before, the few that are longer, and the
# few that go on. Each has an index that begins with the service; for a whole fleet the planner
# reads the stretch through the index by time instead. Three statements and no UNION: that would
# start parallel workers, which takes longer than all three.
_FACTS = """
SELECT wanted.id, fact.id, fact.layer, fact.start_at, coalesce(fact.end_at, 'infinity')
  FROM slm_indicator AS wanted
  JOIN slm_fact AS fact ON fact.service_id = wanted.service_id
   AND {reach}
 WHERE wanted.id = ANY(%(ids)s::bigint[]) AND NOT fact.is_void
   AND (fact.slice_id IS NULL OR fact.slice_id = wanted.slice_id)
"""
_REACHES = (
    # The planner takes starts and ends for independent, and would expect next to nothing of a short
    # stretch. It cannot see into `coalesce`, so it expects a third of what began in time.
    "fact.start_at >= %(near)s AND fact.start_at < %(end)s"
    " AND coalesce(fact.end_at, 'infinity') > %(start)s",
    "fact.end_at - fact.start_at > %(long)s::interval"
    " AND fact.end_at > %(start)s AND fact.start_at < %(near)s",
    "fact.end_at IS NULL AND fact.start_at < %(near)s",
)
# While a state log's source is silent nothing is known since its last word (decision 11).
_SILENCES = """
SELECT indicator.id, 0::bigint, {unknown}::smallint, source.silent_since_at,
       'infinity'::timestamptz
  FROM slm_indicator AS indicator
  JOIN slm_source AS source ON source.id = indicator.source_id
 WHERE indicator.id = ANY(%(logs)s::bigint[]) AND source.silent_since_at < %(end)s
"""
_FACT_KINDS = {
    "indicator": "int8",
    "fact": "int8",
    "layer": "int2",
    "start": "instant",
    "end": "instant",
}

# The run before the stretch holds into it; an indicator whose feed began later has none.
_RUNS = """
SELECT indicator_id, start_at, last_at, state
  FROM slm_staterun
 WHERE indicator_id = ANY(%(ids)s::bigint[]) AND start_at >= %(start)s AND start_at < %(end)s
 UNION ALL
SELECT before.*
  FROM slm_feed AS feed
 CROSS JOIN LATERAL (
       SELECT indicator_id, start_at, last_at, state
         FROM slm_staterun
        WHERE indicator_id = feed.indicator_id AND start_at < %(start)s
        ORDER BY start_at DESC
        LIMIT 1) AS before
 WHERE feed.indicator_id = ANY(%(ids)s::bigint[]) AND feed.first_at < %(start)s
"""
_RUN_KINDS = {"indicator": "int8", "first": "instant", "last": "instant", "state": "int2"}


def read_history(
    *, ids: Instants, is_fed: Instants, max_gap: Instants, start: int, end: int
) -> History:
    """Facts and runs that reach into `[start, end)` of the indicators `ids`, given in order.

    `max_gap` is NEVER for a state log. A fact without slice counts for every slice of its service,
    a sliced one for its own only (decision 8). A state log's silence is an open claim of unknown
    time under the fact id 0.
    """
    asked = {
        "ids": array(ids),
        "start": from_seconds(start),
        "end": from_seconds(max(start, end)),
        "near": from_seconds(start) - LONG,
        "long": LONG,
    }
    parts = [read_columns(_FACTS.format(reach=reach), _FACT_KINDS, asked) for reach in _REACHES]
    logs = ids[is_fed.astype(np.bool_) & (max_gap >= NEVER)]
    if len(logs):
        silences = _SILENCES.format(unknown=int(Layer.UNKNOWN))
        parts.append(read_columns(silences, _FACT_KINDS, asked | {"logs": array(logs)}))
    found = {name: np.concatenate([part[name] for part in parts]) for name in _FACT_KINDS}
    reaching = np.flatnonzero(found["end"] > start)
    order = reaching[np.argsort(found["indicator"][reaching], kind="stable")]
    owner = np.searchsorted(ids, found["indicator"][order])
    facts = Claims(owner, found["layer"][order], found["start"][order], found["end"][order])
    fed = is_fed.astype(np.bool_)
    runs = {name: np.zeros(0, dtype=np.int64) for name in _RUN_KINDS}
    if fed.any():
        runs = read_columns(_RUNS, _RUN_KINDS, asked | {"ids": array(ids[fed])})
    order_of_runs = np.lexsort((runs["first"], runs["indicator"]))
    return History(
        since=start,
        is_fed=fed,
        max_gap=np.minimum(max_gap, NEVER),
        fact_id=found["fact"][order],
        facts=facts,
        run_owner=np.searchsorted(ids, runs["indicator"][order_of_runs]),
        run_first=runs["first"][order_of_runs],
        run_last=runs["last"][order_of_runs],
        run_state=runs["state"][order_of_runs],
    )
