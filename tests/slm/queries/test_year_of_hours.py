"""A year of service hours: skipped and repeated hours, holidays, versions that follow."""

import datetime as dt

import pytest

from slm.models import HoursVersion, ServiceHours
from slm.queries.year_of_hours import week_seconds, year_of_hours
from tests.cast import NOW

ALWAYS = [[day, "00:00", "24:00"] for day in range(7)]


def make_hours(zone, *versions):
    hours = ServiceHours.objects.create(code="H", name="H", zone=zone)
    for number, (valid_from, fields) in enumerate(versions, start=1):
        HoursVersion.objects.create(
            hours=hours, number=number, valid_from=valid_from, created_at=NOW, **fields
        )
    return hours


def year(hours, which=2026):
    return year_of_hours(hours, hours.versions.all(), which)


def test_year_with_clock_changes_has_the_days_that_it_has(db):
    hours = make_hours("Europe/Berlin", (NOW, {"weekly": ALWAYS}))
    months = year(hours)
    assert sum(month.seconds for month in months) == 365 * 86_400
    march = {day.on: day for day in months[2].days}
    october = {day.on: day for day in months[9].days}
    assert march[dt.date(2026, 3, 29)].seconds == 23 * 3600
    assert october[dt.date(2026, 10, 25)].seconds == 25 * 3600


def test_leap_year_has_its_day(db):
    hours = make_hours("Asia/Jakarta", (NOW, {"weekly": ALWAYS}))
    assert len(year(hours, 2028)[1].days) == 29


def test_day_is_named_by_the_version_in_force_on_it(db):
    hours = make_hours(
        "UTC",
        (NOW, {"weekly": ALWAYS, "holidays": {"2026-01-01": "New Year", "2026-12-25": "Old"}}),
        (
            dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
            {
                "weekly": ALWAYS,
                "holidays": {"2026-12-24": "Eve", "2026-12-25": "Christmas"},
                "closed_days": {"2026-12-28": "Stocktaking"},
                "special_days": {"2026-12-24": [["08:00", "12:00"]], "2026-12-31": []},
            },
        ),
    )
    months = year(hours)
    named = [
        (day.on.isoformat(), day.kind, day.name, day.seconds) for m in months for day in m.named
    ]
    assert named == [
        ("2026-01-01", "holiday", "New Year", 0),
        ("2026-12-24", "special", "Eve", 4 * 3600),
        ("2026-12-25", "holiday", "Christmas", 0),
        ("2026-12-28", "own", "Stocktaking", 0),
        ("2026-12-31", "special", "", 0),
    ]


@pytest.mark.parametrize(
    ("weekly", "hours"),
    [
        ([], 0),
        (ALWAYS, 168),
        ([[0, "22:00", "04:00"]], 6),
        ([[6, "22:00", "04:00"]], 6),
        ([[0, "08:00", "12:00"], [0, "10:00", "14:00"]], 6),
        ([[6, "22:00", "04:00"], [0, "00:00", "05:00"]], 7),
    ],
)
def test_week_counts_overlaps_once(weekly, hours):
    assert week_seconds(HoursVersion(weekly=weekly)) == hours * 3600
