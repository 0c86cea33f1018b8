"""The customer's own pages: only released meetings, only their own, nothing internal."""

import pytest
from django.urls import reverse

from brm.operations.save_decision import save_decision
from tests.brm.meetings import action_for, contact_of, held, planned, released
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def mine(code=""):
    return reverse("brm:my-meeting", args=[code]) if code else reverse("brm:my-meetings")


@pytest.fixture
def meeting(rangga, alia, customer_a):
    return released(
        rangga,
        customer_a,
        contacts=(contact_of(alia, customer_a),),
        internal_note="SECRET of the meeting",
    )


def test_only_released_meetings_of_ones_own_are_read(
    meeting, rangga, alia, bram, zaki, customer_a, sign_in
):
    planned(rangga, customer_a)
    unreleased = held(rangga, customer_a)
    browser = sign_in(alia)

    assert [row.code for row in browser.get(mine()).context["meetings"]] == [meeting.code]
    assert browser.get(mine(meeting.code)).status_code == 200
    assert browser.get(mine(unreleased.code)).status_code == 404
    assert sign_in(bram).get(mine(meeting.code)).status_code == 404
    assert sign_in(zaki).get(mine(meeting.code)).status_code == 403
    assert sign_in(rangga).get(mine(meeting.code)).status_code == 403


def test_nothing_internal_and_nobody_else_is_read(
    rangga, alia, bram, customer_a, customer_b, sign_in
):
    both = released(
        rangga,
        customer_a,
        customer_b,
        contacts=(contact_of(alia, customer_a), contact_of(bram, customer_b)),
        internal_note="SECRET of the meeting",
    )
    action_for(rangga, customer_a, interaction=both, what="SECRET action", is_internal=True)
    action_for(rangga, customer_b, interaction=both, what="SECRET of another")
    action_for(rangga, customer_a, what="SECRET without a meeting")
    action_for(rangga, customer_a, interaction=both, what="Double the route")
    for words, is_internal, customer in (
        ("SECRET decision", True, customer_a),
        ("SECRET too", False, customer_b),
        ("The route is doubled", False, customer_a),
    ):
        save_decision(
            customer=customer,
            interaction=both,
            what=words,
            decided_by="Alia",
            decided_on=NOW.date(),
            is_internal=is_internal,
            actor=rangga,
            at=NOW,
        )
    both.outcome_words = "SECRET words"
    both.save()

    browser = sign_in(alia)
    pages = [browser.get(url).content.decode() for url in (mine(), mine(both.code), "/my/")]

    for page in pages:
        for word in ("SECRET", "Only for us", "Kantor Misal", "Bram Pemutus"):
            assert word not in page
    assert "Double the route" in pages[1]
    assert "The route is doubled" in pages[1]


def test_the_customer_agrees_the_minutes(meeting, alia, sign_in):
    browser = sign_in(alia)
    address = reverse("brm:my-agree-minutes", args=[meeting.code])

    assert "Agree the minutes?" in browser.get(address).content.decode()
    assert browser.post(address).url == mine(meeting.code)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.agreed_by) == ("agreed", "Alia Pemutus")


def test_another_customer_agrees_nothing(meeting, bram, sign_in):
    address = reverse("brm:my-agree-minutes", args=[meeting.code])
    assert sign_in(bram).post(address).status_code == 404


def test_a_contact_marks_the_own_action_done(meeting, rangga, alia, customer_a, sign_in):
    own = action_for(rangga, customer_a, interaction=meeting, contact=contact_of(alia, customer_a))
    other = action_for(rangga, customer_a, interaction=meeting)
    browser = sign_in(alia)

    done = reverse("brm:my-action", args=[own.code])
    assert browser.get(done).status_code == 200
    assert browser.post(done, {"outcome": "Sent by post"}).url == mine()
    assert browser.post(reverse("brm:my-action", args=[other.code])).status_code == 403

    own.refresh_from_db()
    assert (own.state, own.outcome, own.closed_by) == ("done", "Sent by post", alia)
