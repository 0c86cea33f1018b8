"""The vectors of the formulas, and what holds of any money."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.engine.rounding import half_even, money_text
from portfolio.engine.value import (
    Flow,
    Index,
    Part,
    clv,
    factor,
    future,
    index,
    past,
    percentile_ranks,
    rescaled_weight,
)

MARGIN = Fraction(100_000_000)
NINE, TENTH = Fraction(9, 10), Fraction(1, 10)
amounts = st.fractions(min_value=0, max_value=10**9, max_denominator=100)
shares = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100)


def test_clv_without_end_is_the_published_vector():
    assert clv(margin=MARGIN, retention=NINE, discount=TENTH) == 450_000_000


def test_future_of_three_years_is_the_published_vector():
    worth = future([MARGIN] * 3, retention=NINE, discount=TENTH, steps_a_year=1)
    assert money_text(worth) == "203531179.56"


def test_future_by_months_meets_the_years_at_whole_years():
    by_year = factor(Fraction(9, 11), step=2, steps_a_year=1)
    assert factor(Fraction(9, 11), step=24, steps_a_year=12) == by_year


def test_a_twelfth_root_is_right_to_forty_digits():
    twelfth = factor(Fraction(9, 11), step=1, steps_a_year=12)
    assert abs(twelfth**12 - Fraction(9, 11)) < Fraction(1, 10**40)


def test_future_without_renewal_is_nothing():
    assert future([MARGIN] * 24, retention=Fraction(0), discount=TENTH) == 0


@given(st.lists(amounts, min_size=1, max_size=24), shares, shares)
def test_future_is_never_more_than_the_margins_together(margins, retention, discount):
    assert 0 <= future(margins, retention=retention, discount=discount) <= sum(margins)


@given(st.lists(amounts, min_size=2, max_size=24), shares)
def test_future_of_two_streams_is_the_sum_of_both(margins, retention):
    half = len(margins) // 2
    early = margins[:half] + [Fraction(0)] * (len(margins) - half)
    late = [Fraction(0)] * half + margins[half:]
    apart = sum(future(one, retention=retention, discount=TENTH) for one in (early, late))
    assert future(margins, retention=retention, discount=TENTH) == apart


def test_past_takes_credits_and_cost_from_revenue():
    flows = [Flow(Fraction(100), Fraction(5), Fraction(60)), Flow(Fraction(80), cost=Fraction(90))]
    assert past(flows) == 35 - 10


def test_past_with_decay_counts_the_month_a_year_ago_nine_tenths():
    flows = [Flow(Fraction(100)), *[Flow()] * 12]
    assert past(flows, decay=True) == 90


def test_ranks_run_from_nothing_to_one_and_equals_share_theirs():
    values = {1: Fraction(5), 2: Fraction(9), 3: Fraction(5), 4: Fraction(1), 5: Fraction(20)}
    assert percentile_ranks(values) == {
        4: 0,
        1: Fraction(3, 8),
        3: Fraction(3, 8),
        2: Fraction(3, 4),
        5: 1,
    }


def test_one_alone_stands_in_the_middle():
    assert percentile_ranks({7: Fraction(3)}) == {7: Fraction(1, 2)}


def test_nobody_has_no_ranks():
    assert percentile_ranks({}) == {}


@given(st.dictionaries(st.integers(0, 50), amounts, min_size=1))
def test_ranks_average_one_half(values):
    ranks = percentile_ranks(values)
    assert sum(ranks.values()) / len(ranks) == Fraction(1, 2)


@given(st.dictionaries(st.integers(0, 50), amounts, min_size=2), st.randoms())
def test_ranks_do_not_depend_on_the_order_of_looking(values, chance):
    keys = list(values)
    chance.shuffle(keys)
    assert percentile_ranks({key: values[key] for key in keys}) == percentile_ranks(values)


def test_index_weighs_past_future_and_strategy():
    parts = [
        Part("past", Fraction(2, 5), Fraction(1)),
        Part("future", Fraction(2, 5), Fraction(1, 2)),
        Part("strategic", Fraction(1, 5), rescaled_weight(4)),
    ]
    assert index(parts) == Index(Fraction(3, 4), Fraction(1))


def test_index_leaves_out_what_is_unknown_and_says_how_much_is_known():
    parts = [
        Part("past", Fraction(2, 5), Fraction(1)),
        Part("future", Fraction(2, 5), Fraction(1, 2)),
        Part("strategic", Fraction(1, 5), rescaled_weight(None)),
    ]
    assert index(parts) == Index(Fraction(3, 4), Fraction(4, 5))


def test_index_of_nothing_known_is_none():
    assert index([Part("past", Fraction(1), None)]) == Index(None, Fraction(0))


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [("0.125", 2, "0.12"), ("0.135", 2, "0.14"), ("12500", 0, "12500"), ("-2.5", 0, "-2")],
)
def test_halves_go_to_the_even_neighbour(value, places, text):
    assert money_text(Fraction(value), places) == text
    assert half_even(Fraction(value), places) == Fraction(text)
