"""The main journey in a browser alone: from a log to the figures, from an outage to its bell."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from agreements.models import Verdict
from agreements.operations.activate import activate
from agreements.operations.tick import tick
from common.tasks import run_due_jobs
from tests.scenarios.building import make_agreement, make_hours, make_indicator
from tests.scenarios.test_real_log import LOG, count_by_hand

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# What the table of the log says: four digits, floored.
EXACT = {
    "Catalog Search": "97.4328",
    "Did You Mean Playground": "99.5005",
    "GitHub": "98.6660",
    "Chat": "100.0000",
}


def test_log_by_page_gives_the_figures_by_page(open_page, sari, customer_a):
    page = open_page(sari)
    upload_the_log(page)
    write_the_hours(page)
    make_the_agreement(page)
    tick(at=timezone.now())
    shown = figures_of_the_agreement(page)
    assert {name: shown[name] for name in EXACT} == EXACT
    assert shown == {
        name: floored(measured - bad, measured)
        for name, (bad, _unknown, measured, _breaks, _longest) in count_by_hand().items()
    }


def floored(good: int, measured: int) -> str:
    whole, rest = divmod(good * 1_000_000 // measured, 10_000)
    return f"{whole}.{rest:04d}"


def upload_the_log(page: Page) -> None:
    page.goto("/services/")
    page.get_by_role("link", name="Upload a state log").click()
    page.locator("main").get_by_label("Name of the new source").fill("Status monitor")
    page.locator("input[type=file]").set_input_files(str(LOG))
    page.locator("main").get_by_label("Create services that are missing").check()
    page.get_by_role("button", name="Import the file").click()
    expect(page).to_have_url(re.compile("/jobs/"))
    run_due_jobs()
    page.reload()
    expect(page.locator("main")).to_contain_text("314")


def write_the_hours(page: Page) -> None:
    page.goto("/hours/new/")
    page.locator("main").get_by_label("Code").fill("ALWAYS")
    page.locator("main").get_by_label("Name", exact=True).fill("Round the clock")
    page.locator("main").get_by_label("Time zone").select_option("UTC")
    page.get_by_role("button", name="Add the hours").click()
    page.goto("/hours/ALWAYS/versions/new/")
    page.locator("main").get_by_label("Valid from").fill("2026-01-01")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        page.get_by_label(day, exact=True).fill("00:00-24:00")
    page.get_by_role("button", name="See what moves").click()
    page.get_by_role("button", name=re.compile("Save version")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Round the clock")


def make_the_agreement(page: Page) -> None:
    page.goto("/agreements/new/")
    page.locator("main").get_by_label("Code").fill("SLA-0001")
    page.locator("main").get_by_label("Title").fill("Public services")
    page.locator("main").get_by_label("Customers").select_option(label="Dinas Contoh")
    page.locator("main").get_by_label("Time zone of its dates").fill("UTC")
    page.get_by_role("button", name="Begin the agreement").click()
    page.goto("/agreements/SLA-0001/v1/term/")
    page.locator("main").get_by_label("In force from").fill("2026-08-12")
    page.locator("main").get_by_label("Last day included").fill("2026-08-21")
    page.locator("main").get_by_label("How it was agreed").fill("Minutes of 3 August 2026")
    page.get_by_role("button", name="Save term").click()
    page.goto("/agreements/SLA-0001/v1/targets/add/")
    page.locator("main").get_by_label("Target", exact=True).fill("99.5")
    page.locator("main").get_by_label("Service hours").select_option(label="Round the clock")
    for box in page.locator("input[name=indicators]").all():
        box.check()
    page.get_by_role("button", name="Add targets").click()
    page.goto("/agreements/SLA-0001/v1/activate/")
    page.get_by_role("button", name=re.compile("^Activate")).click()
    expect(page).to_have_url(re.compile("/agreements/SLA-0001/"))


def figures_of_the_agreement(page: Page) -> dict[str, str]:
    """The level of each target as its own page shows it."""
    shown = {}
    for verdict in Verdict.objects.select_related("commitment__target__indicator__service"):
        page.goto(f"{verdict.commitment.get_absolute_url()}?at=2026-08-15")
        text = page.locator("main").inner_text()
        found = re.search(r"(\d+\.\d{4})\s*%", text)
        assert found is not None, text
        shown[verdict.commitment.target.indicator.service.name] = found[1]
    return shown


def test_outage_declared_now_rings_once_and_is_acknowledged(open_page, sari, customer_a):
    """From the keyboard to the bell; then the budget runs out, and somebody takes care of it."""
    now = timezone.now()
    indicator = make_indicator("PAYROLL")
    version = make_agreement(
        "SLA-0002",
        [customer_a],
        hours=make_hours("ALWAYS"),
        start_at=now.replace(day=1, hour=0, minute=0, second=0, microsecond=0),
        indicators=[indicator],
        threshold_ppm=1_000_000,
    )
    activate(version=version, actor=sari, at=now)
    tick(at=now)
    page = open_page(sari)
    page.goto("/outages/new/")
    page.get_by_role("combobox", name="Services and slices").fill("payroll")
    page.keyboard.press("Enter")
    page.locator("main").get_by_label("Reason").fill("Disk full")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Payroll")
    tick(at=timezone.now() + dt.timedelta(seconds=5))
    page.goto("/breaches/")
    page.get_by_role("link", name=re.compile("SLA-0002-B1")).first.click()
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.locator("main")).to_contain_text("Acknowledged")
    page.goto("/notices/")
    expect(page.locator("main")).to_contain_text("Payroll")
