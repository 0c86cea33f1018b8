"""Signing as people do it: a deputy, a reason that arrives, a text that is changed after all."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role, User
from agreements.models import Version
from agreements.operations.sign import open_signing
from brm.models import Grant
from tests.agreements.signing import agreed, authority, party_of, place, seated
from tests.browser.hands import fill, follow, main, press, show_who_one_is
from tests.browser.test_look import check_look
from tests.cast import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

VERSION, MINE = "/agreements/SLA-0042/v1/", "/my/agreements/SLA-0042/v1/"


@pytest.fixture
def citra(customer_a) -> User:
    """Alia's deputy."""
    user = make_user("Citra Wakil")
    Grant.objects.create(user=user, role=Role.CUSTOMER, customer=customer_a)
    return user


@pytest.fixture
def out(sari, alia, citra, customer_a) -> Version:
    """Out for signing from now on: Sari first, then Alia; Citra has authority too."""
    version = agreed(sari, customer_a)
    authority(sari.person, actor=sari)
    for user in (alia, citra):
        authority(user.person, actor=sari, customer=customer_a)
    place(version, sari, sari, order=1)
    place(version, alia, sari, party=party_of(version, customer_a), order=2)
    return open_signing(version=version, actor=sari, at=timezone.now())


def sign(page: Any, path: str) -> None:
    page.goto(path)
    if "/reauthenticate/" in page.url:
        show_who_one_is(page)
    press(page, "Sign")


def test_deputy_declines_and_the_reason_arrives(open_page, sari, alia, citra, bram, out):
    ours, theirs, deputy = open_page(sari), open_page(alia), open_page(citra, width=360)
    row = out.signatories.get(order=2)
    sign(ours, f"{VERSION}sign/")
    expect(main(ours)).to_contain_text("Their turn")

    theirs.goto(MINE)
    follow(theirs, "Delegate")
    last_day = timezone.localdate().replace(year=timezone.localdate().year + 1).isoformat()
    fill(theirs, to="Citra Wakil", until=last_day)
    press(theirs, "Delegate")
    expect(theirs.locator("body")).to_contain_text("It was written down.")
    expect(main(theirs).get_by_role("link", name="Sign", exact=True)).to_have_count(0)

    check_look(deputy, MINE)
    follow(deputy, "Decline")
    fill(deputy, reason="Clause four names the wrong office.")
    press(deputy, "Decline")
    expect(main(deputy)).to_contain_text("In negotiation")

    ours.goto("/notices/")
    expect(main(ours)).to_contain_text("Clause four names the wrong office.")
    ours.goto(f"{VERSION}signatories/")
    expect(main(ours)).to_contain_text("by delegation of Alia Pemutus")
    mine = main(ours).get_by_role("row").filter(has_text="Sari Tingkat")
    expect(mine).to_contain_text("Somebody declined to sign.")
    stranger = seated(bram)  # who has shown who he is: no page asks for that first
    paths = (MINE, f"{MINE}sign/{row.pk}/", f"{MINE}delegate/{row.pk}/", f"{MINE}decline/{row.pk}/")
    assert {stranger.get(path).status_code for path in paths} == {404}


def test_text_changed_after_a_signature_voids_it(open_page, sari, alia, out):
    ours, theirs = open_page(sari), open_page(alia)
    sign(ours, f"{VERSION}sign/")
    theirs.goto(MINE)
    expect(main(theirs).get_by_role("link", name="Sign", exact=True)).to_be_visible()

    ours.goto(f"{VERSION}step/redraft/")
    fill(ours, reason="The office in clause four is another one.")
    press(ours, "Change the text anew")
    expect(ours).to_have_url(re.compile("/agreements/SLA-0042/v2/"))
    ours.goto(f"{VERSION}signatories/")
    expect(main(ours).get_by_role("row").filter(has_text="Sari Tingkat")).to_contain_text(
        "The version was withdrawn."
    )
    assert ours.request.get(f"{VERSION}term/").status == 404  # its text is frozen for good
    out.refresh_from_db()
    assert out.state == Version.State.WITHDRAWN
