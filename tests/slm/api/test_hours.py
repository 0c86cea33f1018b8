"""What a version would move, and days off from a calendar file, by the API."""

import datetime as dt

import pytest

from slm.models import Dirty, HoursVersion
from slm.operations.save_hours_version import save_hours_version
from slm.operations.watch_period import measure_for
from tests.cast import NOW
from tests.slm.catalogue import WEEK

URL = "/api/v1/service-hours/OFFICE/versions/"
ICS = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1@example.org
DTSTART;VALUE=DATE:20261224
DTEND;VALUE=DATE:20261226
SUMMARY:Year-end closing
END:VEVENT
END:VCALENDAR
"""


def wish(**changes):
    weekly = [{"weekday": day, "opens": "08:00", "closes": "16:00"} for day in range(5)]
    return {"valid_from": "2026-12-01T00:00:00+07:00", "weekly": weekly} | changes


def longer_fridays():
    return [*wish()["weekly"][:4], {"weekday": 4, "opens": "08:00", "closes": "17:00"}]


def test_dry_run_tells_the_seconds_and_saves_nothing(catalogue, api):
    measure_for(indicator=catalogue.indicator, hours=catalogue.hours)
    Dirty.objects.all().delete()
    answer = api.post(f"{URL}?dry_run=true", wish(weekly=longer_fridays()))
    assert answer.status_code == 200
    told = answer.json()
    assert told["version"]["number"] == 2
    assert told["moves"]["first_on"] == "2026-12-04"
    assert told["moves"]["last_on"] is None
    assert told["moves"]["days"][0] == {
        "on": "2026-12-04",
        "before": 28_800,
        "added": 3_600,
        "removed": 0,
        "after": 32_400,
    }
    assert told["moves"]["months"][0]["added"] == 4 * 3_600
    assert told["indicators"] == [str(catalogue.indicator.public_id)]
    assert told["touches"]["commitments"]["rows"] == []
    assert HoursVersion.objects.count() == 1
    assert not Dirty.objects.exists()


def test_dry_run_refuses_as_saving_does(catalogue, api):
    answer = api.post(f"{URL}?dry_run=true", wish(weekly=[]))
    assert answer.status_code == 422
    assert api.post(f"{URL}?dry_run=perhaps", wish()).json()["errors"][0]["field"] == "dry_run"


def test_number_that_was_seen_is_refused_once_somebody_else_took_it(catalogue, api):
    seen = api.post(f"{URL}?dry_run=true", wish()).json()["version"]["number"]
    save_hours_version(
        hours=catalogue.hours,
        valid_from=dt.datetime(2026, 12, 10, tzinfo=dt.UTC),
        weekly=WEEK,
        actor=None,
        at=NOW,
    )
    answer = api.post(URL, wish(seen_number=seen))
    assert (answer.status_code, answer.json()["code"]) == (422, "hours_moved")
    assert api.post(URL, wish(seen_number=seen + 1)).status_code == 201


def test_days_of_a_calendar_file_join_the_closed_days(catalogue, api):
    closed = [{"on": "2026-12-24", "name": "Cuti bersama"}]
    answer = api.post(URL, wish(closed_days=closed, closed_days_ics=ICS))
    assert answer.status_code == 201
    assert answer.json()["closed_days"] == {
        "2026-12-24": "Cuti bersama",
        "2026-12-25": "Year-end closing",
    }


@pytest.mark.parametrize("content", ["no calendar", ICS.replace("20261226", "20261201")])
def test_calendar_file_that_cannot_be_read_is_refused(content, catalogue, api):
    answer = api.post(URL, wish(closed_days_ics=content))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "closed_days_ics"
    assert HoursVersion.objects.count() == 1
