"""Every page that the navigation leads to: both themes, wide and narrow, both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from agreements.operations.activate import activate
from agreements.operations.tick import tick
from slm.operations.record_outage import record_outage
from tests.cast import NOW
from tests.scenarios.building import make_agreement, make_hours, make_indicator, make_source

pytestmark = pytest.mark.django_db(transaction=True)

# Whoever has most pages sees them in every look, the others in the two that differ most.
LOOKS = [
    ("sari", 1280, "light", "en"),
    ("sari", 1280, "dark", "id"),
    ("sari", 360, "light", "id"),
    ("sari", 360, "dark", "en"),
    *((who, 1280, "light", "en") for who in ("rangga", "ayu", "alia")),
    *((who, 360, "dark", "id") for who in ("rangga", "ayu", "alia")),
]
# What is left to the reader's judgement is not asked of a machine.
SERIOUS = {"critical", "serious"}


@pytest.fixture
def story(sari, oka, customer_a, alia):
    """A promise with an open outage: every page has something to say."""
    payroll = make_indicator("PAYROLL")
    make_indicator("MAIL", make_source("PROBE", expected_interval_seconds=60), max_gap_seconds=300)
    version = make_agreement(
        "SLA-0001",
        [customer_a],
        hours=make_hours("ALWAYS", zone="Asia/Jakarta"),
        start_at=NOW.replace(month=9, day=1, hour=0, minute=0),
    )
    activate(version=version, actor=sari, at=NOW)
    record_outage(
        source=make_source("TOOL"),
        external_id="INC-1",
        service=payroll.service,
        start_at=NOW,
        reason="Disk full",
        at=NOW,
    )
    tick(at=NOW)


def links_of(page: Page) -> list[str]:
    """The addresses that the navigation offers; a customer, who has none, follows the page."""
    navigation = page.locator("nav.nav a[href], nav.switch a[href]")
    links = navigation if navigation.count() else page.locator("main a[href^='/my/']")
    found = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return sorted(set(found))


def check_look(page: Page, path: str) -> None:
    response = page.goto(path)
    assert response is not None
    assert (path, response.status) == (path, 200)
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert (path, overflow) == (path, 0)
    found = Axe().run(page).response["violations"]
    worst = [
        (violation["id"], violation["nodes"][0]["html"][:160])
        for violation in found
        if violation["impact"] in SERIOUS
    ]
    assert (path, worst) == (path, [])


@pytest.mark.slow
@pytest.mark.parametrize(("who", "width", "theme", "language"), LOOKS)
def test_pages_look_right(open_page, story, request, who, width, theme, language):
    user = request.getfixturevalue(who)
    user.language = language
    user.save()
    page = open_page(user, width=width, theme=theme)
    page.goto("/")
    seen: set[str] = set()
    pending = ["/", *links_of(page)]
    while pending:
        path = pending.pop(0)
        if path not in seen:
            seen.add(path)
            check_look(page, path)
            pending += [link for link in links_of(page) if link not in seen]
    assert len(seen) > 1


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_sign_in_looks_right(open_page, db, width, theme):
    check_look(open_page(width=width, theme=theme), "/accounts/login/")
