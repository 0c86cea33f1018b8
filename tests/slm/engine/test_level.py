from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm.engine.layers import Parts, PartsDoNotAddUp
from slm.engine.level import Level, Reading, coverage, floored_percent, met, read_bad, read_level

levels = st.tuples(st.integers(0, 10**15), st.integers(0, 10**15)).map(
    lambda pair: Level(min(pair), max(pair))
)


@pytest.mark.parametrize(
    ("good", "measured", "digits", "shown"),
    [
        (99_995, 100_000, 2, "99.99"),
        (999_999, 1_000_000, 2, "99.99"),
        (1, 1, 2, "100.00"),
        (2_589_407, 2_592_000, 2, "99.89"),
        (1, 3, 0, "33"),
        (0, 5, 4, "0.0000"),
        (0, 0, 4, None),
    ],
)
def test_percent_is_floored(good, measured, digits, shown):
    assert floored_percent(Level(good, measured), digits) == shown


@given(levels, st.integers(0, 6))
def test_percent_is_a_hundred_only_when_nothing_was_bad(level, digits):
    shown = floored_percent(level, digits)
    if level.measured:
        assert (Fraction(shown) == 100) == (level.bad == 0)
        assert Fraction(shown) <= level.share * 100 < Fraction(shown) + Fraction(1, 10**digits)


@given(levels, st.integers(0, 1_000_000))
def test_met_is_exact_and_none_without_a_measure(level, target):
    if level.share is None:
        assert met(level, target) is None
        return
    assert met(level, target) == (level.share >= Fraction(target, 10**6))
    assert met(level, target, strict=True) == (level.share > Fraction(target, 10**6))


def test_hour_weighted_mean_of_buckets():
    buckets = [(36_000, 100), *((86_400, percent) for percent in (80, 90, 90, 85, 90, 100))]
    level = sum(
        (Level(length * percent // 100, length) for length, percent in buckets), Level(0, 0)
    )
    assert (level.share, floored_percent(level, 6)) == (Fraction(13_840, 15_400), "89.870129")


def test_parts_that_do_not_add_up_are_refused():
    with pytest.raises(PartsDoNotAddUp):
        Parts(service=10, down=3, good=6)
    with pytest.raises(PartsDoNotAddUp):
        Parts(service=10, down=-1, good=11).check()


def test_the_difference_of_two_measurements_moves_a_total():
    before, after = Parts(service=100, down=10, good=90), Parts(service=100, down=4, good=96)
    total = Parts(service=500, down=50, good=450)
    assert total + (after - before) == Parts(service=500, down=44, good=456)


def test_weights_are_read_to_the_millionth():
    parts = Parts(service=100, down=1, partial=1, degraded=1, good=97)
    reading = Reading(partial_weight_ppm=333_333, degraded_weight_ppm=1)
    assert read_bad(parts, reading) == Fraction(1_333_334, 10**6)
    assert read_level(parts, reading) == Level(98_666_666, 100_000_000)


def test_coverage_of_nothing_measurable_has_no_share():
    assert coverage(Parts(service=10, planned=10)).share is None


@pytest.mark.parametrize("weight", [-1, 1_000_001])
def test_a_weight_beyond_its_bounds_is_refused(weight):
    with pytest.raises(ValueError, match="between 0 and 1 000 000"):
        Reading(degraded_weight_ppm=weight)


def test_a_level_above_everything_is_refused():
    with pytest.raises(ValueError, match="between nothing and everything"):
        Level(2, 1)
