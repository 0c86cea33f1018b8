"""Sketches of many values from which any percentile can be drawn, within 0.8 %.

A sketch counts values in log-linear buckets: up to 255 each whole number has its own, above that a
bucket is less than 0.8 % as wide as the values in it. Sketches are arrays of one length, so the
sketch of two heaps together is their sum, and what was taken back is subtracted. They only draw
percentiles; no verdict reads them (decision 10).
"""

import zlib

import numpy as np
import numpy.typing as npt

from slm.engine.level import PPM

Sketch = npt.NDArray[np.int64]

# A sketched percentile differs from a measured value of that rank by at most so much.
ERROR_PPM = 8_000
# A day in milliseconds lies below it.
MOST = (1 << 27) - 1
_FINE_BITS = 7
_FINE = 1 << _FINE_BITS
_SIZE = (27 - _FINE_BITS) * _FINE + _FINE
_HEAD = np.dtype("<u4")


class OutOfRange(ValueError):
    """A value is negative, or above MOST."""


def sketch_of(values: npt.ArrayLike) -> Sketch:
    """The sketch of whole numbers from 0 to MOST. Raises OutOfRange."""
    return np.bincount(_bucket(values), minlength=_SIZE).astype(np.int64)


def merge(*some: Sketch) -> Sketch:
    """The sketch of everything together; of nothing the empty one."""
    return np.sum([np.zeros(_SIZE, dtype=np.int64), *some], axis=0)


def subtract(whole: Sketch, part: Sketch) -> Sketch:
    """The sketch of what remains when ``part`` of it was taken back."""
    rest = whole - part
    if (rest < 0).any():
        raise ValueError("More was taken back than there was.")
    return rest


def size(sketch: Sketch) -> int:
    """How many values were counted."""
    return int(sketch.sum())


def percentile(sketch: Sketch, rank_ppm: int) -> int | None:
    """The value at a rank by nearest rank, within ERROR_PPM. None without a value."""
    total = size(sketch)
    if not total:
        return None
    rank = max(-(-total * rank_ppm // PPM), 1)
    bucket = int(np.searchsorted(np.cumsum(sketch), rank))
    shift = max((bucket >> _FINE_BITS) - 1, 0)
    lowest = (bucket - (shift << _FINE_BITS)) << shift
    return lowest + ((1 << shift) - 1) // 2


def pack(sketch: Sketch) -> bytes:
    """The sketch for storage: the buckets in use and their counts, compressed."""
    used = np.flatnonzero(sketch)
    columns = np.concatenate([used, sketch[used]])
    return zlib.compress(columns.astype(_HEAD).tobytes(), 6)


def unpack(content: bytes) -> Sketch:
    """The sketch that `pack` was given."""
    used, counts = np.frombuffer(zlib.decompress(content), dtype=_HEAD).reshape(2, -1)
    sketch = np.zeros(_SIZE, dtype=np.int64)
    sketch[used] = counts
    return sketch


def _bucket(values: npt.ArrayLike) -> npt.NDArray[np.int64]:
    every = np.asarray(values, dtype=np.int64).ravel()
    if every.size and (every.min() < 0 or every.max() > MOST):
        raise OutOfRange(f"Values lie between 0 and {MOST}.")
    # Doubles hold these integers exactly, so the exponent is their length in bits.
    bits = np.frexp(every.astype(np.float64))[1].astype(np.int64)
    shift = np.maximum(bits - _FINE_BITS - 1, 0)
    return (shift << _FINE_BITS) + (every >> shift)
