"""An outage of several services within ten seconds, without a mouse."""

import re
import time

import pytest
from playwright.sync_api import expect

from slm.models import Fact
from tests.slm.catalogue import make_catalogue, make_service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
# A hurried person strikes some five keys a second.
STROKE_MS = 200
SECONDS = 10


@pytest.fixture
def services(db):
    catalogue = make_catalogue()
    for number in range(20):
        make_service(f"APP-{number:02d}", name=f"Application {number:02d}")
    make_service("MAIL", name="Mail")
    return catalogue


def test_outage_of_three_is_declared_from_the_keyboard_in_ten_seconds(open_page, sari, services):
    page = open_page(sari)
    page.goto("/providers/")
    keys = page.keyboard
    began = time.monotonic()
    keys.press("Alt+o")
    expect(page.get_by_role("combobox", name="Services and slices")).to_be_focused()
    for word in ("sura", "mail", "app 07"):
        keys.type(word, delay=STROKE_MS)
        keys.press("Enter")
    expect(page.get_by_role("button", name="Remove Mail")).to_be_visible()
    keys.press("Control+Enter")
    expect(page).to_have_url(re.compile("/outages/$"))
    seconds = time.monotonic() - began
    assert sorted(
        (row.service.code, row.slice and row.slice.code)
        for row in Fact.objects.filter(source__code="MANUAL", end_at=None)
    ) == [("APP-07", None), ("MAIL", None), ("PAY-GW", "SBY")]
    assert seconds < SECONDS
    banner = page.get_by_role("complementary", name="Open outages")
    expect(banner).to_contain_text("Payment gateway · Surabaya")
    banner.get_by_role("link", name="End it").first.press("Enter")
    expect(page).to_have_url(re.compile("/outages/end/MANUAL/"))


def test_shortcut_waits_while_somebody_types(open_page, sari, services):
    page = open_page(sari)
    page.goto("/providers/")
    page.keyboard.press("/")
    page.keyboard.press("Alt+o")
    page.wait_for_timeout(300)
    expect(page).to_have_url(re.compile("/providers/$"))


def test_choice_is_taken_back_and_found_by_arrows(open_page, sari, services):
    page = open_page(sari)
    page.goto("/outages/new/?service=mail")
    box = page.get_by_role("combobox", name="Services and slices")
    chip = page.get_by_role("button", name="Remove Mail")
    expect(chip).to_be_visible()
    box.press("Backspace")
    expect(chip).to_have_count(0)
    box.fill("application")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_role("button", name="Remove Application 01")).to_be_visible()
    box.fill("nowhere")
    expect(page.get_by_role("listbox")).to_have_text("Nothing fits.")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_form_works_without_script(open_page, sari, services):
    page = open_page(sari, java_script_enabled=False)
    page.goto("/outages/new/")
    page.get_by_label("Services and slices").select_option(["MAIL", "PAY-GW/SBY"])
    page.get_by_role("button", name="Record the outage").click()
    expect(page).to_have_url(re.compile("/outages/$"))
    assert Fact.objects.filter(source__code="MANUAL").count() == 2
