"""The public satisfaction index."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brm.engine.ikm import Band, band_of, ikm, index_of, round_index

VECTOR = [Fraction(tenths, 10) for tenths in (32, 31, 34, 29, 33, 35, 36, 30, 32)]


def test_index_of_the_published_means():
    index = index_of(VECTOR)

    assert index == Fraction(292, 90) * 25
    assert (round_index(index), band_of(round_index(index))) == (Decimal("81.11"), Band.B)


@pytest.mark.parametrize(
    ("index", "band"),
    [
        ("25.00", "D"),
        ("64.99", "D"),
        ("65.00", "C"),
        ("76.60", "C"),
        ("76.61", "B"),
        ("88.30", "B"),
        ("88.31", "A"),
        ("100.00", "A"),
    ],
)
def test_band_at_its_edges(index, band):
    assert band_of(Decimal(index)) == band


@pytest.mark.parametrize(
    ("exact", "band"),
    [
        # Between the edges as they are published: rounded first, then put in its band.
        (Fraction(76_604, 1000), "C"),
        (Fraction(76_605, 1000), "B"),
        (Fraction(64_995, 1000), "C"),
        (Fraction(88_304, 1000), "B"),
    ],
)
def test_index_is_rounded_before_its_band(exact, band):
    assert band_of(round_index(exact)) == band


def test_all_ones_are_25_and_all_fours_100():
    assert ikm({number: [1] for number in range(1, 10)}, n=1).rounded == 25
    assert ikm({number: [4, 4] for number in range(1, 10)}, n=2).rounded == 100


def test_element_without_an_answer_leaves_no_index():
    answers = {number: [4] for number in range(1, 10)} | {5: []}
    assert ikm(answers, n=1) is None
    assert ikm({}, n=0) is None


def test_index_of_other_than_nine_elements_is_refused():
    with pytest.raises(ValueError):
        index_of([Fraction(3)] * 8)


@given(
    st.dictionaries(
        st.integers(1, 9),
        st.lists(st.integers(1, 4), min_size=1, max_size=12),
        min_size=9,
        max_size=9,
    )
)
def test_index_stays_within_its_scale_and_in_one_band(answers):
    found = ikm(answers, n=12)

    assert 25 <= found.index <= 100
    assert abs(Fraction(found.rounded) - found.index) <= Fraction(1, 200)
    assert found.band in Band
