from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.engine import burn
from agreements.engine.burn import PAIRS, Pair, fires, next_change_at, pairs_for, window_level
from slm.engine.calendar import compile_hours
from slm.engine.hours import Hours, HoursVersion, round_the_clock
from slm.engine.layers import Layer
from slm.engine.level import PPM, Level, Reading, Unknown
from slm.engine.spans import spans
from tests.agreements.engine.seconds import owners, running_totals

ALWAYS = compile_hours(round_the_clock(), 0, 2_000)
ODD = compile_hours(
    Hours("UTC", (HoursVersion.of(weekly=[(3, 100, 500), (3, 620, 1_100), (3, 1_150, 2_000)]),)),
    0,
    2_000,
)
bounds = st.integers(0, 1_300)


def test_a_month_of_30_days_has_the_pairs_as_they_stand():
    assert pairs_for(30 * 86_400) == PAIRS


def test_windows_scale_with_the_period_and_never_fall_below_a_minute():
    assert [(p.long_seconds, p.short_seconds) for p in pairs_for(12 * 3_600)] == [
        (60, 60),
        (360, 60),
        (4_320, 360),
    ]
    assert [p.long_seconds for p in pairs_for(60 * 86_400)] == [7_200, 43_200, 518_400]


@pytest.mark.parametrize(
    ("long", "short", "expected"),
    [
        (Level(0, 3_600), Level(0, 300), True),
        (Level(3_600, 3_600), Level(0, 300), False),
        (Level(0, 3_600), Level(300, 300), False),
        (Level(0, 3_600), Level(0, 59), False),
        (Level(0, 0), Level(0, 0), False),
    ],
)
def test_both_windows_must_burn_and_have_measured_enough(long, short, expected):
    assert fires(PAIRS[0], long=long, short=short, target_ppm=999_000, least=60) is expected


def test_a_target_without_a_budget_never_burns():
    level = Level(0, 3_600)
    assert fires(PAIRS[0], long=level, short=level, target_ppm=1_000_000, least=60) is False
    layers = {Layer.DOWN: spans([(600, 900)])}
    pair = Pair("pair", 400, 90, Fraction(1))
    assert (
        next_change_at(
            pair, ALWAYS, layers, now=500, until=900, target_ppm=1_000_000, reading=Reading()
        )
        is None
    )


@pytest.mark.parametrize("calendar", [ALWAYS, ODD])
@settings(max_examples=60)
@given(
    down=st.lists(st.tuples(bounds, bounds), max_size=4).map(spans),
    degraded=st.lists(st.tuples(bounds, bounds), max_size=2).map(spans),
    unknown=st.lists(st.tuples(bounds, bounds), max_size=2).map(spans),
    reading=st.builds(
        Reading, unknown=st.sampled_from(Unknown), degraded_weight_ppm=st.sampled_from([0, 300_000])
    ),
    threshold=st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(72, 5)]),
    now=st.integers(410, 900),
)
def test_the_next_change_is_the_first_second_at_which_the_alert_differs(
    calendar, down, degraded, unknown, reading, threshold, now
):
    pair, target, until = Pair("pair", 400, 90, threshold), 950_000, 1_300
    layers = {Layer.DOWN: down, Layer.DEGRADED: degraded, Layer.UNKNOWN: unknown}
    found = next_change_at(
        pair, calendar, layers, now=now, until=until, target_ppm=target, reading=reading
    )

    # Walk every second up to the answer.
    bad, measured = running_totals(owners(calendar, layers, 1_300), reading)

    def firing(at):
        levels = [
            Level(
                int(measured[at] - measured[at - window] - bad[at] + bad[at - window]),
                int(measured[at] - measured[at - window]),
            )
            for window in (pair.long_seconds, pair.short_seconds)
        ]
        least = burn.MINIMUM_MEASURED_SECONDS * PPM
        return fires(pair, long=levels[0], short=levels[1], target_ppm=target, least=least)

    begun = firing(now)
    assert found == next((at for at in range(now + 1, until + 1) if firing(at) != begun), None)


def test_a_window_does_not_look_back_behind_the_term():
    layers = {Layer.DOWN: spans([(0, 100)])}
    level = window_level(ALWAYS, layers, now=200, window=200, reading=Reading(), since=100)
    assert level == Level(100, 100)
