"""Sketches add and subtract exactly, and their percentiles are near a value that was measured."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm.engine import sketch
from slm.engine.latency import percentile

heaps = st.lists(
    st.one_of(st.integers(0, 400), st.integers(0, 90_000), st.integers(0, sketch.MOST)),
    max_size=60,
)
ranks = st.integers(0, 1_000_000)


@given(heaps, heaps)
def test_merged_sketch_is_that_of_everything_together(left, right):
    merged = sketch.merge(sketch.sketch_of(left), sketch.sketch_of(right))
    assert merged.tolist() == sketch.sketch_of(left + right).tolist()


@given(heaps, heaps)
def test_subtracting_undoes_merging(left, right):
    one, other = sketch.sketch_of(left), sketch.sketch_of(right)
    assert sketch.subtract(sketch.merge(one, other), other).tolist() == one.tolist()


@given(heaps.filter(bool), ranks)
def test_percentile_is_within_the_promised_error_of_the_measured_one(values, rank):
    exact = percentile(values, rank)
    drawn = sketch.percentile(sketch.sketch_of(values), rank)
    assert abs(drawn - exact) * 1_000_000 <= exact * sketch.ERROR_PPM


@given(heaps)
def test_sketch_comes_out_of_storage_as_it_went_in(values):
    whole = sketch.sketch_of(values)
    assert sketch.unpack(sketch.pack(whole)).tolist() == whole.tolist()
    assert sketch.size(whole) == len(values)


def test_buckets_are_whole_numbers_up_to_255_and_leave_no_gap():
    low = sketch.sketch_of(np.arange(256))
    assert low[:256].tolist() == [1] * 256
    edges = [*range(250, 260), 511, 512, 513, 1023, 1024, sketch.MOST]
    buckets = [int(np.flatnonzero(sketch.sketch_of([value]))[0]) for value in edges]
    assert buckets == sorted(buckets)
    assert (sketch.sketch_of(np.arange(256, 512)) == 2).sum() == 128


def test_empty_sketch_has_no_percentile():
    assert sketch.percentile(sketch.merge(), 950_000) is None
    assert sketch.size(sketch.merge()) == 0


@pytest.mark.parametrize("value", [-1, sketch.MOST + 1])
def test_value_out_of_range_is_refused(value):
    with pytest.raises(sketch.OutOfRange):
        sketch.sketch_of([value])


def test_more_than_there_was_cannot_be_taken_back():
    with pytest.raises(ValueError, match="More was taken back"):
        sketch.subtract(sketch.sketch_of([5]), sketch.sketch_of([6]))
