"""The seven laws of measuring, for any input that Hypothesis finds."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.engine.budgets import contract_budget
from agreements.engine.terms import Terms
from slm.engine.calendar import compile_hours
from slm.engine.hours import Hours, HoursVersion, round_the_clock
from slm.engine.late import known_versions
from slm.engine.layers import Layer, Parts, measure
from slm.engine.level import Planned, Reading, Unknown, read_level
from slm.engine.periods import Cadence, PeriodKind
from slm.engine.spans import spans
from slm.engine.states import compact, held, in_order
from slm.engine.zones import DAY_SECONDS
from tests.cases.kinds import hours
from tests.slm.engine.strategies import ODD_DATES, calendars, layer_maps

START = 1_774_000_000  # 20 March 2026: nine days before clocks change in Europe
END = START + 14 * DAY_SECONDS
instants = st.integers(START, END)
zones = st.sampled_from(["Europe/Berlin", "Asia/Jakarta", *sorted(ODD_DATES)])
weekly = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 86_399), st.integers(1, 86_400)), max_size=8
)
readings = st.builds(
    Reading,
    unknown=st.sampled_from(Unknown),
    planned=st.sampled_from(Planned),
    partial_weight_ppm=st.integers(0, 1_000_000),
    degraded_weight_ppm=st.integers(0, 1_000_000),
)


@st.composite
def compiled(draw):
    hours = Hours(draw(zones), (HoursVersion.of(weekly=draw(weekly)),))
    return compile_hours(hours, START - 30 * DAY_SECONDS, END + 60 * DAY_SECONDS)


@given(compiled(), layer_maps(START, END), instants, instants)
def test_law_1_parts_add_up_to_service_time(calendar, layers, start, end):
    parts = measure(calendar, layers, start, end)
    assert min(parts.by_layer()) >= 0
    assert sum(parts.by_layer()) == parts.service == calendar.elapsed(start, max(start, end))


@given(compiled(), layer_maps(START, END), st.lists(instants, min_size=2, max_size=5).map(sorted))
def test_law_2_parts_of_a_split_period_add_up(calendar, layers, cuts):
    pieces = [measure(calendar, layers, a, b) for a, b in pairwise(cuts)]
    assert sum(pieces, Parts()) == measure(calendar, layers, cuts[0], cuts[-1])


@given(compiled(), layer_maps(START, END), st.randoms(use_true_random=False))
def test_law_3_order_and_duplicates_of_spans_change_nothing(calendar, layers, random):
    shuffled = {}
    for layer, some in layers.items():
        rows = some.tolist() * 2
        random.shuffle(rows)
        shuffled[layer] = spans(rows)
    assert measure(calendar, shuffled, START, END) == measure(calendar, layers, START, END)


@given(
    st.lists(
        st.tuples(instants, st.sampled_from([Layer.GOOD, Layer.DOWN, Layer.UNKNOWN])),
        unique_by=lambda sample: sample[0],
    ),
    st.randoms(use_true_random=False),
    st.sampled_from([None, 60, DAY_SECONDS]),
)
def test_law_3_order_and_duplicates_of_samples_change_nothing(samples, random, max_gap):
    shuffled = samples * 2
    random.shuffle(shuffled)

    def said(rows):
        ordered = in_order([at for at, _ in rows], [state for _, state in rows])
        runs = compact(ordered, max_gap)
        by_layer = held(runs, since=START, now=END, max_gap=max_gap)
        return {layer: some.tolist() for layer, some in by_layer.items()}

    assert said(shuffled) == said(samples)


@given(compiled(), layer_maps(START, END), instants, instants, readings)
def test_law_4_another_outage_never_raises_a_level(calendar, layers, start, end, reading):
    worse = {**layers, Layer.DOWN: np.concatenate([layers[Layer.DOWN], spans([(start, end)])])}
    before = read_level(measure(calendar, layers, START, END), reading)
    after = read_level(measure(calendar, worse, START, END), reading)
    if before.measured and after.measured:
        assert after.good * before.measured <= before.good * after.measured


@given(layer_maps(START, END), st.integers(-3_000, 3_000))
def test_law_5_a_shift_by_whole_days_changes_nothing_round_the_clock(layers, days):
    shift = days * DAY_SECONDS
    calendar = compile_hours(
        round_the_clock(), START - 3_100 * DAY_SECONDS, END + 3_100 * DAY_SECONDS
    )
    moved = {layer: some + shift for layer, some in layers.items()}
    assert measure(calendar, moved, START + shift, END + shift) == measure(
        calendar, layers, START, END
    )


@given(
    compiled(),
    st.lists(st.tuples(st.integers(0, 3), instants, instants, instants), max_size=8),
    st.integers(0, 1_000_000),
)
def test_law_6_a_closed_period_evaluated_twice_is_the_identical_record(calendar, rows, target):
    terms = Terms("indicator", "hours", target, Cadence(PeriodKind.MONTH))

    def record(as_of):
        facts = np.array(rows, dtype=np.int64).reshape(-1, 4)
        known = known_versions(facts[:, 0], facts[:, 3], as_of=as_of)
        parts = measure(calendar, {Layer.DOWN: facts[known, 1:3]}, START, END)
        whole = Parts(service=parts.service, good=parts.service)
        budget = contract_budget(
            whole=whole, so_far=parts, reading=terms.reading, target_ppm=target
        )
        return repr((terms.content_hash(), calendar.content_hash, parts, budget))

    first = record(END)
    rows.append((0, START, END, END + 1))  # arrives after the period was closed
    assert record(END) == first


@settings(max_examples=300)
@given(compiled(), instants, st.integers(0, 20 * DAY_SECONDS))
def test_law_7_elapsed_until_the_deadline_is_the_target(calendar, start, target):
    deadline = calendar.advance(start, target)
    if deadline is None:
        assert calendar.elapsed(start, calendar.last) < target
        return
    assert calendar.elapsed(start, deadline) == target
    if target:
        assert calendar.elapsed(start, deadline - 1) == target - 1


@given(st.data(), zones)
def test_law_7_holds_with_holidays_and_special_days(data, zone):
    around = ODD_DATES.get(zone, ODD_DATES["Antarctica/Troll"])[0]
    agreed = hours(data.draw(calendars(zone, around)))
    noon = (around.toordinal() - 719_163) * DAY_SECONDS + DAY_SECONDS // 2
    calendar = compile_hours(agreed, noon - 9 * DAY_SECONDS, noon + 40 * DAY_SECONDS)
    start = noon + data.draw(st.integers(-3 * DAY_SECONDS, 3 * DAY_SECONDS))
    target = data.draw(st.integers(1, 5 * DAY_SECONDS))
    deadline = calendar.advance(start, target)
    if deadline is not None:
        assert calendar.elapsed(start, deadline) == target
