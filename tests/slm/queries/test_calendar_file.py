"""Days off out of a calendar file."""

import pytest

from slm.queries.calendar_file import MAX_BYTES, read_calendar
from slm.queries.hours_text import Unreadable

HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN"]


def event(*lines):
    return ["BEGIN:VEVENT", f"UID:{hash(lines)}@example.org", *lines, "END:VEVENT"]


def calendar(*events):
    lines = [*HEAD, *[line for one in events for line in one], "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def read(*events, zone="Asia/Jakarta", years=range(2026, 2029)):
    return read_calendar(calendar(*events), zone=zone, years=years)


def test_event_of_several_days_names_each_of_them():
    found = read(
        event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227", "SUMMARY:Cuti bersama")
    )
    assert found.days == dict.fromkeys(["2026-12-24", "2026-12-25", "2026-12-26"], "Cuti bersama")


def test_event_without_an_end_is_one_day():
    found = read(event("DTSTART;VALUE=DATE:20261224", "SUMMARY:Closed"))
    assert found.days == {"2026-12-24": "Closed"}


def test_yearly_event_is_repeated_in_the_years_asked_for_but_not_where_it_was_taken_out():
    found = read(
        event(
            "DTSTART;VALUE=DATE:20200102",
            "RRULE:FREQ=YEARLY",
            "EXDATE;VALUE=DATE:20270102",
            "SUMMARY:Stocktaking",
        )
    )
    assert list(found.days) == ["2026-01-02", "2028-01-02"]


def test_midnight_to_midnight_in_the_zone_of_the_hours_is_a_whole_day():
    found = read(event("DTSTART:20261223T170000Z", "DTEND:20261224T170000Z", "SUMMARY:Closed"))
    assert found.days == {"2026-12-24": "Closed"}
    elsewhere = read(
        event("DTSTART:20261223T170000Z", "DTEND:20261224T170000Z", "SUMMARY:Closed"), zone="UTC"
    )
    assert (elsewhere.days, elsewhere.left_out) == ({}, (4,))


def test_event_with_a_time_of_day_is_left_out_by_its_line():
    found = read(
        event("DTSTART;VALUE=DATE:20261224", "SUMMARY:Closed"),
        event("DTSTART:20261228T090000Z", "DTEND:20261228T100000Z", "SUMMARY:Meeting"),
    )
    assert (list(found.days), found.left_out) == (["2026-12-24"], (9,))


def test_cancelled_event_closes_nothing():
    found = read(event("DTSTART;VALUE=DATE:20261224", "STATUS:CANCELLED", "SUMMARY:Closed"))
    assert found.days == {}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"hello", "Line 1 should be BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "Line 2 begins VEVENT, which never ends"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", "Line 2 ends VEVENT, which is not open there"),
        (b"BEGIN:VCALENDAR\r\nX:\xff\r\n", "Line 2 is not text in UTF-8"),
        (b"x" * (MAX_BYTES + 1), "larger than 1 MB"),
        (calendar(event("SUMMARY:When?")), "Line 4: this event does not say when it begins"),
        (calendar(event("DTSTART;VALUE=DATE:20269999")), "Line 6"),
        (
            calendar(event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261201")),
            "Line 7: the event ends before it begins",
        ),
        (
            calendar(event("DTSTART:20261224T000000Z", "RRULE:FREQ=SECONDLY")),
            "Line 7: days off are not repeated within a day",
        ),
        (
            calendar(*[event("DTSTART;VALUE=DATE:19000101", "RRULE:FREQ=DAILY")] * 3),
            "repeated too often",
        ),
    ],
)
def test_file_that_cannot_be_read_is_refused_by_its_line(content, reason):
    with pytest.raises(Unreadable, match=reason):
        read_calendar(content, zone="UTC", years=range(2026, 2029))
