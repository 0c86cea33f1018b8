"""What agreements fill in on the agenda of a review."""

import datetime as dt

import pytest

from agreements.queries.agenda_parts import breaches, levels, portfolio
from brm.queries.agenda_parts import part_choices
from tests.agreements.scenes import judged, missed
from tests.brm.meetings import limited_manager, planned
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def asked(part, customer, user, **fields):
    given = {"customers": [customer.pk], "since": None, "until": NOW, "user": user} | fields
    return part(**given)


def test_levels_are_those_that_bind_the_customer(sari, customer_a, customer_b):
    judged(sari, customer_a)

    found = asked(levels, customer_a, sari)

    assert [row.name for row in found["slam"].rows] == ["Payment gateway"]
    assert len(found["slam"].heads) == 3
    assert asked(levels, customer_b, sari)["slam"] is None


def test_breaches_are_those_since_the_meeting_before(sari, customer_a, customer_b):
    missed(sari, customer_a)

    (breach,) = asked(breaches, customer_a, sari)["breaches"]

    later = breach.breached_at + dt.timedelta(seconds=1)
    assert asked(breaches, customer_a, sari, since=later)["breaches"] == []
    assert asked(breaches, customer_b, sari)["breaches"] == []


def test_agreements_of_others_are_not_shown(sari, customer_a, customer_b):
    judged(sari, customer_a)
    nadia = limited_manager(customer_b)

    assert [row.code for row in asked(portfolio, customer_a, sari)["agreements"]] == ["SLA-0042"]
    assert asked(portfolio, customer_a, nadia)["agreements"] == []
    assert asked(levels, customer_a, nadia)["slam"] is None


def test_the_agenda_of_a_review_shows_them(sari, customer_a, sign_in):
    missed(sari, customer_a)
    meeting = planned(sari, customer_a, review_type="annual")

    for address in (meeting.get_absolute_url(), f"{meeting.get_absolute_url()}pack/"):
        page = sign_in(sari).get(address).content.decode()
        assert "Targets of the customer by month" in page
        assert "SLA-0042-B1" in page


def test_an_administrator_may_choose_them():
    assert {"levels", "breaches", "agreements", "minutes", "actions", "next"} <= dict(
        part_choices()
    ).keys()
