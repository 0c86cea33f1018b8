"""Every second of an outage counts, or has a reason (decision 9, decision 12)."""

from fractions import Fraction

import pytest

from agreements.engine.counting import Event, Reason, count_events
from slm.engine.calendar import Calendar, compile_hours
from slm.engine.hours import Hours, HoursVersion
from slm.engine.layers import Layer
from slm.engine.level import PPM, Reading
from slm.engine.spans import spans, union

HOUR, DAY = 3_600, 86_400
# Tuesday 3 November 2026, midnight UTC.
MIDNIGHT = 1_793_664_000


def office() -> Calendar:
    """Every day from 08:00 to 17:00, UTC."""
    version = HoursVersion.of(
        weekly=[(day, 8 * HOUR, 17 * HOUR) for day in range(7)], valid_from=None
    )
    return compile_hours(Hours("UTC", (version,)), MIDNIGHT - 40 * DAY, MIDNIGHT + 40 * DAY)


def counted(*events, start=MIDNIGHT, end=MIDNIGHT + DAY, now=None, reading=None, minimum=0):
    now = end if now is None else now
    layers = {
        layer: union(
            spans(
                (event.start, now if event.end is None else event.end)
                for event in events
                if event.layer is layer
            )
        )
        for layer in {event.layer for event in events}
    }
    rows = count_events(
        office(),
        layers,
        events,
        start=start,
        end=end,
        now=now,
        reading=reading or Reading(),
        minimum_break=minimum,
    )
    return {row.event.key: (row.counted, dict(row.left_out)) for row in rows}


def event(key, start, end, layer=Layer.DOWN):
    """Hours of Tuesday; an end of None goes on."""
    return Event(
        key,
        layer,
        MIDNIGHT + int(start * HOUR),
        None if end is None else MIDNIGHT + int(end * HOUR),
    )


def test_outage_in_service_hours_counts_whole():
    assert counted(event(1, 9, 10)) == {1: (3_600, {})}


def test_outage_at_night_has_only_the_seconds_in_hours():
    assert counted(event(1, 7, 9)) == {1: (3_600, {Reason.HOURS: 3_600})}


def test_outage_across_the_period_is_cut():
    assert counted(event(1, -2, 9)) == {1: (3_600, {Reason.BEFORE: 7_200, Reason.HOURS: 8 * HOUR})}


def test_outage_after_the_period_does_not_count():
    assert counted(event(1, 25, 26), now=MIDNIGHT + 30 * HOUR) == {1: (0, {Reason.AFTER: 3_600})}


def test_open_outage_counts_until_now():
    assert counted(event(1, 9, None), now=MIDNIGHT + 10 * HOUR) == {1: (3_600, {})}


def test_maintenance_and_exclusion_cover_their_part():
    found = counted(
        event(1, 9, 12),
        event(2, 9, 10, Layer.PLANNED),
        event(3, 10, 11, Layer.EXCLUDED),
    )
    assert found[1] == (3_600, {Reason.EXCLUSION: 3_600, Reason.MAINTENANCE: 3_600})
    assert found[2] == (0, {Reason.MAINTENANCE: 3_600})
    assert found[3] == (0, {Reason.EXCLUSION: 3_600})


def test_short_break_is_ignored_and_named_so():
    assert counted(event(1, 9, 9.01), minimum=60) == {1: (0, {Reason.SHORT: 36})}


def test_break_is_long_enough_with_what_lies_outside_hours():
    assert counted(event(1, 7.99, 8.01), minimum=60) == {1: (36, {Reason.HOURS: 36})}


def test_overlap_counts_once_with_the_earlier_outage():
    assert counted(event(1, 9, 11), event(2, 10, 12)) == {
        1: (7_200, {}),
        2: (3_600, {Reason.OVERLAP: 3_600}),
    }


def test_degraded_service_counts_by_its_weight():
    half = Reading(degraded_weight_ppm=PPM // 2)
    degraded = event(1, 9, 10, Layer.DEGRADED)
    assert counted(degraded) == {1: (0, {Reason.HARMLESS: 3_600})}
    assert counted(degraded, reading=half) == {1: (1_800, {})}


def test_degraded_time_that_was_also_down_is_counted_as_down():
    found = counted(event(1, 9, 10), event(2, 9, 11, Layer.DEGRADED))
    assert found[2] == (0, {Reason.WORSE: 3_600, Reason.HARMLESS: 3_600})


def test_unknown_time_lowers_coverage_only():
    assert counted(event(1, 9, 10, Layer.UNKNOWN)) == {1: (0, {Reason.UNKNOWN: 3_600})}


@pytest.mark.parametrize("minimum", [0, 60, 7_200])
def test_counted_and_left_out_make_up_the_length(minimum):
    events = [
        event(1, -3, 9.5),
        event(2, 9, 9.01),
        event(3, 12, 20),
        event(4, 15, 15.5, Layer.PLANNED),
        event(5, 14, None),
    ]
    found = counted(*events, now=MIDNIGHT + 18 * HOUR, minimum=minimum)
    for one in events:
        end = MIDNIGHT + 18 * HOUR if one.end is None else one.end
        amount, left_out = found[one.key]
        assert amount + sum(left_out.values()) == Fraction(end - one.start)
