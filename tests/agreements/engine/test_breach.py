from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.engine.breach import Wake, breach_at, next_check_at, share_used_at
from slm.engine.calendar import compile_hours
from slm.engine.hours import Hours, HoursVersion, round_the_clock
from slm.engine.layers import Layer
from slm.engine.level import PPM, Reading, Unknown
from slm.engine.spans import spans
from tests.agreements.engine.seconds import owners, running_totals

ALWAYS = compile_hours(round_the_clock(), 0, 200)
ODD = compile_hours(
    Hours("UTC", (HoursVersion.of(weekly=[(3, 10, 40), (3, 55, 56), (3, 70, 160)]),)), 0, 200
)
bounds = st.integers(0, 200)
facts = st.dictionaries(
    st.sampled_from([layer for layer in Layer if layer is not Layer.GOOD]),
    st.lists(st.tuples(bounds, bounds), max_size=4).map(spans),
)
readings = st.builds(
    Reading,
    unknown=st.sampled_from(Unknown),
    partial_weight_ppm=st.sampled_from([0, 1, 300_000, 1_000_000]),
    degraded_weight_ppm=st.sampled_from([0, 500_000]),
)


@pytest.mark.parametrize("calendar", [ALWAYS, ODD])
@given(
    layers=facts,
    allowed=st.fractions(0, 60, max_denominator=50),
    reading=readings,
    minimum=st.sampled_from([0, 0, 15]),
    strict=st.booleans(),
)
def test_breach_is_the_first_second_at_which_bad_is_more_than_allowed(
    calendar, layers, allowed, reading, minimum, strict
):
    found = breach_at(
        calendar,
        layers,
        start=0,
        end=200,
        allowed=allowed,
        reading=reading,
        minimum_break=minimum,
        strict=strict,
    )
    bad, _ = running_totals(owners(calendar, layers, 200, minimum), reading)
    limit = allowed * PPM
    walked = (at for at in range(201) if bad[at] > limit or (strict and bad[at] == limit))
    assert found == next(walked, None)


def test_a_warning_is_the_second_at_which_its_share_is_used():
    at = share_used_at(
        ALWAYS,
        {Layer.DOWN: spans([(10, 100)])},
        start=0,
        end=200,
        allowed=Fraction(40),
        share_ppm=750_000,
        reading=Reading(),
    )
    assert at == 40


def test_a_breach_in_milliseconds_is_exact():
    calendar = compile_hours(round_the_clock(), 0, 10, 1_000)
    layers = {Layer.DOWN: spans([(1_250, 9_000)])}
    at = breach_at(calendar, layers, start=0, end=10_000, allowed=Fraction(1, 2), reading=Reading())
    assert at == 1_251


def test_the_next_check_is_the_earliest_instant_ahead():
    candidates = {"breach": 90, "deadline": None, "silence": 70, "period_end": 200, "warning": 50}
    assert next_check_at(50, candidates) == Wake(70, "silence")
    assert next_check_at(200, candidates) is None
