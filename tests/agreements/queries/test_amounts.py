"""Promised amounts as people type and read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.queries.amounts import (
    amount_text,
    parse_amount,
    parse_milliseconds,
    parse_seconds,
    span_text,
    write_amount,
    write_promise,
)
from slm.engine.metrics import Metric, Unit, meaning


@pytest.mark.parametrize(
    ("typed", "milliseconds"),
    [
        ("45 min", 2_700_000),
        ("1 h 30 min", 5_400_000),
        ("1h30min", 5_400_000),
        ("2 jam", 7_200_000),
        ("3 hari", 259_200_000),
        ("10 menit 5 detik", 605_000),
        ("90 s", 90_000),
        ("800 ms", 800),
        ("1 s 500 ms", 1_500),
        ("2 days", 172_800_000),
    ],
)
def test_length_is_read_in_both_languages(typed, milliseconds):
    assert parse_milliseconds(typed) == milliseconds


@pytest.mark.parametrize("typed", ["", "soon", "5", "min 5", "1.5 h", "5 months", "-3 s"])
def test_length_that_cannot_be_read_is_refused(typed):
    with pytest.raises(ValueError, match="Write a length"):
        parse_milliseconds(typed)


def test_seconds_are_whole():
    with pytest.raises(ValueError, match="Whole seconds"):
        parse_seconds("800 ms")


@pytest.mark.parametrize("typed", ["4.2501", "", "four", "-1"])
def test_score_has_at_most_three_decimals(typed):
    with pytest.raises(ValueError, match="three decimals"):
        parse_amount("satisfaction", typed)


@given(st.integers(0, 10**12))
def test_length_is_shown_as_it_is_read(milliseconds):
    assert parse_milliseconds(span_text(milliseconds)) == milliseconds


@given(metric=st.sampled_from(Metric), amount=st.integers(0, 10**9))
def test_amount_is_shown_as_it_is_read(metric, amount):
    amount = amount % 1_000_001 if meaning(metric).unit is Unit.PPM else amount
    assert parse_amount(metric, amount_text(metric, amount)) == amount


@pytest.mark.parametrize(
    ("metric", "amount", "words"),
    [
        ("availability", 999_500, "99.95\N{NO-BREAK SPACE}%"),
        ("breaks", 3, "3"),
        ("satisfaction", 4_250, "4.25"),
        ("satisfaction", 4_000, "4"),
        ("mtrs", None, "–"),
    ],
)
def test_amount_is_written_in_its_unit(metric, amount, words):
    assert write_amount(metric, amount) == words


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        ({"metric": "availability", "threshold_ppm": 999_000}, "≥ 99.90 %"),
        ({"metric": "availability", "threshold_ppm": 999_000, "comparator": ">"}, "> 99.90 %"),
        ({"metric": "breaks", "limit": 2}, "≤ 2"),
        (
            {"metric": "within_time", "threshold_ppm": 950_000, "within": 800},
            "≥ 95.00 % within 800 ms",
        ),
    ],
)
def test_promise_is_one_line(promise, words):
    given_ = {"threshold_ppm": None, "limit": None} | promise
    assert write_promise(given_.pop("metric"), **given_).replace("\N{NO-BREAK SPACE}", " ") == words
