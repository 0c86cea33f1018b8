import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm.engine.layers import Layer
from slm.engine.states import Runs, Samples, compact, held, in_order, merge

UP, DOWN, UNKNOWN = Layer.GOOD, Layer.DOWN, Layer.UNKNOWN


def listed(named):
    return [column.tolist() for column in named]


def test_at_one_instant_the_latest_received_wins_then_the_worse():
    assert listed(in_order([5, 5, 3], [DOWN, UP, UP], [1, 2, 9])) == [[3, 5], [UP, UP]]
    assert listed(in_order([5, 5, 5], [UP, DOWN, UP], [2, 2, 1])) == [[5], [DOWN]]


def test_without_receipt_the_order_given_is_the_order_of_receipt():
    assert listed(in_order([5, 5], [DOWN, UP])) == [[5], [UP]]


def test_a_state_log_keeps_only_changes():
    runs = compact(in_order([0, 10, 90, 95], [UP, UP, DOWN, UP]), None)
    assert listed(runs) == [[0, 90, 95], [10, 90, 95], [UP, DOWN, UP]]


def test_a_gap_ends_a_run():
    runs = compact(in_order([0, 60, 121], [UP, UP, UP]), 60)
    assert listed(runs) == [[0, 121], [60, 121], [UP, UP]]


def test_a_sample_holds_until_the_next_but_at_most_the_gap():
    runs = compact(in_order([10, 100], [DOWN, UP]), 30)
    said = held(runs, since=0, now=200, max_gap=30)
    assert {layer: some.tolist() for layer, some in said.items()} == {
        Layer.DOWN: [[10, 40]],
        Layer.PARTIAL: [],
        Layer.DEGRADED: [],
        Layer.GOOD: [[100, 130]],
        Layer.UNKNOWN: [[0, 10], [40, 100], [130, 200]],
    }


def test_a_row_that_says_unknown_is_unknown():
    said = held(compact(in_order([0, 10], [UP, UNKNOWN]), None), since=0, now=20, max_gap=None)
    assert said[Layer.UNKNOWN].tolist() == [[10, 20]]


@pytest.mark.parametrize("samples", [[], [(50, UP)]])
def test_nothing_is_said_after_now(samples):
    ordered = in_order([at for at, _ in samples], [state for _, state in samples])
    said = held(compact(ordered, None), since=0, now=40, max_gap=None)
    assert said[Layer.UNKNOWN].tolist() == [[0, 40]]


def test_a_late_contradiction_inside_a_run_must_be_rebuilt():
    stored = compact(in_order(range(0, 600, 60), [UP] * 10), 60)
    merged = merge(stored, in_order([90], [DOWN]), 60)
    assert listed(merged.runs) == listed(stored)
    assert merged.doubtful.tolist() == [[0, 541]]


def test_a_late_sample_that_agrees_changes_nothing():
    stored = compact(in_order(range(0, 600, 60), [UP] * 10), 60)
    merged = merge(stored, in_order([90], [UP]), 60)
    assert (listed(merged.runs), merged.doubtful.tolist()) == (listed(stored), [])


def test_a_single_sample_is_replaced_by_a_later_receipt():
    merged = merge(compact(in_order([60], [UP]), 60), in_order([60], [DOWN]), 60)
    assert listed(merged.runs) == [[60], [60], [DOWN]]


samples = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from([UP, DOWN])), unique_by=lambda s: s[0]
)


@given(samples, samples, st.sampled_from([None, 1, 3, 10]))
def test_merging_is_compacting_everything_where_nothing_is_doubtful(stored, fresh, max_gap):
    def ordered(rows):
        return in_order([at for at, _ in rows], [state for _, state in rows])

    merged = merge(compact(ordered(stored), max_gap), ordered(fresh), max_gap)
    if not len(merged.doubtful):
        assert listed(merged.runs) == listed(compact(ordered(stored + fresh), max_gap))


def test_merging_into_nothing_is_compacting():
    nothing = np.zeros(0, dtype=np.int64)
    fresh = Samples(np.array([0, 60]), np.array([UP, UP]))
    merged = merge(Runs(nothing, nothing, nothing), fresh, 60)
    assert listed(merged.runs) == [[0], [60], [UP]]
