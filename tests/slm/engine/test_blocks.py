import numpy as np

from slm.engine.blocks import pack, unpack
from slm.engine.layers import Layer
from slm.engine.states import Samples, in_order


def test_unpacked_samples_are_the_packed_ones():
    rng = np.random.default_rng(5)
    at = np.sort(rng.choice(10**9, 5_000, replace=False)) + 1_700_000_000
    samples = in_order(at, rng.choice([Layer.GOOD, Layer.DOWN, Layer.UNKNOWN], 5_000))
    found = unpack(pack(samples), first=int(samples.at[0]), count=5_000)
    assert [column.tolist() for column in found] == [column.tolist() for column in samples]


def test_a_regular_probe_takes_less_than_a_byte_a_sample():
    at = np.arange(10_000, dtype=np.int64) * 60
    samples = Samples(at, np.full(10_000, Layer.GOOD, dtype=np.int64))
    assert len(pack(samples)) < 10_000
