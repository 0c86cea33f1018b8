"""The engine against a counter that walks the clock, where clocks are odd."""

import dataclasses
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings

from slm.engine.layers import Layer, measure, paint
from slm.engine.zones import date_of
from tests.cases.kinds import bounds, calendar_of, layers_of
from tests.slm.engine.counting import Counter, count, first_instant, load_zone
from tests.slm.engine.strategies import ODD_DATES, STEP, odd_cases


@settings(max_examples=120)
@given(odd_cases())
def test_parts_are_those_of_counting_where_clocks_are_odd(inputs):
    start, end, _ = bounds(inputs)
    calendar, layers = calendar_of(inputs, start, end), layers_of(inputs, end)
    parts = measure(calendar, layers, start, end, minimum_break=inputs["minimum_break_s"])
    assert dataclasses.asdict(parts) == count(inputs, step=STEP)


@settings(max_examples=60)
@given(odd_cases())
def test_painted_spans_have_the_measured_lengths(inputs):
    start, end, _ = bounds(inputs)
    calendar, layers = calendar_of(inputs, start, end), layers_of(inputs, end)
    parts = measure(calendar, layers, start, end, minimum_break=inputs["minimum_break_s"])
    pieces, owners = paint(calendar, layers, start, end, minimum_break=inputs["minimum_break_s"])
    lengths = [int(np.diff(pieces)[owners == layer].sum()) for layer in Layer]
    assert lengths[:-1] == list(parts.by_layer())[:-1]
    assert (pieces[1:, 0] >= pieces[:-1, 1]).all()


@pytest.mark.parametrize("zone", sorted(ODD_DATES))
def test_every_second_of_an_odd_day_is_judged_like_the_clock(zone):
    around = ODD_DATES[zone][0]
    calendar_json = {
        "tz": zone,
        "weekly": [[day, "00:30", "01:59"] for day in range(7)]
        + [[day, "22:15", "00:07"] for day in range(7)],
    }
    start = first_instant(zone, around - timedelta(days=1)) + 20 * 3600
    end = start + 12 * 3600
    calendar, counter = calendar_of({"calendar": calendar_json}, start, end), Counter(calendar_json)
    instants = np.arange(start, end)
    opened = np.array([counter.is_open(at) for at in instants.tolist()])
    assert (calendar.is_open(instants) == opened).all()
    served = calendar.service_before(instants) - calendar.service_before(start)
    assert (served == np.cumsum(opened) - opened).all()


@pytest.mark.parametrize("zone", sorted(ODD_DATES))
def test_local_days_begin_at_the_first_instant_of_their_date(zone):
    for around in ODD_DATES[zone]:
        dates = [around + timedelta(days=n) for n in range(-2, 4)]
        walked = {on: first_instant(zone, on) for on in dates}
        present = {on: at for on, at in walked.items() if at is not None}
        first, last = min(present.values()), max(present.values())
        calendar = calendar_of({"calendar": {"tz": zone, "weekly": []}}, first, last)
        days, starts = calendar.local_day_starts(first, last + 1)
        found = {date_of(day): at for day, at in zip(days.tolist(), starts.tolist(), strict=True)}
        assert found == present
        assert load_zone(zone).key == calendar.zone.name
