"""Service hours: the list, one calendar with its year, and every second of a year."""

import datetime as dt

import pytest

from common.ui.times import write_span
from slm.models import ServiceHours
from slm.operations.save_hours_version import save_hours_version
from tests.cast import NOW
from tests.slm.catalogue import WEEK


def save(hours, **changes):
    wish = {"valid_from": dt.datetime(2026, 11, 30, 17, tzinfo=dt.UTC), "weekly": WEEK} | changes
    return save_hours_version(hours=hours, **wish, actor=None, at=NOW)


def forget_a_holiday(version, on):
    """As a release of the library that did not know it yet would have written the version."""
    version.holidays = {day: name for day, name in version.holidays.items() if day != on}
    version.save()


def test_zone_is_for_life(catalogue, sari, sign_in):
    sign_in(sari).post("/hours/OFFICE/edit/", {"code": "X", "name": "Renamed", "zone": "UTC"})
    stored = ServiceHours.objects.get()
    assert (stored.code, stored.name, stored.zone) == ("OFFICE", "Renamed", "Asia/Jakarta")


def test_year_counts_every_second(catalogue, sari, sign_in):
    save(catalogue.hours, closed_days={"2026-12-24": "Cuti bersama"})
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


def test_changed_holidays_are_proposed_and_change_nothing(catalogue, sari, tirta, sign_in):
    version = save(catalogue.hours, country="DE", subdivision="BY")
    year = dt.datetime.now(dt.UTC).year + 1
    forget_a_holiday(version, f"{year}-12-25")
    proposal = "/hours/OFFICE/versions/new/?holidays=1"
    page = sign_in(sari).get("/hours/OFFICE/")
    assert page.context["changed"].came == ((dt.date(year, 12, 25), "Erster Weihnachtstag"),)
    assert proposal in page.content.decode()
    listed = sign_in(sari).get("/hours/").context["changed"]
    assert [(row.code, changed.count) for row, changed in listed] == [("OFFICE", 1)]
    # An auditor sees that it is so, and nothing to do about it.
    page = sign_in(tirta).get("/hours/OFFICE/")
    assert page.context["changed"].count == 1
    assert proposal not in page.content.decode()
    version.refresh_from_db()
    assert f"{year}-12-25" not in version.holidays


def test_changed_holidays_cost_no_more_for_more_hours(
    catalogue, sari, sign_in, django_assert_max_num_queries
):
    save(catalogue.hours, country="DE")
    browser = sign_in(sari)
    browser.get("/hours/")
    with django_assert_max_num_queries(40) as before:
        browser.get("/hours/")
    for code in ("A", "B"):
        save(ServiceHours.objects.create(code=code, name=code, zone="UTC"), country="FR")
    with django_assert_max_num_queries(40) as after:
        browser.get("/hours/")
    assert len(after) == len(before)


def test_year_shows_the_windows_of_each_day_and_agrees_to_the_second(catalogue, sari, sign_in):
    save(
        catalogue.hours,
        weekly=[*WEEK, [4, "22:00", "04:00"]],
        special_days={"2026-12-31": [["07:30", "12:00"], ["13:00", "20:00"]]},
    )
    page = sign_in(sari).get("/hours/OFFICE/year/2026/")
    december = page.context["months"][11]
    shown = {row.day.on.day: (row.windows, row.day.seconds) for row in december.days}
    assert shown[4] == ("08:00–16:00, 22:00–24:00", 10 * 3600)
    assert shown[5] == ("00:00–04:00", 4 * 3600)
    assert shown[6] == ("", 0)
    assert shown[31] == ("07:30–12:00, 13:00–20:00", int(11.5 * 3600))
    total = sum(row.day.seconds for month in page.context["months"] for row in month.days)
    assert page.context["year_seconds"] == total
    assert "07:30–12:00, 13:00–20:00" in page.content.decode()


def test_year_marks_the_days_on_which_clocks_change(sari, sign_in, db):
    berlin = ServiceHours.objects.create(code="BERLIN", name="Berlin", zone="Europe/Berlin")
    save(berlin, weekly=[[day, "00:00", "24:00"] for day in range(7)])
    page = sign_in(sari).get("/hours/BERLIN/year/2026/")
    assert [(row.day.on, row.day.seconds, row.windows) for row in page.context["clock_days"]] == [
        (dt.date(2026, 3, 29), 23 * 3600, "00:00–24:00"),
        (dt.date(2026, 10, 25), 25 * 3600, "00:00–24:00"),
    ]
    assert f"clocks go back: the date lasts {write_span(25 * 3600)}" in page.content.decode()


def test_year_is_taken_along_as_a_table(catalogue, sari, sign_in):
    answer = sign_in(sari).get("/hours/OFFICE/year/2026/?format=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 366
    assert lines[2] == "2026-01-02,08:00–16:00,28800,open,,86400"
    answer = sign_in(sari).get("/hours/OFFICE/year/2026/?format=xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="office-2026.xlsx"'
    answer.close()


@pytest.mark.parametrize("year", [1, 1989, 2091, 9999])
def test_year_outside_of_what_is_counted_is_not_found(year, catalogue, sari, sign_in):
    assert sign_in(sari).get(f"/hours/OFFICE/year/{year}/").status_code == 404


def test_year_of_hours_without_a_week_is_not_found(sari, sign_in):
    ServiceHours.objects.create(code="NEW", name="New", zone="UTC")
    assert sign_in(sari).get("/hours/NEW/year/2026/").status_code == 404
