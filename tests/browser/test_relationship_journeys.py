"""Ways that a relationship takes through the pages, walked by the people who would.

Rangga looks after Dinas Contoh, Alia decides there and has pages of her own.
"""

import datetime as dt
import re
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from brm.models import Action, Contact, Feedback, Interaction, Response
from portfolio.engine.months import first_day, month_of
from portfolio.models import Origin, RevenueFact
from portfolio.operations.compute_values import compute_values
from portfolio.operations.write_records import write_records
from portfolio.queries import registers
from tests.brm.factories import make_contact
from tests.brm.surveys import opened, outcome, secret_of, survey
from tests.browser.hands import fill, follow, main, press
from tests.browser.test_look import check_look
from tests.portfolio.money import make_service

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seat(customer_a, alia, rangga) -> Contact:
    """Alia's place among the contacts; Rangga answers for the customer."""
    customer_a.manager = rangga
    customer_a.save()
    return Contact.objects.create(person=alia.person, customer=customer_a)


def test_meeting_is_logged_written_up_agreed_and_its_action_stands_at_home(
    seat, rangga, alia, customer_a, open_page
):
    ours = open_page(rangga)
    ours.goto(f"{customer_a.get_absolute_url()}meetings/")
    main(ours).locator("a[href*='/meetings/new/?customer=']").first.press("Enter")
    plan = main(ours)
    fill(
        ours,
        kind="Service review",
        review_type="Monthly, operational",
        subject="A morning at the counter",
    )
    plan.get_by_role("checkbox", name=re.compile("Alia Pemutus")).check()
    press(ours, "Plan the meeting")
    expect(ours.get_by_role("heading", level=1)).to_have_text("A morning at the counter")
    meeting = Interaction.objects.get()
    hold(ours, meeting)
    write_up(ours)
    promise(ours, seat)
    press(ours, "Release the minutes")
    expect(main(ours)).to_contain_text("The customer reads these minutes and may agree them.")

    theirs = open_page(alia)
    theirs.goto("/my/")
    waiting = theirs.get_by_role("region", name="Minutes to agree")
    waiting.get_by_role("link", name=f"Read and agree {meeting.code}").press("Enter")
    expect(main(theirs)).to_contain_text("Forms are asked for twice.")
    expect(main(theirs)).not_to_contain_text("Only for us")
    follow(theirs, "Agree the minutes")
    press(theirs, "Agree")
    expect(theirs.get_by_text("You agreed the minutes.")).to_be_visible()

    theirs.goto("/my/")
    mine = theirs.get_by_role("region", name="My actions")
    expect(mine.get_by_role("row", name=re.compile("Send three forms as examples"))).to_be_visible()
    expect(theirs.get_by_role("region", name="Minutes to agree")).to_have_count(0)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.agreed_by) == ("agreed", "Alia Pemutus")
    assert Action.objects.get().contact == seat


def hold(page: Page, meeting: Interaction) -> None:
    """It took place an hour ago, and whoever was to come came."""
    follow(page, "It was held")
    earlier = timezone.now().astimezone(ZoneInfo(meeting.zone)) - dt.timedelta(hours=1)
    fill(page, held_on=f"{earlier:%Y-%m-%d}", held_time=f"{earlier:%H:%M}")
    press(page, "Record as held")


def write_up(page: Page) -> None:
    """Minutes of the first point, and a note beside them that stays here."""
    point = main(page).get_by_role("listitem").filter(has=page.locator("textarea")).first
    point.locator("textarea[name^='minutes-']").fill("Forms are asked for twice.")
    point.locator("summary").click()
    point.locator("textarea[name^='note-']").fill("Only for us: the counter is short of people.")
    press(page, "Save the minutes")
    expect(main(page).locator("textarea[name^='minutes-']").first).to_have_value(
        "Forms are asked for twice."
    )


def promise(page: Page, seat: Contact) -> None:
    """An action that the customer's own contact takes on."""
    main(page).get_by_role("link", name="Add an action").first.press("Enter")
    due_on = timezone.localdate() + dt.timedelta(days=9)
    fill(page, what="Send three forms as examples", due_on=f"{due_on:%Y-%m-%d}")
    main(page).locator("[name=staff_owner]").select_option("")
    main(page).locator("[name=contact]").select_option(str(seat.pk))
    press(page, "Save action")


def test_complaint_goes_from_the_customers_own_page_to_closed_by_the_customer(
    seat, rangga, alia, open_page
):
    theirs, ours = open_page(alia), open_page(rangga)
    theirs.goto("/my/feedback/new/")
    main(theirs).get_by_label("A complaint").check()
    fill(
        theirs,
        title="Certificates are printed twice",
        text="Every certificate comes out twice since Monday.",
        severity="we cannot work as we should",
    )
    main(theirs).locator("form button[type=submit]").press("Enter")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Complaints and questions")
    record = Feedback.objects.get()
    follow(theirs, record.code)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Certificates are printed twice")

    ours.goto(record.get_absolute_url())
    take(ours, "acknowledge", words="We look at the printers today.")
    take(ours, "resolve", resolution="A queue was doubled. It is one again.")
    assert state_of(record) == "resolved"

    theirs.reload()
    expect(main(theirs)).to_contain_text("Only your yes closes it.")
    follow(theirs, "It is not resolved")
    fill(theirs, words="At counter four it still comes out twice.")
    main(theirs).locator("form button[type=submit]").press("Enter")
    assert state_of(record) == "reopened"

    ours.reload()
    take(ours, "acknowledge")
    take(ours, "resolve", resolution="Counter four had its own queue; it is gone too.")
    theirs.reload()
    follow(theirs, "Accept the resolution")
    main(theirs).locator("form button[type=submit]").press("Enter")
    expect(theirs.get_by_text("It is closed. Thank you.")).to_be_visible()
    assert state_of(record) == "closed"
    ours.reload()
    expect(main(ours)).to_contain_text("The customer accepted")


def take(page: Page, step: str, **words: str) -> None:
    """Take a step of the complaint's way, from its page and back to it."""
    main(page).locator(f"a[href$='/{step}/']").first.press("Enter")
    fill(page, **words)
    main(page).locator("form button[type=submit]").press("Enter")
    expect(page).to_have_url(re.compile(r"/feedback/[A-Z0-9-]+/$"))


def state_of(record: Feedback) -> str:
    record.refresh_from_db()
    return record.state


def test_survey_is_answered_once_on_a_telephone_without_signing_in(rangga, customer_a, open_page):
    cache.clear()
    begun = timezone.now() - dt.timedelta(days=1)
    make_contact(customer_a, "Dewi", "user")
    campaign = survey(
        rangga,
        customer_a,
        blocks=("outcomes", "csat", "comment"),
        opens_at=begun,
        closes_at=begun + dt.timedelta(days=9),
    )
    outcome(campaign, customer_a, "Certificates on the same day")
    link = f"/survey/{secret_of(opened(campaign, at=begun), 'Dewi', at=begun)}/"

    page = open_page(None, width=360, has_touch=True)
    check_look(page, link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Do we help you?")
    for name, chosen in (("importance", "9"), ("outcome", "3"), ("csat", "4")):
        scale = main(page).locator(f"fieldset:has([name^='{name}'])")
        scale.get_by_text(chosen, exact=True).tap()
    main(page).get_by_role("button", name="Send my answers").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Thank you. Your answers have arrived."
    )
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Answered already")
    expect(main(page)).to_contain_text("Your answers have arrived. They cannot be changed")
    assert Response.objects.count() == 1


def test_revenue_changed_in_the_browser_moves_the_value_and_its_printed_explanation(
    rangga, customer_a, open_page
):
    now = timezone.now()
    service = make_service("PAY", "Payments")
    this_month = month_of(now.date())
    for register, amount in ((registers.REVENUE, 1000), (registers.COSTS, 600)):
        write_records(
            register=register,
            rows=[
                {
                    "customer": customer_a,
                    "service": service,
                    "month": first_day(this_month - back),
                    "amount": Decimal(amount),
                    "currency": "EUR",
                }
                for back in range(1, 13)
            ],
            origin=Origin.ENTERED,
            actor=rangga,
            at=now,
        )
    compute_values(actor=None, at=now)
    value = f"/customers/{customer_a.code}/value/"
    last = RevenueFact.objects.get(month=first_day(this_month - 1))

    page = open_page(rangga)
    page.goto(value)
    past = page.get_by_role("region", name="Past", exact=True)
    expect(past).to_contain_text(spaced("€ 12 000"))
    expect(past).to_contain_text(spaced("€ 4 800"))
    page.goto(last.get_absolute_url())
    fill(page, amount="3500")
    press(page, "Save correction")
    page.goto("/money/values/compute/")
    press(page, "Work out")
    page.goto(value)
    page.emulate_media(media="print")
    # Revenue of eleven months at 1 000 and one at 3 500, less twelve times a cost of 600.
    expect(past).to_contain_text(spaced("€ 14 500"))
    expect(past).to_contain_text(spaced("€ 7 300"))
    last.refresh_from_db()
    assert last.amount == 3500


def spaced(words: str) -> re.Pattern[str]:
    """A figure as it is written, whatever the space between its thousands."""
    return re.compile(re.escape(words).replace(r"\ ", r"\s"))
