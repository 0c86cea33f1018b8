"""Counts from samples, counters and versions of facts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm.engine.counters import counted, increases
from slm.engine.late import known_versions
from slm.engine.latency import percentile, within
from slm.engine.level import Level


def test_percentile_is_a_value_by_nearest_rank():
    values = [15, 20, 35, 40, 50]
    ranks = [0, 50_000, 300_000, 400_000, 500_000, 1_000_000]
    assert [percentile(values, rank) for rank in ranks] == [15, 15, 20, 20, 35, 50]
    assert percentile([], 950_000) is None


@given(st.lists(st.integers(0, 1_000), min_size=1), st.integers(0, 1_000))
def test_p95_within_a_threshold_is_a_share_of_95_percent(values, threshold):
    level = within(values, threshold)
    assert (percentile(values, 950_000) <= threshold) == (level.good * 100 >= level.measured * 95)


def test_counters_in_any_order_and_read_twice_are_the_same():
    rows = [(0, 0, 0), (10, 5, 6), (20, 2, 3), (30, 4, 9)]
    shuffled = [rows[2], rows[0], rows[3], rows[1], rows[0]]
    found = [
        counted(increases(*(list(c) for c in zip(*some, strict=True))), 0, 30)
        for some in (rows, shuffled)
    ]
    assert found == [Level(9, 15), Level(9, 15)]


def test_more_good_than_there_was_in_all_is_not_believed():
    assert counted(increases([0, 10], [0, 7], [0, 6]), 0, 10) == Level(6, 6)


@pytest.mark.parametrize(
    ("as_of", "known"), [(9, []), (10, [0]), (20, [1]), (30, [3, 2]), (40, [2])]
)
def test_known_versions_are_the_last_received_by_then(as_of, known):
    found = known_versions(
        [7, 7, 8, 7, 7],
        [10, 20, 30, 30, 40],
        as_of=as_of,
        void=[False, False, False, False, True],
    )
    assert found.tolist() == known


def test_received_at_one_instant_the_later_sequence_counts():
    assert known_versions([1, 1], [10, 10], as_of=10, sequence=[6, 5]).tolist() == [0]
    assert known_versions([1, 1], [10, 10], as_of=10).tolist() == [1]
    assert known_versions(np.zeros(0), np.zeros(0), as_of=10).tolist() == []
