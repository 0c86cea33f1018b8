"""Response times in order, in days and in five minutes, and out of storage as they went in."""

import datetime as dt
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm.engine.spans import contains, spans, union
from slm.engine.times import (
    BUCKET_SECONDS,
    Times,
    bucket_counts,
    bucket_edges,
    covered,
    days_of,
    in_order,
    news,
    pack,
    pack_counts,
    unpack,
    unpack_counts,
)
from slm.engine.zones import date_of, zone
from tests.slm.engine.counting import load_zone
from tests.slm.engine.strategies import ODD_DATES

START = 1_795_000_000_000
pairs = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), max_size=40)


def times_of(rows):
    at, ms = zip(*rows, strict=True) if rows else ((), ())
    return in_order(np.array(at, dtype=np.int64), np.array(ms, dtype=np.int64))


@given(pairs)
def test_of_several_at_one_instant_the_last_given_stays(rows):
    times = times_of(rows)
    assert dict(zip(times.at.tolist(), times.ms.tolist(), strict=True)) == dict(rows)
    assert times.at.tolist() == sorted(dict(rows))


@given(pairs, pairs)
def test_news_are_what_changes_the_known(known_rows, given_rows):
    known, given_times = times_of(known_rows), times_of(given_rows)
    fresh, replaced = news(known, given_times)
    before, after = dict(known_rows), dict(known_rows) | dict(given_rows)
    said = dict(zip(fresh.at.tolist(), fresh.ms.tolist(), strict=True))
    gone = dict(zip(replaced.at.tolist(), replaced.ms.tolist(), strict=True))
    assert before | said == after
    assert gone == {at: before[at] for at in said if at in before}
    assert all(before.get(at) != ms for at, ms in said.items())


@given(
    st.dictionaries(st.integers(0, 90_000_000), st.integers(0, 86_400_000), max_size=50),
    st.integers(0, 10),
)
def test_times_come_out_of_storage_as_they_went_in(rows, days):
    times = times_of([(START + days * 86_400_000 + at, ms) for at, ms in rows.items()])
    first = int(times.at[0]) if len(times.at) else 0
    found = unpack(pack(times), first=first, count=len(times.at))
    assert (found.at.tolist(), found.ms.tolist()) == (times.at.tolist(), times.ms.tolist())


@pytest.mark.parametrize("name", sorted(ODD_DATES))
def test_days_are_those_of_the_wall_where_clocks_are_odd(name):
    for on in ODD_DATES[name]:
        noon = int(dt.datetime(on.year, on.month, on.day, 12, tzinfo=dt.UTC).timestamp())
        at = np.arange(noon - 3 * 86_400, noon + 3 * 86_400, 60) * 1000 + 7
        info = load_zone(name)
        walls = [dt.datetime.fromtimestamp(one // 1000, info).date() for one in at.tolist()]
        # A day lasts until the next date begins, also where the clock is set back over midnight.
        wanted = [max(walls[: place + 1]) for place in range(len(walls))]
        found = [
            date_of(day.number)
            for day in days_of(zone(name), at)
            for _sample in range(day.begin, day.end)
        ]
        assert found == wanted


@given(st.lists(st.integers(0, 86_399_999), max_size=40), st.sampled_from([86_400, 82_800, 86_410]))
def test_five_minutes_hold_every_sample_of_a_day_once(at, length):
    instants = np.array(sorted(ms for ms in at if ms < length * 1000), dtype=np.int64) + START
    start = START // 1000
    counts = bucket_counts(instants, start, start + length)
    edges = bucket_edges(start, start + length)
    assert len(counts) == len(edges) - 1
    walked = [
        sum(a * 1000 <= one < b * 1000 for one in instants.tolist())
        for a, b in itertools.pairwise(edges.tolist())
    ]
    assert counts.tolist() == walked
    assert unpack_counts(pack_counts(counts)).tolist() == walked


@given(st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 2_000)), max_size=6))
def test_covered_is_what_counting_seconds_says(some):
    canonical = union(spans(some))
    edges = bucket_edges(0, 1_990)
    walked = contains(canonical, np.arange(0, 1_990))
    assert covered(canonical, edges).tolist() == [
        int(walked[a:b].sum()) for a, b in itertools.pairwise(edges.tolist())
    ]
    assert edges[1] - edges[0] == BUCKET_SECONDS


def test_nothing_has_no_days():
    assert list(days_of(zone("UTC"), np.zeros(0, dtype=np.int64))) == []
    assert Times(*in_order([], [])).at.tolist() == []
