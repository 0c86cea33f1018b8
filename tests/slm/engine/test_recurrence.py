"""What comes again, counted by hand over clock changes."""

import datetime as dt

import pytest

from slm.engine.recurrence import MONTHLY, WEEKLY, Rule, UnknownRule, occurrences, read_rule
from slm.engine.recurrence import write_rule as written
from slm.engine.zones import zone

TWO_HOURS = 7_200


def utc(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC).timestamp())


def starts(rule, first, name, *, until, exceptions=()):
    """When each begins, in UTC, and how long they are."""
    found = list(
        occurrences(
            written(rule),
            first=dt.datetime.fromisoformat(first),
            clock=zone(name),
            duration=TWO_HOURS,
            exceptions=[dt.date.fromisoformat(day) for day in exceptions],
            until=utc(until),
        )
    )
    begins = [dt.datetime.fromtimestamp(one.start, dt.UTC) for one in found]
    return [f"{at:%m-%d %H:%M}" for at in begins], [one.end - one.start for one in found]


def test_berlin_keeps_its_wall_time_over_both_changes():
    # 29 March: 02:30 does not exist and is read by the clock before it, 03:30 on the new one.
    rule = Rule(WEEKLY, (6,))
    spring, _lengths = starts(rule, "2026-03-22T02:30", "Europe/Berlin", until="2026-04-06T00:00")
    assert spring == ["03-22 01:30", "03-29 01:30", "04-05 00:30"]
    # 25 October: 02:30 comes twice, the first is meant.
    autumn, lengths = starts(rule, "2026-10-18T02:30", "Europe/Berlin", until="2026-11-02T00:00")
    assert autumn == ["10-18 00:30", "10-25 00:30", "11-01 01:30"]
    assert lengths == [TWO_HOURS] * 3


def test_lord_howe_moves_by_half_an_hour():
    rule = Rule(WEEKLY, (6,))
    # +11 until 02:00 on 5 April, then +10:30. 01:45 comes twice: first by +11.
    found, _ = starts(rule, "2026-03-29T01:45", "Australia/Lord_Howe", until="2026-04-12T00:00")
    assert found == ["03-28 14:45", "04-04 14:45", "04-11 15:15"]
    # 02:15 on 4 October is skipped: by +10:30 it is 15:45 UTC, 02:45 on the new clock.
    found, _ = starts(rule, "2026-09-27T02:15", "Australia/Lord_Howe", until="2026-10-12T00:00")
    assert found == ["09-26 15:45", "10-03 15:45", "10-10 15:15"]


def test_month_has_its_nth_and_its_last_weekday():
    second, _ = starts(
        Rule(MONTHLY, (6,), nth=2), "2026-01-01T01:00", "Asia/Jakarta", until="2026-04-01T00:00"
    )
    assert second == ["01-10 18:00", "02-07 18:00", "03-07 18:00"]
    last, _ = starts(
        Rule(MONTHLY, (4,), nth=-1, count=2), "2026-01-01T22:00", "UTC", until="2027-01-01T00:00"
    )
    assert last == ["01-30 22:00", "02-27 22:00"]


def test_exceptions_are_left_out_and_still_counted():
    rule = Rule(WEEKLY, (0, 3), every=2, count=4)
    every, _ = starts(rule, "2026-11-02T20:00", "UTC", until="2027-01-01T00:00")
    assert every == ["11-02 20:00", "11-05 20:00", "11-16 20:00", "11-19 20:00"]
    less, _ = starts(
        rule, "2026-11-02T20:00", "UTC", until="2027-01-01T00:00", exceptions=["2026-11-05"]
    )
    assert less == ["11-02 20:00", "11-16 20:00", "11-19 20:00"]


def test_until_names_the_last_day_that_may_be_one():
    rule = Rule(WEEKLY, (2,), until=dt.date(2026, 11, 18))
    found, _ = starts(rule, "2026-11-04T23:00", "UTC", until="2027-01-01T00:00")
    assert found == ["11-04 23:00", "11-11 23:00", "11-18 23:00"]


@pytest.mark.parametrize(
    "rule",
    [
        Rule(WEEKLY, (0, 6)),
        Rule(WEEKLY, (3,), every=4, count=10),
        Rule(MONTHLY, (5,), nth=-1, until=dt.date(2027, 3, 1)),
        Rule(MONTHLY, (1,), nth=3),
    ],
)
def test_rule_is_read_as_it_was_written(rule):
    assert read_rule(written(rule)) == rule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=DAILY;BYDAY=MO",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;INTERVAL=0;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=5MO",
        "FREQ=MONTHLY;BYDAY=1MO,2MO",
        "FREQ=WEEKLY;BYDAY=MO;COUNT=100000",
        "FREQ=WEEKLY;BYDAY=MO;BYHOUR=3",
    ],
)
def test_other_rules_are_unknown(text):
    with pytest.raises(UnknownRule):
        read_rule(text)
