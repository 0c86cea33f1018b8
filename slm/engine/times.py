"""Response times: put in order, cut into days and five minutes, counted and packed.

Instants and values are whole milliseconds. A day is a local day of one zone, for life, and its
five minutes are counted from its first instant, so that every bucket lies in one day.
"""

import zlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from slm.engine.spans import Instants, Spans
from slm.engine.zones import Zone

BUCKET_SECONDS = 300
LONGEST_DAY_SECONDS = 27 * 3_600
_COUNT = np.dtype("<u4")


class Times(NamedTuple):
    """Response times in order, one an instant: when they were measured, and how long they took."""

    at: Instants
    ms: Instants


class News(NamedTuple):
    """What samples say beyond what was known: they themselves, and the values they replace."""

    fresh: Times
    replaced: Times


class Day(NamedTuple):
    """A local day: its number since 1970-01-01, its first instant and the next day's, in seconds.

    ``begin`` and ``end`` are the places of its samples.
    """

    number: int
    start: int
    behind: int
    begin: int
    end: int


def in_order(at: npt.ArrayLike, ms: npt.ArrayLike) -> Times:
    """Times by instant; of several at one instant the last given stays (decision 10)."""
    instants, values = np.asarray(at, dtype=np.int64), np.asarray(ms, dtype=np.int64)
    if len(instants) and not (instants[1:] > instants[:-1]).all():
        order = np.argsort(instants, kind="stable")
        instants, values = instants[order], values[order]
        kept = np.append(instants[1:] != instants[:-1], True)
        instants, values = instants[kept], values[kept]
    return Times(instants, values)


def news(known: Times, given: Times) -> News:
    """What is new in the given times; known ones again say nothing."""
    if not len(known.at):
        return News(given, Times(known.at, known.ms))
    place = np.minimum(np.searchsorted(known.at, given.at), len(known.at) - 1)
    again = known.at[place] == given.at
    differs = again & (known.ms[place] != given.ms)
    fresh = ~again | differs
    return News(
        Times(given.at[fresh], given.ms[fresh]),
        Times(given.at[differs], known.ms[place[differs]]),
    )


def days_of(zone: Zone, at: Instants) -> Iterator[Day]:
    """The local days of instants in order (milliseconds), with the places of their samples."""
    if not len(at):
        return
    seconds = at // 1000
    around = zone.local_days(seconds[[0, -1]])
    numbers = np.arange(around[0] - 1, around[1] + 3)
    starts = zone.first_instants(numbers)
    # A date that never occurs begins where the next one does; its day is empty.
    edges = np.searchsorted(seconds, starts)
    for place in np.flatnonzero(edges[1:] > edges[:-1]).tolist():
        yield Day(
            int(numbers[place]),
            int(starts[place]),
            int(starts[place + 1]),
            int(edges[place]),
            int(edges[place + 1]),
        )


def day_start(zone: Zone, at: int) -> int:
    """The first instant of the local day in which an instant lies, in UTC seconds."""
    return zone.first_instant(zone.date_at(at))


def bucket_edges(start: int, behind: int) -> Instants:
    """Where the five minutes of a day begin, and its end: one more than there are buckets."""
    return np.append(np.arange(start, behind, BUCKET_SECONDS), behind)


def bucket_counts(at: Instants, start: int, behind: int) -> Instants:
    """How many of a day's instants (milliseconds) lie in each of its five minutes."""
    buckets = -(-(behind - start) // BUCKET_SECONDS)
    place = (at // 1000 - start) // BUCKET_SECONDS
    return np.bincount(place, minlength=buckets).astype(np.int64)


def covered(canonical: Spans, edges: Instants) -> Instants:
    """How much of each stretch between edges in order lies in canonical spans."""
    if not len(canonical):
        return np.zeros(max(len(edges) - 1, 0), dtype=np.int64)
    lengths = np.append(0, np.cumsum(canonical[:, 1] - canonical[:, 0]))
    index = np.searchsorted(canonical[:, 0], edges, side="right") - 1
    begun = np.clip(edges - canonical[index, 0], 0, canonical[index, 1] - canonical[index, 0])
    before = np.where(index >= 0, lengths[np.maximum(index, 0)] + begun, 0)
    return np.diff(before)


def pack_counts(counts: Instants) -> bytes:
    """A day's counts for storage."""
    return zlib.compress(counts.astype(_COUNT).tobytes(), 6)


def unpack_counts(content: bytes) -> Instants:
    """The counts that `pack_counts` was given."""
    return np.frombuffer(zlib.decompress(content), dtype=_COUNT).astype(np.int64)


def pack(times: Times) -> bytes:
    """Bytes of times in order; `unpack` needs the first instant and their number beside them.

    The columns hold differences of instants and values, byte by byte: the high bytes hardly change
    and compress to almost nothing. The times must lie within 2³² milliseconds of their first.
    """
    steps = np.diff(times.at, prepend=times.at[:1])
    columns = np.concatenate([steps, times.ms]).astype(_COUNT)
    return zlib.compress(columns.view(np.uint8).reshape(-1, 4).T.tobytes(), 1)


def unpack(content: bytes, *, first: int, count: int) -> Times:
    """The times that `pack` was given."""
    planes = np.frombuffer(zlib.decompress(content), dtype=np.uint8).reshape(4, -1)
    columns = np.ascontiguousarray(planes.T).view(_COUNT).ravel().astype(np.int64)
    return Times(first + np.cumsum(columns[:count]), columns[count:])
