"""A new version of service hours: typed, looked at for what it moves, then saved."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from slm.models import HoursVersion, Indicator
from slm.operations.save_hours_version import save_hours_version
from slm.operations.watch_period import measure_for
from tests.cast import NOW
from tests.slm.catalogue import WEEK

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


def look_and_save(browser, typed):
    """See what moves, then save exactly that."""
    shown = browser.post(URL, typed | {"do": "look"})
    assert HoursVersion.objects.count() == 1
    seen = {"do": "save", "seen": shown.context["proposal"].key}
    return browser.post(URL, dict(shown.context["form_values"]) | seen)


def test_version_is_saved_as_typed(catalogue, sari, sign_in):
    browser = sign_in(sari)
    answer = look_and_save(
        browser,
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
    look_and_save(browser, wish())
    page = browser.post(URL, wish())
    assert page.context["form"].errors["valid_from"] == ["A version begins on that day already."]


def test_next_version_begins_as_the_one_in_force(catalogue, sari, sign_in):
    form = sign_in(sari).get(URL).context["form"]
    assert form.initial["day_0"] == "08:00–16:00"
    assert form.initial["day_6"] == ""


def test_errors_name_the_day_and_the_window_and_keep_what_was_typed(catalogue, sari, sign_in):
    page = sign_in(sari).post(URL, wish(day_2="08:00–12:00, 13:00–13:00", day_4="09:00–00:00"))
    assert page.context["form"].errors == {
        "day_2": [
            "Wednesday, 13:00–13:00: This window has no length. "
            "For the whole day write 00:00–24:00."
        ],
        "day_4": ["Friday, 09:00–00:00: To close at the end of the day, write 24:00, not 00:00."],
    }
    assert 'value="08:00–12:00, 13:00–13:00"' in page.content.decode()
    assert page.context["proposal"] is None


def test_what_moves_is_shown_before_anything_is_saved(catalogue, sari, sign_in):
    measure_for(indicator=catalogue.indicator, hours=catalogue.hours)
    page = sign_in(sari).post(URL, wish(day_5="10:00–12:00"))
    proposal = page.context["proposal"]
    assert HoursVersion.objects.count() == 1
    moved = proposal.moved
    assert (moved.first_on, moved.last_on) == (dt.date(2026, 12, 5), None)
    assert {(day.gained, day.lost) for day in moved.days} == {(7_200, 0)}
    assert [row.pk for row in proposal.indicators] == [catalogue.indicator.pk]
    said = page.content.decode()
    assert "What moves if you save" in said
    assert f"+{7_200 * 4:,}".replace(",", "\u202f") in said  # four Saturdays in December


def test_nothing_moves_is_said(catalogue, sari, sign_in):
    page = sign_in(sari).post(URL, wish())
    assert page.context["proposal"].moved.is_nothing
    assert "No second moves" in page.content.decode()


@pytest.mark.parametrize("seen", ["", "0" * 64])
def test_saving_what_was_not_seen_shows_it_first(seen, catalogue, sari, sign_in):
    page = sign_in(sari).post(URL, wish() | {"do": "save", "seen": seen})
    assert page.context["is_new"]
    assert HoursVersion.objects.count() == 1


def test_version_saved_meanwhile_makes_the_look_stale(catalogue, sari, sign_in):
    browser = sign_in(sari)
    shown = browser.post(URL, wish(day_5="10:00–12:00"))
    save_hours_version(
        hours=catalogue.hours,
        valid_from=dt.datetime(2026, 12, 10, tzinfo=dt.UTC),
        weekly=WEEK,
        actor=None,
        at=NOW,
    )
    seen = {"do": "save", "seen": shown.context["proposal"].key}
    page = browser.post(URL, dict(shown.context["form_values"]) | seen)
    assert page.context["is_new"]
    assert page.context["form"]["day_5"].value() == "10:00–12:00"
    assert HoursVersion.objects.count() == 2


def test_parts_depend_on_the_country_without_a_script(catalogue, sari, sign_in):
    page = sign_in(sari).post(URL, wish(country="DE", day_2="nonsense") | {"do": "parts"})
    form = page.context["form"]
    assert ("BY", "Bayern (BY)") in [tuple(choice) for choice in form["subdivision"].field.choices]
    assert form["day_2"].value() == "nonsense"
    assert not form.errors


def test_parts_come_with_the_country(catalogue, sari, tirta, sign_in):
    page = sign_in(sari).get("/holidays/parts/", {"country": "ID", "subdivision": "BY"})
    assert dict(page.context["public_days"])[dt.date(page.context["public_years"][0], 8, 17)]
    assert sign_in(sari).get("/holidays/parts/", {"country": "<b>"}).status_code == 200
    assert sign_in(tirta).get("/holidays/parts/").status_code == 403


def file(content):
    return SimpleUploadedFile("closed.ics", content.encode(), "text/calendar")


CLOSED = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Calendar//EN
BEGIN:VEVENT
UID:1@example.org
DTSTART;VALUE=DATE:20261224
DTEND;VALUE=DATE:20261226
SUMMARY:Year-end closing
END:VEVENT
BEGIN:VEVENT
UID:2@example.org
DTSTART:20261228T090000Z
DTEND:20261228T100000Z
SUMMARY:Meeting
END:VEVENT
END:VCALENDAR
"""


def test_days_of_a_file_join_the_closed_days_and_nothing_is_saved(catalogue, sari, sign_in):
    typed = wish(closed_days="2026-12-24 Cuti bersama", day_1="") | {"calendar": file(CLOSED)}
    page = sign_in(sari).post(URL, typed)
    form = page.context["form"]
    assert form["closed_days"].value() == "2026-12-24 Cuti bersama\n2026-12-25 Year-end closing"
    assert form["day_1"].value() == ""
    assert "left out, from line 10" in page.content.decode()
    assert HoursVersion.objects.count() == 1


@pytest.mark.parametrize("content", ["no calendar", CLOSED.replace("20261226", "20261201"), "\0"])
def test_file_that_cannot_be_read_is_refused_with_the_reason(content, catalogue, sari, sign_in):
    page = sign_in(sari).post(URL, wish() | {"calendar": file(content)})
    assert list(page.context["form"].errors) == ["calendar"]
    assert page.context["form"]["day_0"].value() == "08:00–16:00"


def test_changed_holidays_open_a_form_that_begins_where_they_differ(catalogue, sari, sign_in):
    version = save_hours_version(
        hours=catalogue.hours,
        valid_from=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
        weekly=[[6, "09:00", "10:00"]],
        country="DE",
        actor=None,
        at=NOW,
    )
    year = dt.datetime.now(dt.UTC).year + 1
    version.holidays.pop(f"{year}-05-01")
    version.save()
    form = sign_in(sari).get(f"{URL}?holidays=1").context["form"]
    assert form["valid_from"].value() == dt.date(year, 5, 1)
    assert (form["day_6"].value(), form["country"].value()) == ("09:00–10:00", "DE")


def test_version_may_begin_from_an_earlier_one(catalogue, sari, sign_in):
    save_hours_version(
        hours=catalogue.hours,
        valid_from=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
        weekly=[[6, "09:00", "10:00"]],
        actor=None,
        at=NOW,
    )
    form = sign_in(sari).get(f"{URL}?from=1").context["form"]
    assert (form["day_0"].value(), form["day_6"].value()) == ("08:00–16:00", "")


def test_looking_at_what_moves_costs_the_same_for_more_indicators(
    catalogue, sari, sign_in, django_assert_max_num_queries
):
    browser = sign_in(sari)

    def cost():
        with django_assert_max_num_queries(60) as queries:
            browser.post(URL, wish(day_5="10:00–12:00"))
        return len(queries)

    measure_for(indicator=catalogue.indicator, hours=catalogue.hours)
    cost()
    before = cost()
    for name in ("B", "C"):
        more = Indicator.objects.create(service=catalogue.service, name=name)
        measure_for(indicator=more, hours=catalogue.hours)
    assert cost() == before
