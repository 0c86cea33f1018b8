"""Service hours built by keyboard and by mouse, and what moves seen before anything is saved."""

import re

import pytest
from playwright.sync_api import Page, expect

from slm.models import HoursVersion
from slm.operations.watch_period import measure_for
from tests.slm.catalogue import make_catalogue

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def catalogue(transactional_db):
    made = make_catalogue()
    measure_for(indicator=made.indicator, hours=made.hours)
    return made


def day(page: Page, name: str):
    return page.get_by_label(name, exact=True)


def end_of(page: Page, name: str):
    return page.get_by_role("slider", name=name)


def open_form(page: Page) -> None:
    page.goto("/hours/OFFICE/versions/new/")
    expect(end_of(page, "Monday, window 1 opens")).to_have_attribute("aria-valuetext", "08:00")


def test_week_is_built_by_keyboard_and_what_moves_is_seen_before_it_is_saved(
    catalogue, sari, open_page
):
    page = open_page(sari)
    open_form(page)
    opens = end_of(page, "Monday, window 1 opens")
    opens.focus()
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowRight", "PageDown"):
        page.keyboard.press(key)
    expect(day(page, "Monday")).to_have_value("06:31–16:00")
    expect(opens).to_be_focused()
    # A second window by its button, pulled over midnight by its end.
    page.get_by_role("button", name="Add a window Friday").press("Enter")
    expect(day(page, "Friday")).to_have_value("08:00–16:00, 17:00–18:00")
    page.keyboard.press("Tab")
    for _hour in range(8):
        page.keyboard.press("PageUp")
    closes = end_of(page, "Friday, window 2 closes")
    expect(closes).to_have_attribute("aria-valuetext", "02:00 the next day")
    expect(day(page, "Friday")).to_have_value("08:00–16:00, 17:00–02:00")
    # Tuesday as Monday; Wednesday is taken away.
    page.get_by_role("button", name="As the day before Tuesday").press("Enter")
    expect(day(page, "Tuesday")).to_have_value("06:31–16:00")
    end_of(page, "Wednesday, window 1 closes").press("Delete")
    expect(day(page, "Wednesday")).to_have_value("")
    expect(page.get_by_role("button", name="Add a window Wednesday")).to_be_focused()
    expect(page.locator("[data-week-total]")).to_have_text("43 h 58 min a week")
    page.locator("main").get_by_label("Valid from").fill("2099-12-01")
    page.locator("main").get_by_label("Valid from").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("between 1990 and 2090")
    page.locator("main").get_by_label("Valid from").fill("2027-03-01")
    page.get_by_role("button", name="See what moves").press("Enter")
    moves = page.get_by_role("region", name="Months that move")
    # Five Mondays and five Tuesdays get 1 h 29 min, four Fridays 9 h; five Wednesdays lose 8 h.
    added, lost = 10 * 5_340 + 4 * 32_400, 5 * 28_800
    row = moves.get_by_role("row", name=re.compile("March 2027"))
    expect(row).to_contain_text(re.compile(_spaced(added)))
    expect(row).to_contain_text(re.compile(_spaced(lost)))
    assert HoursVersion.objects.count() == 1
    page.get_by_role("button", name="Save version 2").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Office hours")
    saved = HoursVersion.objects.get(number=2)
    assert saved.weekly == [
        [0, "06:31", "16:00"],
        [1, "06:31", "16:00"],
        [3, "08:00", "16:00"],
        [4, "08:00", "16:00"],
        [4, "17:00", "02:00"],
    ]


def test_week_is_drawn_with_the_mouse(catalogue, sari, open_page):
    page = open_page(sari)
    open_form(page)
    drag(page, (5, 9 * 60), (5, 12 * 60))
    expect(day(page, "Saturday")).to_have_value("09:00–12:00")
    # An end pulled into the next row runs past midnight.
    drag(page, (5, 12 * 60 - 3), (6, 4 * 60))
    expect(day(page, "Saturday")).to_have_value("09:00–04:00")
    # A bar is moved as it is.
    drag(page, (0, 12 * 60), (0, 14 * 60))
    expect(day(page, "Monday")).to_have_value("10:00–18:00")


def test_what_cannot_be_read_is_marked_and_left_as_typed(catalogue, sari, open_page):
    page = open_page(sari)
    open_form(page)
    day(page, "Monday").fill("eight to four")
    expect(day(page, "Monday")).to_have_attribute("data-unreadable", "")
    page.get_by_role("button", name="Add a window Monday").click()
    expect(day(page, "Monday")).to_have_value("eight to four")
    expect(day(page, "Monday")).to_be_focused()


def test_days_are_added_to_lists_and_parts_come_with_the_country(catalogue, sari, open_page):
    page = open_page(sari)
    open_form(page)
    main = page.locator("main")
    for on, windows in (("2027-01-02", ""), ("2026-12-31", "08:00–12:00")):
        main.get_by_label("Special day", exact=True).fill(on)
        main.get_by_label("Its windows, empty is closed").fill(windows)
        page.get_by_role("button", name="Add a special day").click()
    expect(main.get_by_label("Special days")).to_have_value(
        "2026-12-31 08:00–12:00\n2027-01-02 closed"
    )
    main.get_by_label("Public holidays of").select_option("DE")
    parts = main.get_by_label("Part of the country")
    parts.select_option("BY")
    expect(page.get_by_text(re.compile("public holidays of Germany"))).to_be_visible()
    expect(main.get_by_label("Part of the country")).to_have_value("BY")


def test_form_is_whole_without_a_script(catalogue, sari, open_page):
    page = open_page(sari, java_script_enabled=False)
    page.goto("/hours/OFFICE/versions/new/")
    page.locator("main").get_by_label("Public holidays of").select_option("DE")
    page.get_by_role("button", name="Show its parts").click()
    page.locator("main").get_by_label("Part of the country").select_option("BY")
    day(page, "Saturday").fill("22:00-04:00")
    page.locator("main").get_by_label("Valid from").fill("2027-03-01")
    page.get_by_role("button", name="See what moves").click()
    page.get_by_role("button", name="Save version 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Office hours")
    saved = HoursVersion.objects.get(number=2)
    assert (saved.weekly[-1], saved.subdivision) == ([5, "22:00", "04:00"], "BY")


def _spaced(seconds: int) -> str:
    """A figure as it is written, whatever the space between its thousands."""
    return r"\s".join(re.findall(r"\d{1,3}(?=(?:\d{3})*$)", str(seconds)))


def drag(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Draw from a row and minute of the week to another."""
    week = page.locator("[data-week-map] svg")
    week.scroll_into_view_if_needed()
    box = week.bounding_box()
    assert box is not None
    scale = box["width"] / 1004

    def at(row: int, minute: int) -> tuple[float, float]:
        x, y = 44 + 956 * minute / 1440, 20 + 34 * row + 17
        return box["x"] + x * scale, box["y"] + y * scale

    page.mouse.move(*at(*start))
    page.mouse.down()
    page.mouse.move(*at(*end), steps=5)
    page.mouse.up()
