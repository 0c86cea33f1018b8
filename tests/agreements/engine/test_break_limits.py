"""Instants at which breaks exceed a limit, against a walk through every second."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.engine.break_limits import one_too_many_at, too_long_at
from slm.engine.breaks import Crossing
from slm.engine.calendar import compile_hours
from slm.engine.hours import Hours, HoursVersion
from slm.engine.layers import Layer
from slm.engine.spans import spans
from tests.agreements.engine.seconds import owners

ALWAYS = compile_hours(
    Hours("UTC", (HoursVersion.of(weekly=[(day, 0, 86_400) for day in range(7)]),)), 0, 86_400
)
# 1 January 1970 was a Thursday: open from 00:00:10 to 00:00:40 only.
SHORT = compile_hours(Hours("UTC", (HoursVersion.of(weekly=[(3, 10, 40)]),)), 0, 86_400)


def layers(down, excluded=()):
    return {Layer.DOWN: spans(down), Layer.EXCLUDED: spans(excluded)}


@pytest.mark.parametrize(
    ("limit", "more", "instant"),
    [
        # Breaks of [2, 5), [20, 30) and [50, 51) in a period [10, 100): the first began before it.
        (0, {}, 20),
        (1, {}, 50),
        (2, {}, None),
        (1, {"strict": True}, 20),
        (2, {"strict": True}, 50),
        (0, {"minimum_break": 5}, 20),
        (1, {"minimum_break": 5}, None),
    ],
)
def test_the_break_that_is_one_too_many_has_its_instant(limit, more, instant):
    down = layers([(2, 5), (20, 30), (50, 51)])
    assert one_too_many_at(ALWAYS, down, start=10, end=100, limit=limit, **more) == instant


@pytest.mark.parametrize(
    ("crossing", "limit", "instant"),
    [
        (Crossing.BEGAN, 0, 20),
        (Crossing.BEGAN, 1, None),
        (Crossing.BOTH, 0, 10),
        (Crossing.BOTH, 1, 20),
    ],
)
def test_a_break_that_crosses_the_border_counts_where_the_promise_says(crossing, limit, instant):
    down = layers([(2, 12), (20, 30)])
    found = one_too_many_at(ALWAYS, down, start=10, end=100, limit=limit, crossing=crossing)
    assert found == instant


def test_a_break_begins_with_its_first_counted_second():
    # Down at 5, open at 10, protected until 15.
    down = layers([(5, 30)], excluded=[(8, 15)])
    assert one_too_many_at(SHORT, down, start=0, end=100, limit=0) == 15


@pytest.mark.parametrize(
    ("limit", "strict", "instant"),
    [
        # One break [20, 60) of which [30, 40) is protected: 10 + 20 counted seconds.
        (9, False, 30),
        (10, False, 41),
        (10, True, 30),
        (29, False, 60),
        (30, True, 60),
        (30, False, None),
        (0, False, 21),
    ],
)
def test_a_break_is_too_long_at_an_exact_second(limit, strict, instant):
    down = layers([(20, 60)], excluded=[(30, 40)])
    assert too_long_at(ALWAYS, down, start=10, end=100, limit=limit, strict=strict) == instant


def test_of_a_break_only_what_lies_in_the_period_counts():
    assert too_long_at(ALWAYS, layers([(0, 50)]), start=30, end=100, limit=19) == 50
    assert too_long_at(ALWAYS, layers([(0, 50)]), start=30, end=100, limit=20) is None


def test_two_breaks_are_not_added_up():
    assert too_long_at(ALWAYS, layers([(0, 10), (20, 30)]), start=0, end=100, limit=10) is None


pairs = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda p: (p[0], p[0] + p[1])), max_size=5
)


@given(down=pairs, excluded=pairs, start=st.integers(0, 40), limit=st.integers(0, 15))
def test_too_long_is_what_a_walk_through_the_seconds_finds(down, excluded, start, limit):
    known = layers(down, excluded)
    cells = owners(SHORT, known, 90)
    walls = np.zeros(90, dtype=bool)
    for begin, end in down:
        walls[begin:end] = True
    cost, expected = 0, None
    for second in range(90):
        if not walls[second] or second == 0 or not walls[second - 1]:
            cost = 0
        if walls[second] and cells[second] == Layer.DOWN and second >= start:
            cost += 1
            if cost > limit:
                expected = second + 1
                break
    assert too_long_at(SHORT, known, start=start, end=90, limit=limit) == expected
