"""From what a customer needs to an agreement in force, by the people who would do it.

Sari manages, Alia decides and signs for Dinas Contoh on her own pages, Bram of another customer
finds nothing at any address that they pass.
"""

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, Request, expect

from accounts.models import User
from agreements.models import Verdict, Version
from agreements.operations.decide_requirement import sections_of_requirements
from agreements.operations.tick import tick
from agreements.queries.section_texts import missing_sections
from tests.agreements.operations.test_pilot import ola as make_ola
from tests.agreements.scenes import indicator, round_the_clock
from tests.agreements.signing import seated
from tests.browser.hands import fill, follow, main, press, show_who_one_is
from tests.browser.test_look import check_look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ZONE = ZoneInfo("Asia/Jakarta")
REQUIREMENT, AGREEMENT, VERSION = "SLR-0100", "SLA-0100", "/agreements/SLA-0100/v1/"
MINE = "/my/agreements/SLA-0100/v1/"


@pytest.fixture
def visited() -> set[tuple[str, str]]:
    """Method and address of whatever was asked for that names the requirement or agreement."""
    return set()


@pytest.fixture
def follow_everybody(open_page, visited):
    """Open a page as somebody and remember the addresses it passes."""

    def _open(user: object, **options: object) -> Page:
        page = open_page(user, **options)

        def remember(request: Request) -> None:
            path = urlsplit(request.url).path
            if REQUIREMENT in path or AGREEMENT in path:
                visited.add((request.method, path))

        page.on("request", remember)
        return page

    return _open


def test_need_becomes_an_agreement_in_force(
    open_page, follow_everybody, visited, sari, alia, bram, customer_a
):
    indicator("PAY", "Payment gateway")
    round_the_clock()
    ours, theirs = follow_everybody(sari), follow_everybody(alia)
    write_the_requirement(ours)
    sign_it_off(theirs)
    specify_it(ours)
    begin_the_agreement(ours)
    negotiate_a_round(ours, theirs)
    read_in_indonesian(open_page, alia)
    name_who_signs(ours)
    open_the_signing(ours, days="20")
    sign_too_early(theirs)
    sign_as(ours, f"{VERSION}sign/")
    decline(theirs, ours)
    open_the_signing(ours, days="10", again=True)
    sign_as(ours, f"{VERSION}sign/")
    sign_for_the_customer(theirs)
    put_in_force(ours, theirs)
    ask_for_a_change(ours, theirs)
    strangers_find_nothing(seated(bram), visited)


def test_pilot_is_begun_and_ended_on_a_phone(open_page, sari):
    """Measured on trial before anybody signs, with its result in words."""
    make_ola(sari)
    page, path = open_page(sari, width=360, theme="dark"), "/agreements/OLA-0042/v1/"
    page.goto(path)
    follow(page, "Begin a pilot")
    press(page, "Begin the pilot")
    check_look(page, path)
    expect(main(page).get_by_role("region", name="Pilot", exact=True)).to_contain_text("goes on")
    follow(page, "End the pilot")
    check_look(page, f"{path}pilot/end/")
    main(page).get_by_label("It can be promised").press("Space")
    fill(page, words="A day without a worry.")
    press(page, "End the pilot")
    expect(main(page)).to_contain_text("A day without a worry.")


def write_the_requirement(page: Page) -> None:
    page.goto("/requirements/new/")
    fill(
        page,
        customer="Dinas Contoh",
        code=REQUIREMENT,
        title="Salaries on time",
        statement="Every salary is on its account by the 25th.",
        services="Payment gateway",
        wanted_on=(timezone.now() + dt.timedelta(days=60)).date().isoformat(),
        business_case="A late salary costs us a strike.",
        **{
            f"section-{section.key}": f"What we need of {section.key}."
            for section in sections_of_requirements()
        },
    )
    press(page, "Begin the requirement")
    expect(main(page)).to_contain_text("Ask for at least one level.")
    follow(page, "Ask for a level")
    fill(page, wording="It works whenever we pay", amount="99,9")
    press(page, "Save")
    expect(main(page)).to_contain_text(re.compile(r"99\.90\s%"))
    press(page, "Ask for sign-off")
    expect(main(page)).to_contain_text("with the customer")


def sign_it_off(page: Page) -> None:
    page.goto("/my/")
    main(page).get_by_role("link", name=re.compile(REQUIREMENT)).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Salaries on time")
    check_look(page, f"/my/requirements/{REQUIREMENT}/")
    follow(page, "Sign off")
    press(page, "Sign off")
    expect(page.locator("body")).to_contain_text(f"You signed off {REQUIREMENT}.")


def specify_it(page: Page) -> None:
    page.goto(f"/requirements/{REQUIREMENT}/")
    press(page, "Begin")
    expect(main(page)).to_contain_text("nobody has said yet how this will be met")
    main(page).get_by_role("row").get_by_role("link", name="Add a line").press("Enter")
    fill(page, how="Two gateways, one of them always warm", hours="24×7 Asia/Jakarta")
    main(page).locator("[name=indicator]").select_option(index=1)
    press(page, "Save")
    press(page, "It can be promised")
    expect(main(page)).to_contain_text("Ready to promise")
    check_look(page, f"/requirements/{REQUIREMENT}/r1/")


def begin_the_agreement(page: Page) -> None:
    follow(page, "Begin the agreement")
    fill(page, code=AGREEMENT)
    press(page, "Begin the agreement")
    expect(page).to_have_url(re.compile(f"/agreements/{AGREEMENT}/"))
    page.goto(f"{VERSION}term/")
    tomorrow = dt.datetime.now(ZONE).date() + dt.timedelta(days=1)
    fill(
        page,
        starts_on=tomorrow.isoformat(),
        ends_on=(tomorrow + dt.timedelta(days=364)).isoformat(),
    )
    press(page, "Save term")
    write_what_is_missing(page)


def write_what_is_missing(page: Page) -> None:
    """What the requirement did not say: written, or stated that there is none."""
    page.goto(f"{VERSION}text/")
    for row in missing_sections(Version.objects.get(agreement__code=AGREEMENT)):
        nothing = main(page).locator(f"[name='none-{row['key']}']")
        if nothing.count():
            nothing.press("Space")
        else:
            fill(page, **{f"section-{row['key']}": f"What holds of {row['key']}."})
    press(page, "Save the text")
    expect(main(page)).to_contain_text("Lifecycle")


def negotiate_a_round(ours: Page, theirs: Page) -> None:
    ours.goto(f"{VERSION}step/negotiate/")
    press(ours, "Hand to the customer")
    theirs.goto("/my/")
    main(theirs).get_by_role("link", name=re.compile(AGREEMENT)).first.press("Enter")
    expect(theirs).to_have_url(re.compile(MINE))
    check_look(theirs, MINE)
    follow(theirs, "Propose")
    fill(theirs, figure="99.95", comment="Two days before the 25th it must not fail.")
    press(theirs, "Propose")
    fill(theirs, text="And on Sundays?")
    press(theirs, "Comment")
    expect(main(theirs)).to_contain_text("And on Sundays?")
    press(theirs, "Hand back")
    ours.goto(f"{VERSION}negotiation/")
    check_look(ours, f"{VERSION}negotiation/")
    expect(main(ours)).to_contain_text("Two days before the 25th it must not fail.")
    press(ours, "Accept")
    press(ours, "Resolve")
    theirs.goto(MINE)
    expect(main(theirs)).to_contain_text(re.compile(r"99\.95\s%"))
    follow(theirs, "Agree on the text")
    press(theirs, "Agree")
    expect(theirs.locator("body")).to_contain_text("You agreed on the text.")


def read_in_indonesian(open_page: Callable[..., Page], alia: User) -> None:
    """The same text on a phone in the dark, in the reader's language."""
    alia.language = "id"
    alia.save()
    page = open_page(alia, width=360, theme="dark")
    check_look(page, MINE)
    expect(page.locator("html")).to_have_attribute("lang", "id")
    expect(main(page)).to_contain_text("Apa yang dijanjikan")
    expect(main(page)).to_contain_text(re.compile(r"99,95\s%"))
    alia.language = "en"
    alia.save()


def name_who_signs(page: Page) -> None:
    for person, customer in (("Sari Tingkat", ""), ("Alia Pemutus", "Dinas Contoh")):
        page.goto("/authorities/new/")
        fill(page, person=person, capacity="Head of office", valid_from="2026-01-01")
        if customer:
            fill(page, customer=customer)
        press(page, "Save")
    page.goto(f"{VERSION}signatories/")
    check_look(page, f"{VERSION}signatories/")
    expect(main(page)).to_contain_text("Nobody signs for Dinas Contoh yet.")
    for person, order in (("Sari Tingkat", "1"), ("Alia Pemutus", "2")):
        fill(page, person=person, order=order)
        main(page).locator("[name=party]").select_option(index=int(order) - 1)
        press(page, "Name")
        expect(main(page).get_by_role("rowheader", name=person)).to_be_visible()


def open_the_signing(page: Page, *, days: str, again: bool = False) -> None:
    if again:
        page.goto(f"{VERSION}step/agree/")
        fill(page, note="By telephone: the price stays.")
        press(page, "Agree on the text")
    page.goto(f"{VERSION}step/open_signing/")
    fill(page, days=days)
    press(page, "Send out for signing")
    expect(main(page)).to_contain_text("0 of 2 signed")


def sign_too_early(page: Page) -> None:
    """There is no button yet; who knows the address is refused in words."""
    page.goto(MINE)
    expect(main(page).get_by_role("link", name="Sign", exact=True)).to_have_count(0)
    row = Version.objects.get(agreement__code=AGREEMENT).signatories.get(order=2)
    page.goto(f"{MINE}sign/{row.pk}/")
    show_who_one_is(page)
    press(page, "Sign")
    expect(page.get_by_role("alert")).to_contain_text("It is the turn of")
    assert row.signatures.count() == 0


def sign_as(page: Page, path: str) -> None:
    page.goto(path)
    if "/reauthenticate/" in page.url:
        show_who_one_is(page)
    press(page, "Sign")
    expect(main(page)).to_contain_text("Head of office")


def decline(theirs: Page, ours: Page) -> None:
    theirs.goto(MINE)
    follow(theirs, "Decline")
    press(theirs, "Decline")
    expect(theirs.locator("[role=alert], .field__error").first).to_be_visible()
    fill(theirs, reason="The price went up.")
    press(theirs, "Decline")
    expect(main(theirs)).to_contain_text("In negotiation")
    ours.goto("/notices/")
    expect(main(ours)).to_contain_text("The price went up.")
    ours.goto(f"{VERSION}signatories/")
    expect(main(ours)).to_contain_text("The price went up.")


def sign_for_the_customer(page: Page) -> None:
    page.goto(MINE)
    check_look(page, MINE)
    follow(page, "Sign")
    expect(main(page)).to_contain_text("Dinas Contoh")
    press(page, "Sign")
    expect(page.locator("body")).to_contain_text(f"You signed {AGREEMENT}.")


def put_in_force(ours: Page, theirs: Page) -> None:
    ours.goto(f"{VERSION}activate/")
    press(ours, "Activate")
    expect(ours).to_have_url(re.compile(f"/agreements/{AGREEMENT}/$"))
    version = Version.objects.get(agreement__code=AGREEMENT)
    start_at = version.effective_from
    assert start_at is not None
    rows = version.agreement.versions
    assert not rows.in_force(start_at - dt.timedelta(seconds=1)).exists()
    assert rows.in_force(start_at).get() == version
    tick(at=start_at + dt.timedelta(hours=1))
    assert Verdict.objects.get().commitment.target.threshold_ppm == 999_500
    check_look(theirs, f"{VERSION}evidence/")
    expect(main(theirs)).to_contain_text(version.text_hash)
    theirs.goto(f"/my/agreements/{AGREEMENT}/")
    expect(main(theirs)).to_contain_text(re.compile(r"99\.95\s%"))


def ask_for_a_change(ours: Page, theirs: Page) -> None:
    """Asked by the customer, needed by the manager, refused with a reason that is read."""
    theirs.goto(f"/my/agreements/{AGREEMENT}/")
    follow(theirs, "Ask for a change")
    check_look(theirs, f"/my/agreements/{AGREEMENT}/changes/new/")
    fill(theirs, reason="Two more pay days in December.")
    press(theirs, "Ask for it")
    expect(main(theirs)).to_contain_text(f"{AGREEMENT}-C1")
    ours.goto("/levels/")
    need = main(ours).get_by_role("listitem").filter(has_text="Alia Pemutus asks for a change")
    need.get_by_role("link", name="Answer").press("Enter")
    expect(main(ours)).to_contain_text("Two more pay days in December.")
    follow(ours, "Refuse")
    fill(ours, reason="December is covered already.")
    press(ours, "Refuse")
    theirs.reload()
    expect(main(theirs)).to_contain_text("December is covered already.")
    check_look(theirs, f"/my/agreements/{AGREEMENT}/")


def strangers_find_nothing(browser: Client, visited: set[tuple[str, str]]) -> None:
    """The same requests by somebody who has just shown who they are, for another customer."""
    assert len(visited) > 40
    found = {}
    for method, path in sorted(visited):
        answer = browser.generic(method, path)
        if answer.status_code == 302:  # a page of ours leads customers to their own
            answer = browser.get(answer["Location"])
        found[method, path] = answer.status_code
    assert found == dict.fromkeys(found, 404)
