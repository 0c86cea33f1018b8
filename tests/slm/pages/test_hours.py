"""Service hours: a week, days that differ, a year."""

import datetime as dt

import pytest

from slm.models import HoursVersion, ServiceHours

URL = "/hours/OFFICE/versions/new/"


def wish(**changes):
    days = {f"day_{day}": "08:00–16:00" for day in range(5)} | {"day_5": "", "day_6": ""}
    return (
        days
        | {
            "valid_from": "2026-12-01",
            "country": "",
            "subdivision": "",
            "closed_days": "",
            "special_days": "",
        }
        | changes
    )


def test_version_is_saved_as_typed(catalogue, sari, sign_in):
    answer = sign_in(sari).post(
        URL,
        wish(
            day_5="22:00-04:00, 08:00 – 12:00",
            country="ID",
            closed_days="2026-12-24 Cuti bersama\n\n2026-12-28",
            special_days="2026-12-31 07:30–12:00, 13:00–20:00\n2027-01-02 closed",
        ),
    )
    assert answer["Location"] == "/hours/OFFICE/"
    saved = HoursVersion.objects.get(number=2)
    # Midnight of 1 December in Jakarta.
    assert saved.valid_from == dt.datetime(2026, 11, 30, 17, tzinfo=dt.UTC)
    assert [window for window in saved.weekly if window[0] == 5] == [
        [5, "22:00", "04:00"],
        [5, "08:00", "12:00"],
    ]
    assert saved.holidays["2026-12-25"] == "Hari Raya Natal"
    assert saved.closed_days == {"2026-12-24": "Cuti bersama", "2026-12-28": ""}
    assert saved.special_days == {
        "2026-12-31": [["07:30", "12:00"], ["13:00", "20:00"]],
        "2027-01-02": [],
    }
    assert saved.created_by == sari


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day_2": "08:00–08:00"}, "day_2"),
        ({"day_2": "08:00–00:00"}, "day_2"),
        ({"day_2": "eight to four"}, "day_2"),
        ({"day_2": "08:00–25:00"}, "day_2"),
        ({"day_2": "08:61–09:00"}, "day_2"),
        ({"day_2": "24:00–08:00"}, "day_2"),
        ({f"day_{day}": "" for day in range(7)}, "day_0"),
        ({"valid_from": ""}, "valid_from"),
        ({"valid_from": "1066-10-14"}, "valid_from"),
        ({"valid_from": "9999-12-31"}, "valid_from"),
        ({"country": "XX"}, "country"),
        ({"country": "DE", "subdivision": "ZZ"}, "subdivision"),
        ({"closed_days": "tomorrow"}, "closed_days"),
        ({"closed_days": "2026-02-30 no such day"}, "closed_days"),
        ({"closed_days": "2026-12-24 a\n2026-12-24 b"}, "closed_days"),
        ({"special_days": "2026-12-24"}, "special_days"),
        ({"special_days": "2026-12-24 08:00–08:00"}, "special_days"),
    ],
)
def test_unfit_hours_are_refused_at_their_field(changes, field, catalogue, sari, sign_in):
    page = sign_in(sari).post(URL, wish(**changes))
    assert list(page.context["form"].errors) == [field]
    assert HoursVersion.objects.count() == 1


def test_second_version_from_the_same_day_is_refused(catalogue, sari, sign_in):
    browser = sign_in(sari)
    browser.post(URL, wish())
    page = browser.post(URL, wish())
    assert page.context["form"].errors["valid_from"] == ["A version begins on that day already."]


def test_next_version_begins_as_the_one_in_force(catalogue, sari, sign_in):
    form = sign_in(sari).get(URL).context["form"]
    assert form.initial["day_0"] == "08:00–16:00"
    assert form.initial["day_6"] == ""


def test_zone_is_for_life(catalogue, sari, sign_in):
    sign_in(sari).post("/hours/OFFICE/edit/", {"code": "X", "name": "Renamed", "zone": "UTC"})
    stored = ServiceHours.objects.get()
    assert (stored.code, stored.name, stored.zone) == ("OFFICE", "Renamed", "Asia/Jakarta")


def test_year_counts_every_second(catalogue, sari, sign_in):
    sign_in(sari).post(URL, wish(closed_days="2026-12-24 Cuti bersama"))
    page = sign_in(sari).get("/hours/OFFICE/?year=2026")
    december = page.context["months"][11]
    # 23 weekdays less the closed one, eight hours each.
    assert (december.seconds, december.open_days) == (22 * 8 * 3600, 22)
    assert [(day.on, day.name) for day in december.named] == [
        (dt.date(2026, 12, 24), "Cuti bersama")
    ]
    assert page.context["year_seconds"] == sum(m.seconds for m in page.context["months"])


@pytest.mark.parametrize("year", ["", "abcd", "0001", "9999", "-100", "１９９９", "2026x"])
def test_year_survives_whatever_is_asked(year, catalogue, sari, sign_in):
    assert sign_in(sari).get("/hours/OFFICE/", {"year": year}).status_code == 200


def test_hours_without_a_week_say_what_to_do(sari, sign_in):
    ServiceHours.objects.create(code="NEW", name="New", zone="UTC")
    page = sign_in(sari).get("/hours/NEW/")
    assert b"/hours/NEW/versions/new/" in page.content
    assert page.context["months"] == []


def test_unknown_zone_is_refused(sari, sign_in):
    page = sign_in(sari).post("/hours/new/", {"code": "H", "name": "H", "zone": "Mars/Base"})
    assert list(page.context["form"].errors) == ["zone"]
