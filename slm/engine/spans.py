"""Spans of time as arrays: shape (n, 2), int64, half-open ``[start, end)``.

Every function returns *canonical* spans (sorted, disjoint, not touching, none empty) and takes any
spans unless it says otherwise. Empty and inverted spans count nothing. An open end is passed as
the instant until which it is known to last.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Instants = npt.NDArray[np.int64]
Spans = npt.NDArray[np.int64]


def spans(pairs: Iterable[Sequence[int]] | Spans = ()) -> Spans:
    """Pairs of instants as an array of spans, in the order given."""
    array = np.asarray(pairs if isinstance(pairs, np.ndarray) else list(pairs), dtype=np.int64)
    return array.reshape(-1, 2)


def union(*parts: Spans) -> Spans:
    """Everything that lies in any of the spans; overlapping and touching ones become one."""
    every = parts[0] if len(parts) == 1 else np.concatenate([spans(), *parts])
    every = every[every[:, 1] > every[:, 0]]
    if len(every) < 2:
        return every
    every = every[np.argsort(every[:, 0], kind="stable")]
    reach = np.maximum.accumulate(every[:, 1])
    fresh = np.flatnonzero(np.append(True, every[1:, 0] > reach[:-1]))
    last = np.append(fresh[1:], len(every)) - 1
    return np.column_stack((every[fresh, 0], reach[last]))


def intersect(left: Spans, right: Spans) -> Spans:
    """What lies in both; both must be canonical."""
    first = np.searchsorted(right[:, 1], left[:, 0], side="right")
    behind = np.searchsorted(right[:, 0], left[:, 1], side="left")
    times = np.maximum(behind - first, 0)
    mine = np.repeat(np.arange(len(left)), times)
    theirs = np.arange(len(mine)) - np.repeat(np.cumsum(times) - times - first, times)
    return np.column_stack(
        (
            np.maximum(left[mine, 0], right[theirs, 0]),
            np.minimum(left[mine, 1], right[theirs, 1]),
        )
    )


def subtract(left: Spans, right: Spans) -> Spans:
    """What lies in the first and not in the second; both must be canonical."""
    if not len(left) or not len(right):
        return left
    start = min(left[0, 0], right[0, 0])
    end = max(left[-1, 1], right[-1, 1])
    gaps = np.column_stack((np.append(start, right[:, 1]), np.append(right[:, 0], end)))
    return intersect(left, gaps[gaps[:, 1] > gaps[:, 0]])


def clip(some: Spans, start: int, end: int) -> Spans:
    """The parts inside ``[start, end)``, in the order given: canonical when the input is."""
    clipped = np.clip(some, start, end) if end > start else some[:0]
    return clipped[clipped[:, 1] > clipped[:, 0]]


def total(canonical: Spans) -> int:
    """Length of canonical spans together."""
    return int((canonical[:, 1] - canonical[:, 0]).sum())


def contains(canonical: Spans, instants: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether each instant lies in canonical spans."""
    at = np.asarray(instants, dtype=np.int64)
    if not len(canonical):
        return np.zeros(at.shape, dtype=np.bool_)
    index = np.searchsorted(canonical[:, 0], at, side="right") - 1
    inside: npt.NDArray[np.bool_] = (index >= 0) & (at < canonical[np.maximum(index, 0), 1])
    return inside
