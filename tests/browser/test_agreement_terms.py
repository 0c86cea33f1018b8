"""What holds, until when, for which price: read by our side, by customer A, never by customer B.

Every day is counted from today: nothing here ages.
"""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from agreements.models import Charge, SectionSet, Version
from agreements.operations.activate import activate
from agreements.operations.negotiate import negotiate
from agreements.operations.request_change import answer_change, request_change
from agreements.operations.save_sections import choose_section_set
from agreements.operations.save_version import save_version
from agreements.operations.write_term import WrittenTerm
from slm.models import Provider
from tests.agreements.levels import three_levels
from tests.agreements.scenes import draft, indicator, write
from tests.browser.hands import fill, follow, main, press
from tests.browser.test_look import check_look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

CODE = "SLA-0042"


def today() -> dt.date:
    return dt.datetime.now(ZoneInfo("Asia/Jakarta")).date()


def days(count: int) -> dt.date:
    return today() + dt.timedelta(days=count)


def holding(sari, customer, *, ends_on: dt.date | None = None) -> Version:
    """An SLA of Dinas Contoh in force since a month ago."""
    version = write(
        draft(sari, customer, code=CODE),
        [indicator()],
        sari,
        starts_on=days(-30),
        ends_on=ends_on,
        evidence="Minutes of the meeting",
    )
    activate(version=version, actor=sari, at=timezone.now())
    version.refresh_from_db()
    return version


def status(page, path: str) -> int:
    """What the address answers to whoever has this page, without a line in its console."""
    return page.request.get(path).status


def test_terms_of_three_levels_name_where_they_come_from(
    open_page, sari, alia, bram, customer_a, customer_b
):
    three_levels(sari, customer_a, customer_b)
    asked = "/effective/?customer=DINAS&service=PAY&on=2026-11-10"
    ours = open_page(sari)
    ours.goto("/effective/")
    fill(ours, customer="Dinas Contoh", service="Payment gateway", on="2026-11-10")
    press(ours, "Show what holds")
    targets = main(ours).get_by_role("region", name="Targets, scrolls sideways")
    expect(targets.get_by_role("row").nth(1)).to_contain_text(re.compile(r"99\.95\s%[\s\S]*SLA-S"))
    expect(targets.get_by_role("row").nth(2)).to_contain_text(re.compile(r"99\.00\s%[\s\S]*SLA-C"))
    expect(main(ours)).to_contain_text("Day and night")
    expect(main(ours)).to_contain_text("All of it")
    check_look(ours, asked)
    theirs = open_page(alia, width=360, theme="dark")
    check_look(theirs, asked)
    expect(main(theirs)).to_contain_text(re.compile(r"99\.95\s%"))
    expect(main(theirs)).not_to_contain_text("SLA-X")
    assert status(open_page(bram), asked) == 404


def test_dates_and_gaps_lead_to_what_mends_them(open_page, sari, alia, customer_a, customer_b):
    version = write(
        draft(sari, customer_a, code=CODE), [indicator()], sari, starts_on=days(-30), ends_on=None
    )
    save_version(
        version=version,
        starts_on=days(-30),
        ends_on=None,
        evidence="Minutes of the meeting",
        term=WrittenTerm(3, Version.Renewal.EXPRESS, 3, notice_days=10),
        actor=sari,
    )
    activate(version=version, actor=sari, at=timezone.now())
    Provider.objects.create(code="LINES", name="Lines and Co", kind="external")
    ours, theirs = open_page(sari), open_page(alia)

    check_look(ours, "/agreements/dates/")
    row = main(ours).get_by_role("row").filter(has_text="It ends unless both agree").first
    row.get_by_role("link").last.press("Enter")
    expect(ours).to_have_url(re.compile(f"/agreements/{CODE}/renew/"))

    check_look(ours, "/agreements/coverage/")
    gap = main(ours).get_by_role("listitem").filter(has_text="Kantor Misal")
    gap.get_by_role("link", name="Begin an agreement").press("Enter")
    expect(main(ours).locator("[name=kind]")).to_have_value("sla")
    expect(main(ours).locator("[name=customers] option:checked")).to_have_text("Kantor Misal")
    ours.goto("/agreements/coverage/")
    gap = main(ours).get_by_role("listitem").filter(has_text="Begin a contract")
    expect(gap).to_contain_text("Lines and Co")

    paths = ("/agreements/dates/", "/agreements/coverage/", "/agreements/new/")
    assert [status(theirs, path) for path in paths] == [403, 403, 403]


def test_tariff_is_written_read_and_hidden(open_page, sari, alia, bram, customer_a, customer_b):
    ours = open_page(sari)
    ours.goto("/tariffs/new/")
    fill(ours, code="TRF-1", title="Payments", customer="Dinas Contoh", currency="IDR")
    press(ours, "Save")
    expect(ours.locator("body")).to_contain_text("Now its prices.")
    follow(ours, "Set a price")
    fill(ours, name="Gateway", price="-1", valid_from=days(-30).isoformat())
    press(ours, "Save")
    expect(main(ours).locator(".field__error").first).to_be_visible()
    fill(ours, price="480000000")
    press(ours, "Save")
    expect(main(ours)).to_contain_text(re.compile(r"480.000.000"))
    ours.goto("/tariffs/TRF-1/prices/add/?name=Gateway")
    fill(ours, price="516000000", valid_from=days(40).isoformat())
    press(ours, "Save")
    check_look(ours, "/tariffs/TRF-1/")
    charges = Charge.objects.order_by("valid_from").values_list("valid_from", "valid_to")
    assert list(charges) == [(days(-30), days(40)), (days(40), None)]

    theirs = open_page(alia, width=360)
    check_look(theirs, "/tariffs/TRF-1/")
    expect(main(theirs)).to_contain_text(re.compile(r"480.000.000"))
    expect(main(theirs)).not_to_contain_text(re.compile(r"516.000.000"))
    stranger = open_page(bram)
    assert [status(stranger, path) for path in ("/tariffs/TRF-1/", "/tariffs/")] == [404, 403]


def test_next_version_is_compared_by_whoever_may_read_it(
    open_page, sari, alia, bram, customer_a, customer_b
):
    """A change that the customer asked for, beside what holds; hidden from it until handed over."""
    agreement = holding(sari, customer_a).agreement
    change = request_change(
        agreement=agreement, reason="Paydays are at night.", actor=alia, at=timezone.now()
    )
    second = answer_change(change=change, actor=sari, at=timezone.now())
    compared = f"/agreements/{CODE}/compare/?from=1&to=2"
    ours, theirs, stranger = open_page(sari), open_page(alia), open_page(bram)

    ours.goto(f"/agreements/{CODE}/v2/targets/{second.targets.get().public_id}/edit/")
    fill(ours, threshold="99.95")
    press(ours, "Save target")
    check_look(ours, compared)
    expect(main(ours).locator("del").first).to_contain_text("99.90")
    expect(main(ours).locator("ins").first).to_contain_text("99.95")

    assert [status(page, compared) for page in (theirs, stranger)] == [404, 404]
    negotiate(version=second, actor=sari, at=timezone.now())
    check_look(theirs, compared)
    expect(main(theirs).locator("ins").first).to_contain_text("99.95")
    assert status(stranger, compared) == 404


def test_administrator_adds_a_section_and_drafts_lack_it(open_page, ayu, sari, alia, customer_a):
    version = write(
        draft(sari, customer_a, code=CODE), [indicator()], sari, starts_on=days(1), ends_on=None
    )
    choose_section_set(
        version=version,
        section_set=SectionSet.objects.get(code="SLA-MINIMUM"),
        governing_language="en",
        actor=sari,
    )
    admin = open_page(ayu)
    admin.goto("/section-sets/SLA-MINIMUM/edit/")
    blank = main(admin).locator("fieldset").last
    for name, value in (("key", "seasons"), ("name", "Seasons"), ("name_id", "Musim")):
        blank.locator(f"[name$='-{name}']").fill(value)
    required = blank.locator("[name$='-is_required']")
    if not required.is_checked():
        required.press("Space")
    press(admin, "Save the set")
    expect(main(admin).locator("legend", has_text="Seasons")).to_be_visible()
    check_look(admin, "/section-sets/")

    ours = open_page(sari)
    ours.goto(f"/agreements/{CODE}/v1/")
    main(ours).get_by_text("sections are missing").click()
    expect(main(ours)).to_contain_text("“Seasons” is empty")
    ours.goto(f"/agreements/{CODE}/v1/text/")
    fill(ours, **{"section-seasons": "Enrolment: June and July."})
    press(ours, "Save the text")
    expect(main(ours)).to_contain_text("Enrolment: June and July.")
    theirs = open_page(alia)
    paths = ("/section-sets/", "/section-sets/SLA-MINIMUM/edit/")
    assert [status(theirs, path) for path in paths] == [403, 403]
