import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices.models import Delivery

PATH = "/settings/deliveries/"


@pytest.fixture
def failed(tell, sari) -> Delivery:
    tell(sari)
    Delivery.objects.filter(channel="email").update(
        state="failed", attempts=6, error="SMTPServerDisconnected: closed"
    )
    return Delivery.objects.get(channel="email")


def test_deliveries_show_an_administrator_what_failed(failed, sign_in, ayu):
    page = sign_in(ayu).get(PATH).content.decode()

    assert "sari@example.org" in page
    assert "SMTPServerDisconnected: closed" in page
    assert "Given up" in page
    assert "B-0124" in page


def test_deliveries_are_the_administrators_alone(failed, sign_in, client, sari, alia, zaki, tirta):
    for user in (sari, alia, zaki, tirta):
        assert sign_in(user).get(PATH).status_code == 403
        retry = reverse("notices:delivery-retry", args=[failed.pk])
        assert sign_in(user).post(retry).status_code == 403
    assert client.get(PATH).status_code == 302
    assert Delivery.objects.get(pk=failed.pk).state == "failed"


def test_deliveries_do_not_quote_the_message(failed, sign_in, ayu):
    assert "missed its target" not in sign_in(ayu).get(PATH).content.decode()


def test_deliveries_filter_by_recipient_and_state(failed, tell, sign_in, ayu, rangga):
    tell(rangga, subject="B-2")

    page = sign_in(ayu).get(PATH, {"q": "rangga"}).content.decode()
    assert "B-2" in page
    assert "B-0124" not in page
    assert "B-2" not in sign_in(ayu).get(PATH, {"state": "failed"}).content.decode()


def test_deliveries_cost_the_same_for_one_and_three(failed, tell, sign_in, ayu, oka, rangga):
    browser = sign_in(ayu)
    browser.get(PATH)
    with CaptureQueriesContext(connection) as one:
        browser.get(PATH)
    tell(oka, rangga, subject="B-2")
    with CaptureQueriesContext(connection) as three:
        browser.get(PATH)

    assert len(one) == len(three)


def test_navigation_counts_what_was_given_up(failed, sign_in, ayu, sari):
    assert 'Deliveries<span class="nav__count" data-state="missed">1</span>' in (
        sign_in(ayu).get("/jobs/").content.decode()
    )
    assert PATH not in sign_in(sari).get("/jobs/").content.decode()


def test_retry_lets_it_go_out_again(failed, sign_in, ayu):
    response = sign_in(ayu).post(reverse("notices:delivery-retry", args=[failed.pk]), follow=True)

    assert Delivery.objects.get(pk=failed.pk).state == "waiting"
    assert "It goes out again to sari@example.org in a moment." in response.content.decode()


def test_retry_of_what_was_sent_says_why_not(failed, sign_in, ayu):
    Delivery.objects.filter(pk=failed.pk).update(state="sent")

    response = sign_in(ayu).post(reverse("notices:delivery-retry", args=[failed.pk]), follow=True)

    assert "there is nothing to retry" in response.content.decode()


def test_deliveries_are_exported(failed, sign_in, ayu):
    response = sign_in(ayu).get(PATH, {"format": "csv"})

    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == "Recipient,Kind,About,Channel,State,Attempts,Due,Sent,Error"
    assert lines[1].startswith("sari@example.org,tests.breach,B-0124,E-mail,Given up,6,")
