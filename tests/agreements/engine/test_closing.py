"""When the grace of a period is over."""

import datetime as dt

import pytest

from agreements.engine.closing import closes_at
from slm.engine.zones import zone

JAKARTA = zone("Asia/Jakarta")
BERLIN = zone("Europe/Berlin")


def local(clock, *when: int) -> int:
    return int(dt.datetime(*when, tzinfo=clock.info).timestamp())


@pytest.mark.parametrize(
    ("known", "grace_days", "closes"),
    [
        ((2026, 6, 1), 3, (2026, 7, 4)),
        ((2026, 6, 1), 0, (2026, 7, 1)),
        # Activated at a quarter to ten: the rest of that day is no whole day of grace.
        ((2026, 8, 20, 9, 45), 3, (2026, 8, 24)),
        ((2026, 8, 20, 9, 45), 0, (2026, 8, 21)),
        ((2026, 8, 20), 3, (2026, 8, 23)),
    ],
)
def test_grace_is_whole_days_from_the_end_or_from_the_activation(known, grace_days, closes):
    found = closes_at(
        end=local(JAKARTA, 2026, 7, 1),
        known=local(JAKARTA, *known),
        grace_days=grace_days,
        zone=JAKARTA,
    )
    assert found == local(JAKARTA, *closes)


def test_grace_over_a_clock_change_ends_at_midnight():
    end = local(BERLIN, 2026, 10, 24)
    found = closes_at(end=end, known=0, grace_days=3, zone=BERLIN)
    assert found == local(BERLIN, 2026, 10, 27) == end + 3 * 86_400 + 3_600


def test_period_that_ends_within_a_day_of_the_hours_has_its_whole_grace():
    end = local(JAKARTA, 2026, 7, 1, 7)  # midnight in UTC
    found = closes_at(end=end, known=0, grace_days=3, zone=JAKARTA)
    assert found == local(JAKARTA, 2026, 7, 5)
