"""A customer asks for a change on its own pages, and reads what became of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import ChangeRequest
from agreements.operations.request_change import request_change
from notices.models import Delivery
from tests.agreements.scenes import draft, in_force
from tests.cast import NOW

pytestmark = pytest.mark.django_db
ASK = "/my/agreements/SLA-0042/changes/new/"
HOME = "/my/agreements/SLA-0042/"


def told(user):
    """Kinds of change that the bell told, and where it leads."""
    rows = Delivery.objects.filter(user=user, notice__kind="agreements.change", channel="bell")
    return [(row.notice.level, row.notice.url) for row in rows.order_by("notice__created_at")]


def asked(agreement, actor, reason="Sundays too", **given):
    return request_change(agreement=agreement, reason=reason, **given, actor=actor, at=NOW)


def test_customer_asks_and_the_manager_is_told(sari, alia, bram, customer_a, sign_in):
    agreement = in_force(sari, customer_a).agreement
    browser = sign_in(alia)
    assert ASK in browser.get(HOME).content.decode()
    assert browser.post(ASK, {"reason": " "}).status_code == 422
    assert ChangeRequest.objects.count() == 0
    assert browser.post(ASK, {"reason": "Sundays too"})["Location"] == HOME
    change = ChangeRequest.objects.get()
    assert (change.agreement, change.asked_by, change.party.customer) == (
        agreement,
        "Alia Pemutus",
        customer_a,
    )
    assert told(sari) == [("asked", agreement.get_absolute_url())]
    assert told(alia) == told(bram) == []
    text = browser.get(HOME).content.decode()
    assert "SLA-0042-C1" in text
    assert "Sundays too" in text


def test_customer_reads_why_it_is_not_made(sari, alia, customer_a, sign_in):
    change = asked(in_force(sari, customer_a).agreement, alia)
    refuse = reverse("agreements:change-refuse", args=["SLA-0042", change.pk])
    sign_in(sari).post(refuse, {"reason": "Too dear"})
    assert "Too dear" in sign_in(alia).get(HOME).content.decode()
    assert told(alia) == [("refused", HOME)]


def test_customer_reads_which_version_answers(sari, alia, customer_a, sign_in):
    change = asked(in_force(sari, customer_a).agreement, alia)
    url = reverse("agreements:change-answer", args=["SLA-0042", change.pk])
    browser = sign_in(sari)
    assert browser.post(url)["Location"] == "/agreements/SLA-0042/v2/"
    text = sign_in(alia).get(HOME).content.decode()
    assert "In work" in text
    assert "version 2" in text
    assert told(alia) == [("taken_up", HOME)]
    assert "has been answered" in browser.post(url, follow=True).content.decode()


def test_refused_change_is_not_answered_any_more(sari, alia, customer_a, sign_in):
    change = asked(in_force(sari, customer_a).agreement, alia)
    browser = sign_in(sari)
    for name in ("change-refuse", "change-answer"):
        url = reverse(f"agreements:{name}", args=["SLA-0042", change.pk])
        browser.post(url, {"reason": "Too dear"})
    change.refresh_from_db()
    assert (change.standing, change.version) == ("refused", None)


def test_next_version_is_refused_in_words_while_one_is_out(sari, customer_a, sign_in):
    version = in_force(sari, customer_a).agreement.versions.get()
    browser, url = sign_in(sari), reverse("agreements:version-start", args=["SLA-0042"])
    browser.post(url)
    second = version.agreement.versions.get(number=2)
    type(second).objects.filter(pk=second.pk).update(state="negotiation")
    type(second).objects.filter(pk=second.pk).update(state="agreed")
    answer = browser.post(url, follow=True)
    assert answer.status_code == 200
    assert "reopen or withdraw it first" in answer.content.decode()


@pytest.mark.parametrize(("name", "status"), [("bram", 404), ("sari", 403), ("zaki", 403)])
def test_others_do_not_ask_here(name, status, request, sari, customer_a, customer_b, sign_in):
    in_force(sari, customer_a)
    browser = sign_in(request.getfixturevalue(name))
    assert browser.get(ASK).status_code == status
    assert browser.post(ASK, {"reason": "x"}).status_code == status
    assert ChangeRequest.objects.count() == 0


def test_guest_is_asked_to_sign_in(sari, customer_a, client):
    in_force(sari, customer_a)
    assert client.get(ASK)["Location"].startswith("/accounts/login/")


def test_draft_has_nothing_to_change(sari, alia, customer_a, sign_in):
    draft(sari, customer_a)
    assert sign_in(alia).get(ASK).status_code == 404


def test_other_customers_and_our_own_notes_are_not_read(
    sari, alia, bram, customer_a, customer_b, sign_in
):
    agreement = in_force(sari, customer_a, customer_b).agreement
    asked(agreement, bram, "Secret of Kantor")
    asked(agreement, sari, "Ours alone", asked_by="Head of IT")
    text = sign_in(alia).get(HOME).content.decode()
    assert "Secret of Kantor" not in text
    assert "Ours alone" not in text
    assert "Bram" not in text
    assert "Secret of Kantor" in sign_in(bram).get(HOME).content.decode()
    assert told(sari) == [("asked", agreement.get_absolute_url())]


def test_page_costs_the_same_for_one_change_and_for_three(sari, alia, customer_a, sign_in):
    agreement = in_force(sari, customer_a).agreement
    browser = sign_in(alia)
    asked(agreement, alia)
    browser.get(HOME)
    with CaptureQueriesContext(connection) as one:
        browser.get(HOME)
    asked(agreement, alia)
    asked(agreement, alia)
    with CaptureQueriesContext(connection) as three:
        browser.get(HOME)
    assert len(three) == len(one)
