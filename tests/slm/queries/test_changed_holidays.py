"""Holidays that the library names and the versions did not write down, or no more (decision 14)."""

import datetime as dt

import pytest

from slm.models import ServiceHours
from slm.operations.save_hours_version import save_hours_version
from slm.queries.changed_holidays import changed_holidays, hours_with_changed_holidays
from tests.cast import NOW
from tests.slm.catalogue import WEEK


@pytest.fixture
def hours(db):
    return ServiceHours.objects.create(code="OFFICE", name="Office", zone="Europe/Berlin")


def save(hours, year=2026, **changes):
    wish = {"weekly": WEEK, "country": "DE", "subdivision": "BY"} | changes
    valid_from = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    return save_hours_version(hours=hours, valid_from=valid_from, **wish, actor=None, at=NOW)


def changed(hours):
    return changed_holidays(hours, list(hours.versions.all()), at=NOW)


def test_what_was_just_written_is_not_changed(hours):
    save(hours)
    assert changed(hours) is None


def test_holidays_that_came_and_went_are_told_with_their_names(hours):
    version = save(hours)
    del version.holidays["2026-12-26"]
    version.holidays["2027-02-30".replace("30", "10")] = "Fastnacht"
    version.save()
    found = changed(hours)
    assert found.came == ((dt.date(2026, 12, 26), "Zweiter Weihnachtstag"),)
    assert found.went == ((dt.date(2027, 2, 10), "Fastnacht"),)
    assert (found.first_on, found.count) == (dt.date(2026, 12, 26), 2)


def test_only_a_name_that_changed_proposes_nothing(hours):
    version = save(hours)
    version.holidays["2026-12-25"] = "Weihnachten"
    version.save()
    assert changed(hours) is None


def test_years_that_a_version_did_not_reach_are_proposed(hours):
    save_hours_version(
        hours=hours,
        valid_from=dt.datetime(2022, 1, 1, tzinfo=dt.UTC),
        weekly=WEEK,
        country="DE",
        subdivision="BY",
        actor=None,
        at=dt.datetime(2023, 5, 1, tzinfo=dt.UTC),
    )
    found = changed(hours)
    assert {on.year for on, _name in found.came} == {2027}
    assert found.went == ()


def test_each_date_is_asked_of_the_version_that_holds_on_it(hours):
    early = save(hours)
    save(hours, year=2027, subdivision="BE")
    del early.holidays["2027-01-06"]  # Epiphany, in Bavaria only; Berlin holds by then
    del early.holidays["2026-11-01"]
    early.save()
    assert [on for on, _name in changed(hours).came] == [dt.date(2026, 11, 1)]


def test_hours_without_a_country_ask_nothing(hours):
    save(hours, country="", subdivision="")
    assert changed(hours) is None
    assert hours_with_changed_holidays(ServiceHours.objects.all(), at=NOW) == []


def test_hours_that_wait_are_found_together(hours):
    version = save(hours)
    del version.holidays["2026-12-25"]
    version.save()
    save(ServiceHours.objects.create(code="FINE", name="Fine", zone="UTC"))
    rows = hours_with_changed_holidays(ServiceHours.objects.all(), at=NOW)
    assert [(row.code, found.count) for row, found in rows] == [("OFFICE", 1)]
