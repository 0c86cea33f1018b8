"""Many lanes at once are each lane alone, by total and by local day."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from slm.engine import bulk
from slm.engine.bulk import Facts, Lanes, measure_lanes
from slm.engine.calendar import compile_hours
from slm.engine.hours import Hours, HoursVersion, round_the_clock
from slm.engine.layers import CLAIMED, Layer, Parts, measure
from slm.engine.spans import spans
from slm.engine.zones import DAY_SECONDS

START = 1_774_000_000
LENGTH = 14 * DAY_SECONDS
OFFICE = HoursVersion.of(weekly=[(day, 8 * 3_600, 18 * 3_600) for day in range(5)])
CALENDARS = [
    compile_hours(hours, START - 20 * DAY_SECONDS, START + 40 * DAY_SECONDS)
    for hours in (
        Hours("Europe/Berlin", (OFFICE,)),
        round_the_clock("Australia/Lord_Howe"),
        Hours("America/Havana", (HoursVersion.of(weekly=[(5, 79_200, 21_600)]),)),
        Hours("UTC", (HoursVersion(),)),
    )
]
bounds = st.integers(-DAY_SECONDS, LENGTH + DAY_SECONDS)


@st.composite
def lane_sets(draw):
    count = draw(st.integers(1, 7))
    ranges = draw(st.lists(st.tuples(bounds, bounds), min_size=count, max_size=count))
    facts = draw(
        st.lists(
            st.tuples(st.integers(0, count - 1), st.sampled_from(CLAIMED), bounds, bounds),
            max_size=25,
        )
    )
    table = np.array(facts, dtype=np.int64).reshape(-1, 4)
    lanes = Lanes(
        calendars=CALENDARS,
        calendar=np.array(draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))),
        start=np.array([START + a for a, _ in ranges], dtype=np.int64),
        end=np.array([START + b for _, b in ranges], dtype=np.int64),
        minimum_break=np.array(
            draw(st.lists(st.sampled_from([0, 3_600, 50_000]), min_size=count, max_size=count))
        ),
    )
    return lanes, Facts(table[:, 0], table[:, 1], table[:, 2] + START, table[:, 3] + START)


def layers_of(facts, lane):
    return {
        layer: np.column_stack((facts.start, facts.end))[
            (facts.lane == lane) & (facts.layer == layer)
        ]
        for layer in CLAIMED
    }


@settings(max_examples=80)
@given(lane_sets(), st.sampled_from([1, 2, 5_000]))
def test_bulk_equals_each_lane_alone(drawn, chunk):
    lanes, facts = drawn
    whole, bulk._CHUNK = bulk._CHUNK, chunk
    try:
        found = measure_lanes(lanes, facts)
    finally:
        bulk._CHUNK = whole
    for lane in range(len(lanes)):
        calendar = lanes.calendars[int(lanes.calendar[lane])]
        start, end = int(lanes.start[lane]), int(lanes.end[lane])
        minimum, layers = int(lanes.minimum_break[lane]), layers_of(facts, lane)
        assert found.of_lane(lane) == measure(calendar, layers, start, end, minimum_break=minimum)

        days, edges = calendar.days
        expected = {}
        for day, low, high in zip(days, edges[:-1], edges[1:], strict=True):
            parts = measure(
                calendar, layers, max(start, int(low)), min(end, int(high)), minimum_break=minimum
            )
            if parts.good != parts.service:
                expected[int(day)] = parts
        mine = found.lane == lane
        rows = zip(found.day[mine].tolist(), found.parts[mine].tolist(), strict=True)
        assert {day: Parts(*parts) for day, parts in rows} == expected


def test_bulk_without_lanes_is_empty():
    nothing = np.zeros(0, dtype=np.int64)
    lanes = Lanes(CALENDARS, nothing, nothing, nothing, nothing)
    found = measure_lanes(lanes, Facts(nothing, nothing, nothing, nothing))
    assert (found.totals.shape, found.parts.shape) == ((0, 8), (0, 8))


def test_bulk_in_milliseconds_keeps_every_one():
    calendar = compile_hours(round_the_clock(), START - DAY_SECONDS, START + LENGTH, 1_000)
    one = np.array([0])
    lanes = Lanes(
        [calendar], one, one + START * 1_000, one + (START + LENGTH) * 1_000, np.array([0])
    )
    facts = Facts(
        one, one + Layer.DOWN, one + START * 1_000 + 250, one + START * 1_000 + 86_400_251
    )
    found = measure_lanes(lanes, facts)
    assert found.of_lane(0).down == 86_400_001
    assert found.parts[:, 3].sum() == 86_400_001
    assert measure(
        calendar,
        {Layer.DOWN: spans([(START * 1_000 + 250, START * 1_000 + 86_400_251)])},
        START * 1_000,
        (START + LENGTH) * 1_000,
    ) == found.of_lane(0)
