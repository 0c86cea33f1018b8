"""Turns a state log or a probe's samples into spans, and samples into runs for storage.

A state is a Layer (good, degraded, partial, down or unknown). A state log holds its state until
the next row (``max_gap=None``); a probe's sample holds until the next but at most ``max_gap``
(decision 11). Before the first sample nothing is known, and after ``now`` nothing has happened.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from slm.engine.layers import Layer
from slm.engine.spans import Instants, Spans, clip, spans, subtract, union


class Samples(NamedTuple):
    """Samples in order, one an instant."""

    at: Instants
    state: Instants


class Runs(NamedTuple):
    """Samples of one state after each other, with no gap above ``max_gap``: first and last one."""

    first: Instants
    last: Instants
    state: Instants


class Merged(NamedTuple):
    """Stored runs with fresh samples in them, and the spans that must be rebuilt from raw rows."""

    runs: Runs
    doubtful: Spans


def in_order(
    at: npt.ArrayLike, state: npt.ArrayLike, received: npt.ArrayLike | None = None
) -> Samples:
    """Samples by instant, whatever order they came in; of several at one instant one stays.

    The latest received wins, then the worse state. Without ``received`` the order given is the
    order of receipt.
    """
    instants = np.asarray(at, dtype=np.int64)
    states = np.asarray(state, dtype=np.int64)
    receipt = np.arange(len(instants)) if received is None else np.asarray(received)
    order = np.lexsort((-states, receipt, instants))
    instants, states = instants[order], states[order]
    kept = np.append(instants[1:] != instants[:-1], True)[: len(instants)]
    return Samples(instants[kept], states[kept])


def compact(samples: Samples, max_gap: int | None) -> Runs:
    """Samples in order as runs: what storage keeps instead of every sample.

    A gap above ``max_gap`` ends a run, so holes stay visible. The runs of a state log
    (``max_gap=None``) begin where the state changed.
    """
    return _compacted(samples, np.zeros(len(samples.at), dtype=np.bool_), max_gap)


def merge(stored: Runs, fresh: Samples, max_gap: int | None) -> Merged:
    """Puts samples into stored runs, also late ones.

    A late sample that contradicts a run from inside it is not applied: the run no longer knows
    when its own next sample came. Such runs are returned as ``doubtful``, to be rebuilt from the
    raw rows; everything else is exact.
    """
    index = np.searchsorted(stored.first, fresh.at, side="right") - 1
    nearest = np.maximum(index, 0)
    if len(stored.first):
        inside = (index >= 0) & (fresh.at <= stored.last[nearest])
        differs = inside & (fresh.state != stored.state[nearest])
        alone = stored.first[nearest] == stored.last[nearest]
    else:
        inside = differs = alone = np.zeros(len(fresh.at), dtype=np.bool_)
    state = stored.state.copy()
    state[nearest[differs & alone]] = fresh.state[differs & alone]
    contradicted = np.unique(nearest[differs & ~alone])
    doubtful = np.column_stack((stored.first[contradicted], stored.last[contradicted] + 1))

    long = stored.last > stored.first
    news = ~inside
    at = np.concatenate((stored.first, stored.last[long], fresh.at[news]))
    states = np.concatenate((state, state[long], fresh.state[news]))
    joined = np.zeros(len(at), dtype=np.bool_)
    joined[len(stored.first) : len(stored.first) + int(long.sum())] = True
    order = np.argsort(at, kind="stable")
    runs = _compacted(Samples(at[order], states[order]), joined[order], max_gap)
    return Merged(runs, union(spans(doubtful)))


def held(runs: Runs, *, since: int, now: int, max_gap: int | None) -> dict[Layer, Spans]:
    """What runs say about ``[since, now)``, by layer; everything they do not reach is unknown."""
    following = np.append(runs.first[1:], now)[: len(runs.first)]
    until = following if max_gap is None else np.minimum(following, runs.last + max_gap)
    every = np.column_stack((runs.first, until))
    by_layer = {
        layer: clip(union(every[runs.state == layer]), since, now)
        for layer in (Layer.DOWN, Layer.PARTIAL, Layer.DEGRADED, Layer.GOOD)
    }
    known = union(*by_layer.values())
    return {**by_layer, Layer.UNKNOWN: subtract(clip(spans([(since, now)]), since, now), known)}


def _compacted(samples: Samples, joined: npt.NDArray[np.bool_], max_gap: int | None) -> Runs:
    """Runs of samples; ``joined`` marks samples that belong to the one before whatever the gap."""
    at, state = samples
    if not len(at):
        return Runs(at, at, state)
    fresh = state[1:] != state[:-1]
    if max_gap is not None:
        fresh |= (at[1:] - at[:-1] > max_gap) & ~joined[1:]
    begins = np.flatnonzero(np.append(True, fresh))
    ends = np.append(begins[1:], len(at)) - 1
    return Runs(at[begins], at[ends], state[begins])
