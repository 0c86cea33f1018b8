"""CSAT and NPS with their margins."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from brm.engine.scores import csat, mean_margin, nps

FIVE = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3)), min_size=1, max_size=30)
ELEVEN = st.lists(st.tuples(st.integers(0, 10), st.integers(1, 3)), min_size=1, max_size=30)


def alike(*values):
    return [(value, 1) for value in values]


def test_nps_of_ten_promoters_and_four_detractors_of_twenty():
    found = nps(alike(*[9] * 10, *[8] * 6, *[6] * 4))

    assert (found.n, found.promoters, found.passives, found.detractors) == (20, 10, 6, 4)
    assert (found.score, round(found.margin, 1)) == (30, Decimal("34.2"))


def test_nps_counts_six_as_against_and_nine_as_for_us():
    assert nps(alike(6, 7, 8, 9)).score == 0
    assert nps(alike(0, 6)).score == -100


def test_csat_counts_four_and_five():
    found = csat(alike(5, 4, 3, 2, 1))

    assert (found.satisfied, found.share, found.mean) == (2, Fraction(2, 5), 3)


def test_weights_of_roles_stand_beside_the_plain_figure():
    found = csat([(1, 3), (5, 1)])
    assert (found.share, found.weighted_share) == (Fraction(1, 2), Fraction(1, 4))

    found = nps([(10, 3), (0, 1)])
    assert (found.score, found.weighted_score) == (0, 50)


def test_no_answer_is_no_figure():
    assert (csat([]), nps([]), mean_margin([])) == (None, None, None)


def test_mean_margin_needs_two_values():
    assert mean_margin([Fraction(80)]) is None
    assert mean_margin([Fraction(80), Fraction(80)]) == 0
    assert round(mean_margin([Fraction(60), Fraction(80)]), 1) == Decimal("19.6")


@given(ELEVEN)
def test_nps_stays_within_its_scale_and_turns_round_with_the_answers(rows):
    found = nps(rows)

    assert -100 <= found.score <= 100
    assert -100 <= found.weighted_score <= 100
    assert found.promoters + found.passives + found.detractors == found.n


@given(FIVE)
def test_csat_rises_or_stays_with_one_more_satisfied_answer(rows):
    assert csat([*rows, (5, 1)]).share >= csat(rows).share


@given(FIVE)
def test_equal_weights_change_nothing(rows):
    found = csat([(value, 2) for value, _ in rows])
    assert found.share == found.weighted_share


@given(st.lists(st.integers(0, 10), min_size=1, max_size=20))
def test_more_of_the_same_answers_narrow_the_margin(values):
    once, often = nps(alike(*values)), nps(alike(*values * 4))

    assert often.score == once.score
    assert abs(often.margin * 2 - once.margin) < Decimal("0.000001")
