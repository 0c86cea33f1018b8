"""Instants in bulk: the same as one by one, whatever stands among them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm.engine.instants import LATEST_SECONDS, Unread, read_instants, read_milliseconds

INSTANTS = st.integers(min_value=0, max_value=LATEST_SECONDS - 1)
OFFSETS = st.integers(min_value=-23 * 60 - 59, max_value=23 * 60 + 59)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-11-25T02:41:00Z", 1_795_574_460),
        ("2026-11-25T09:41:00+07:00", 1_795_574_460),
        ("2026-11-24T21:11:00-05:30", 1_795_574_460),
        ("2026-11-25t02:41:00z", 1_795_574_460),
        ("2026-11-25 02:41:00Z", 1_795_574_460),
        ("2026-11-25T02:41:00.999999999Z", 1_795_574_460),
        ("2026-11-25T09:41:00.5+07:00", 1_795_574_460),
        ("2024-02-29T00:00:00Z", 1_709_164_800),
        ("2016-12-31T23:59:60Z", 1_483_228_800),
        (1_795_574_460, 1_795_574_460),
    ],
)
def test_instant_is_read_to_the_second(text, seconds):
    found, unread = read_instants([text])
    assert (found.tolist(), unread) == ([seconds], [])


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("", "form"),
        ("2026-11-25", "form"),
        ("2026-11-25T02:41Z", "form"),
        ("2026-11-25T24:00:00Z", "form"),
        ("2026-11-25T02:60:00Z", "form"),
        ("2026-02-29T00:00:00Z", "form"),
        ("2026-13-01T00:00:00Z", "form"),
        ("2026-00-01T00:00:00Z", "form"),
        ("2026-01-00T00:00:00Z", "form"),
        ("2026-11-25T02:41:00.Z", "form"),
        ("2026-11-25T02:41:00+25:00", "form"),
        ("2026-11-25T02:41:00+0700", "form"),
        ("2026-11-25T02:41:00Zx", "form"),
        ("2026-11-25T02:41:00Z\x00", "form"),
        ("２026-11-25T02:41:00Z", "form"),
        ("=2026-11-25T02:41:00Z", "form"),
        ("x" * 1000, "form"),
        ("2026-11-25T02:41:00", "zone"),
        ("2026-11-25T02:41:00.5", "zone"),
        ("1969-12-31T23:59:59Z", "range"),
        ("9999-12-31T23:59:59Z", "range"),
        ("0000-01-01T00:00:00Z", "range"),
        (-1, "range"),
        (LATEST_SECONDS, "range"),
        (10**30, "range"),
        (2**63, "range"),
        (1.0, "type"),
        (True, "type"),
        (None, "type"),
        ([], "type"),
        ({}, "type"),
        (b"2026-11-25T02:41:00Z", "type"),
    ],
)
def test_what_is_no_instant_says_why(value, why):
    for values, place in (([value], 0), ([5, "2026-11-25T02:41:00Z", value], 2)):
        found, unread = read_instants(values)
        assert (unread, found[place]) == ([Unread(place, why)], 0)


def test_nothing_is_nothing():
    found, unread = read_instants([])
    assert (found.tolist(), unread) == ([], [])


@given(st.lists(st.tuples(INSTANTS, OFFSETS, st.booleans()), max_size=50))
def test_many_are_read_as_one_by_one(wishes):
    texts = [
        dt.datetime.fromtimestamp(at, dt.timezone(dt.timedelta(minutes=offset))).isoformat()
        if is_text
        else at
        for at, offset, is_text in wishes
    ]
    found, unread = read_instants(texts)
    assert (found.tolist(), unread) == ([at for at, _offset, _text in wishes], [])


@given(st.lists(st.one_of(st.text(max_size=45), st.integers(), st.floats(), st.none())))
def test_nothing_makes_it_fail(values):
    found, unread = read_instants(values)
    assert len(found) == len(values)
    assert [one.place for one in unread] == sorted({one.place for one in unread})


@pytest.mark.parametrize(
    ("value", "thousandths"),
    [
        ("2026-11-25T02:41:00Z", 0),
        ("2026-11-25T02:41:00.5Z", 500),
        ("2026-11-25T02:41:00.05+00:00", 50),
        ("2026-11-25T02:41:00.999999999Z", 999),
        ("2026-11-25T09:41:00.001+07:00", 1),
        (1_795_574_460, 0),
    ],
)
def test_instant_is_read_to_the_millisecond(value, thousandths):
    found, unread = read_milliseconds([value])
    assert (found.tolist(), unread) == ([1_795_574_460_000 + thousandths], [])


def test_what_is_no_instant_is_none_in_milliseconds_either():
    values = ["2026-11-25T02:41:00.5", "2026-11-25T02:41:00.Z", 1.5, "2026-11-25T02:41:00.1Z"]
    found, unread = read_milliseconds(values)
    assert unread == [Unread(0, "zone"), Unread(1, "form"), Unread(2, "type")]
    assert found.tolist()[:3] == [0, 0, 0]
