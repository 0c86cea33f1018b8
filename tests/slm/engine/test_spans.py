import numpy as np
from hypothesis import given

from slm.engine.spans import clip, contains, intersect, spans, subtract, total, union
from tests.slm.engine.strategies import span_arrays

some = span_arrays(0, 60)


def points(array):
    return {at for start, end in array.tolist() for at in range(start, end)}


def is_canonical(array):
    return bool((array[:, 1] > array[:, 0]).all() and (array[1:, 0] > array[:-1, 1]).all())


@given(some, some)
def test_span_algebra_is_that_of_sets_of_seconds(left, right):
    a, b = union(left), union(right)
    found = [union(left, right), intersect(a, b), subtract(a, b), clip(a, 10, 40)]
    expected = [
        points(left) | points(right),
        points(left) & points(right),
        points(left) - points(right),
        points(left) & set(range(10, 40)),
    ]
    assert [points(result) for result in found] == expected
    assert [is_canonical(result) for result in found] == [True] * 4
    assert [total(result) for result in found] == [len(result) for result in expected]


@given(some)
def test_contains_says_for_each_instant(array):
    at = np.arange(-2, 63)
    assert set(at[contains(union(array), at)].tolist()) == points(array)


def test_touching_spans_are_one():
    assert union(spans([(5, 9), (1, 5)])).tolist() == [[1, 9]]


def test_clip_to_an_inverted_range_leaves_nothing():
    assert clip(spans([(1, 5)]), 4, 2).tolist() == []
