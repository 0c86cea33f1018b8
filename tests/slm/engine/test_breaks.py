from fractions import Fraction

from slm.engine.breaks import Crossing, Reliability, find_breaks, reliability
from slm.engine.calendar import compile_hours
from slm.engine.hours import Hours, HoursVersion
from slm.engine.layers import Layer
from slm.engine.spans import spans
from tests.cases.kinds import instant

OFFICE = HoursVersion.of(weekly=[(day, 8 * 3_600, 18 * 3_600) for day in range(5)])
CALENDAR = compile_hours(
    Hours("UTC", (OFFICE,)), instant("2026-05-01T00:00:00Z"), instant("2026-08-01T00:00:00Z")
)
JUNE = instant("2026-06-01T00:00:00Z"), instant("2026-07-01T00:00:00Z")
JULY = instant("2026-07-01T00:00:00Z"), instant("2026-08-01T00:00:00Z")


def down(*pairs):
    return {Layer.DOWN: spans((instant(a), instant(b)) for a, b in pairs)}


def test_the_textbook_month():
    # 22 days of 10 h, four failures, 95 minutes (formula section 5).
    layers = down(
        ("2026-06-02T09:00:00Z", "2026-06-02T09:30:00Z"),
        ("2026-06-09T09:00:00Z", "2026-06-09T09:30:00Z"),
        ("2026-06-16T09:00:00Z", "2026-06-16T09:30:00Z"),
        ("2026-06-23T17:55:00Z", "2026-06-24T08:00:00Z"),
    )
    found = reliability(CALENDAR, layers, *JUNE)
    assert found == Reliability(breaks=4, down=5_700, up=792_000 - 5_700, longest=1_800)
    assert found.mtrs == Fraction(95 * 60, 4)
    assert found.mtbsi == 55 * 3_600
    assert found.mtbf == Fraction(786_300, 4)
    assert found.mtbf / (found.mtbf + found.mtrs) == Fraction(786_300, 792_000)


def test_a_break_out_of_hours_belongs_to_the_period_of_its_first_counted_second():
    layers = down(("2026-06-30T20:00:00Z", "2026-07-01T08:10:00Z"))
    assert reliability(CALENDAR, layers, *JUNE).breaks == 0
    assert reliability(CALENDAR, layers, *JULY).breaks == 1


def test_each_break_is_counted_in_one_period_or_in_both():
    layers = down(("2026-06-30T17:00:00Z", "2026-07-01T09:00:00Z"))
    began = [reliability(CALENDAR, layers, *month).breaks for month in (JUNE, JULY)]
    both = [
        reliability(CALENDAR, layers, *month, crossing=Crossing.BOTH).breaks
        for month in (JUNE, JULY)
    ]
    assert (began, both) == ([1, 0], [1, 1])


def test_a_break_is_shown_whole_with_what_it_cost():
    layers = down(
        ("2026-06-06T10:00:00Z", "2026-06-06T11:00:00Z"),
        ("2026-06-05T17:00:00Z", "2026-06-05T18:00:00Z"),
        ("2026-06-05T17:30:00Z", "2026-06-05T20:00:00Z"),
    )
    pieces, counted, owner = find_breaks(CALENDAR, layers)
    start = instant("2026-06-05T17:00:00Z")
    assert pieces.tolist() == [[start, start + 3 * 3_600]]
    assert (counted.tolist(), owner.tolist()) == ([[start, start + 3_600]], [0])


def test_without_a_break_no_mean_exists():
    found = reliability(CALENDAR, {}, *JUNE)
    assert (found.breaks, found.mtbf, found.mtrs, found.mtbsi) == (0, None, None, None)
