"""The next version of service hours: written down, checked, and what it moves marked."""

import datetime as dt

import pytest

from slm.models import Dirty, HoursVersion, Indicator
from slm.operations.save_hours_version import (
    HoursMoved,
    HoursRefused,
    proposed_version,
    save_hours_version,
)
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


def test_every_reason_names_its_day_and_window(hours):
    weekly = [[0, "08:00", "16:00"], [2, "09:00", "09:00"], [4, "10:00", "00:00"]]
    with pytest.raises(HoursRefused) as refused:
        save(hours, weekly=weekly, special_days={"2026-12-24": [["24:00", "10:00"]]})
    assert [(row["field"], row["about"], row["message"]) for row in refused.value.rows] == [
        (
            "weekly",
            "weekday 2",
            "Wednesday, 09:00–09:00: This window has no length. "
            "For the whole day write 00:00–24:00.",
        ),
        (
            "weekly",
            "weekday 4",
            "Friday, 10:00–00:00: To close at the end of the day, write 24:00, not 00:00.",
        ),
        (
            "special_days",
            "2026-12-24",
            "2026-12-24, 24:00–10:00: A window opens from 00:00 to 23:59 and closes by 24:00.",
        ),
    ]


def test_proposed_version_is_what_is_saved_and_writes_nothing(hours):
    wish = {"valid_from": LATER, "weekly": WEEK, "country": "DE", "subdivision": "BY"}
    proposed = proposed_version(hours=hours, **wish, actor=None, at=NOW)
    assert HoursVersion.objects.count() == 1
    saved = save(hours, **wish)
    for field in ("number", "valid_from", "weekly", "country", "subdivision", "holidays"):
        assert getattr(proposed, field) == getattr(saved, field)


def test_version_that_somebody_else_took_meanwhile_is_refused(hours):
    save(hours)
    with pytest.raises(HoursMoved):
        save(hours, valid_from=LATER.replace(day=9), seen_number=2)
    assert HoursVersion.objects.count() == 2
    assert save(hours, valid_from=LATER.replace(day=9), seen_number=3).number == 3
