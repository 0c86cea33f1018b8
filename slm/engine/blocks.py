"""Packs samples for storage: columns, compressed, in the order of their instants.

An offset takes four bytes before compression and a state one; regular probes compress to about a
tenth of that, because the columns hold differences.
"""

import zlib

import numpy as np

from slm.engine.states import Samples

_HEAD = np.dtype("<u4")


def pack(samples: Samples) -> bytes:
    """Bytes of samples in order; `unpack` needs the first instant beside them.

    The samples must lie within 2³² units of their first one.
    """
    steps = np.diff(samples.at, prepend=samples.at[:1]).astype(_HEAD)
    return zlib.compress(steps.tobytes() + samples.state.astype(np.uint8).tobytes(), 6)


def unpack(content: bytes, *, first: int, count: int) -> Samples:
    """The samples that `pack` was given."""
    raw = zlib.decompress(content)
    steps = np.frombuffer(raw, dtype=_HEAD, count=count).astype(np.int64)
    states = np.frombuffer(raw, dtype=np.uint8, offset=count * _HEAD.itemsize, count=count)
    return Samples(first + np.cumsum(steps), states.astype(np.int64))
