"""The next version of service hours: written down, checked, and what it moves marked."""

import datetime as dt

import pytest

from slm.models import Dirty, HoursVersion, Indicator
from slm.operations.save_hours_version import HoursRefused, save_hours_version
from slm.operations.watch_period import measure_for
from tests.cast import NOW
from tests.slm.catalogue import WEEK, make_catalogue, make_service

LATER = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


@pytest.fixture
def hours(db):
    return make_catalogue().hours


def save(hours, **changes):
    wish = {"valid_from": LATER, "weekly": WEEK} | changes
    return save_hours_version(hours=hours, **wish, actor=None, at=NOW)


def test_versions_are_numbered_in_the_order_of_saving(hours):
    assert [save(hours).number, save(hours, valid_from=LATER.replace(year=2025)).number] == [2, 3]


def test_what_is_measured_through_them_is_marked_from_then_on(hours):
    measured = Indicator.objects.get()
    Indicator.objects.create(service=make_service("OTHER"))
    measure_for(indicator=measured, hours=hours)
    measure_for(indicator=measured, hours=hours, min_break_seconds=60)
    Dirty.objects.all().delete()
    save(hours)
    assert list(Dirty.objects.values_list("indicator", "from_at", "to_at")) == [
        (measured.pk, LATER, None)
    ]


def test_earliest_version_is_marked_from_the_beginning(hours):
    measure_for(indicator=Indicator.objects.get(), hours=hours)
    Dirty.objects.all().delete()
    save(hours, valid_from=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert Dirty.objects.get().from_at == dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def test_holidays_are_written_in_the_language_of_the_country(hours):
    saved = save(hours, country="ID")
    assert saved.holidays["2026-08-17"] == "Hari Kemerdekaan Republik Indonesia"
    assert {on[:4] for on in saved.holidays} == {"2026", "2027", "2028", "2029"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weekly": []}, "weekly"),
        ({"weekly": [[0, "08:00", "08:00"]]}, "weekly"),
        ({"weekly": [[0, "08:00", "00:00"]]}, "weekly"),
        ({"weekly": [[9, "08:00", "09:00"]]}, "weekly"),
        ({"weekly": [[0, "25:00", "09:00"]]}, "weekly"),
        ({"weekly": [["x"]]}, "weekly"),
        ({"special_days": {"2026-12-24": [["08:00", "08:00"]]}}, "special_days"),
        ({"country": "XX"}, "subdivision"),
        ({"valid_from": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, "valid_from"),
    ],
)
def test_unfit_hours_are_refused(changes, field, hours):
    with pytest.raises(HoursRefused) as refused:
        save(hours, **changes)
    assert refused.value.field == field
    assert HoursVersion.objects.count() == 1


def test_special_days_alone_are_enough(hours):
    assert save(hours, weekly=[], special_days={"2026-12-24": [["08:00", "09:00"]]}).pk
