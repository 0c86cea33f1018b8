"""What is protected: standing exclusions and approved maintenance, by indicator."""

import numpy as np

from slm.engine.history import NEVER
from slm.engine.layers import Layer
from slm.engine.spans import Instants, Spans, spans, union
from slm.queries.history import read_history


def protected_spans(ids: Instants, start: int, end: int) -> dict[int, Spans]:
    """Exclusions and approved maintenance that reach into `[start, end)`, not clipped to it.

    `ids` are indicators, given in order; each has an entry.
    """
    known = read_history(
        ids=ids,
        is_fed=np.zeros(len(ids), dtype=np.bool_),  # what samples say of time is not asked for
        max_gap=np.full(len(ids), NEVER, dtype=np.int64),
        start=start,
        end=end,
    ).facts
    known = known.pick(known.layer <= Layer.PLANNED)
    edges = np.searchsorted(known.owner, np.arange(len(ids) + 1)).tolist()
    pairs = spans(np.column_stack((known.start, known.end)))
    return {
        pk: union(pairs[edges[owner] : edges[owner + 1]]) for owner, pk in enumerate(ids.tolist())
    }
