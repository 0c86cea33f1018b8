from datetime import UTC, date, datetime

import numpy as np
import pytest

from slm.engine.zones import UnknownZone, date_of, day_number, zone, zone_names
from tests.slm.engine.counting import load_zone


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", ""])
def test_zone_refuses_what_is_no_zone(name):
    with pytest.raises(UnknownZone):
        zone(name)


def test_zone_offsets_are_those_of_the_clock_in_every_zone():
    rng = np.random.default_rng(7)
    for name in sorted(zone_names()):
        clock, info = zone(name), load_zone(name)
        instants = rng.integers(-2_208_988_800, 4_102_444_800, 60)
        near = (
            clock.begins[1:][rng.integers(0, max(len(clock.begins) - 1, 1), 20) % 1_000_000]
            if (len(clock.begins) > 1)
            else instants[:0]
        )
        every = np.concatenate([instants, near, near - 1])
        stretch = np.searchsorted(clock.begins, every, side="right") - 1
        shown = [
            datetime.fromtimestamp(at, UTC).astimezone(info).utcoffset() for at in every.tolist()
        ]
        assert clock.offsets[stretch].tolist() == [
            offset.days * 86_400 + offset.seconds for offset in shown
        ]


def test_day_number_and_date_are_inverse():
    assert [day_number(date(1970, 1, 1)), date_of(day_number(date(2028, 2, 29)))] == [
        0,
        date(2028, 2, 29),
    ]


def test_date_at_keeps_a_day_that_was_begun_when_the_clock_goes_back_over_midnight():
    clock = zone("America/St_Johns")
    # At 00:01 on 7 November 2010 the clock went back to 23:01 of the 6th.
    begun = clock.first_instant(date(2010, 11, 7))
    assert [clock.date_at(begun - 1), clock.date_at(begun), clock.date_at(begun + 1_800)] == [
        date(2010, 11, 6),
        date(2010, 11, 7),
        date(2010, 11, 7),
    ]
    assert date_of(int(clock.local_days(begun + 1_800))) == date(2010, 11, 6)


def test_first_instant_outside_two_centuries_is_refused():
    with pytest.raises(ValueError, match="between 1900 and 2099"):
        zone("UTC").first_instant(date(2150, 1, 1))
