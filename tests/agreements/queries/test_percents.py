"""Percentages are read exactly, or not at all."""

from fractions import Fraction

import pytest

from agreements.queries.percents import exact_text, parse_percent, percent_digits, percent_text


@pytest.mark.parametrize(
    ("text", "ppm"),
    [
        ("99.5", 995_000),
        ("99,5", 995_000),
        (" 99.95 % ", 999_500),
        ("99.9999", 999_999),
        ("100", 1_000_000),
        ("0", 0),
        ("99.90000", 999_000),
        ("33.3333", 333_333),
        ("0.0001", 1),
    ],
)
def test_percentage_is_read_exactly(text, ppm):
    assert parse_percent(text) == ppm


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("99.99999", "A percentage has at most four decimals."),
        ("100.0001", "A percentage lies between 0 and 100."),
        ("-1", "Write a percentage such as 99.5."),
        ("", "Write a percentage such as 99.5."),
        ("99.5.1", "Write a percentage such as 99.5."),
        ("1e2", "Write a percentage such as 99.5."),
        ("nan", "Write a percentage such as 99.5."),
        ("99.", "Write a percentage such as 99.5."),
    ],
)
def test_percentage_that_is_none_says_why(text, words):
    with pytest.raises(ValueError) as refused:
        parse_percent(text)
    assert str(refused.value) == words


@pytest.mark.parametrize("ppm", [0, 1, 333_333, 995_000, 999_999, 1_000_000])
def test_percentage_survives_being_written(ppm):
    assert parse_percent(percent_text(ppm)) == ppm


def test_percentage_is_written_with_the_decimals_it_needs():
    assert [percent_text(ppm) for ppm in (1_000_000, 995_000, 999_999)] == [
        "100.0",
        "99.5",
        "99.9999",
    ]
    assert [percent_digits(ppm) for ppm in (1_000_000, 995_000, 999_999)] == [2, 2, 4]


def test_amounts_are_written_whole_or_as_a_fraction():
    assert exact_text(2_592) == 2_592
    assert exact_text(Fraction(5, 1)) == 5
    assert exact_text(Fraction(-12_960, 7)) == "-12960/7"
