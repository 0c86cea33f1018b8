import datetime as dt
import re

import pytest
from django.utils import timezone

from notices.models import Channel, Subscription
from notices.operations.save_wishes import Wish, save_wishes


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def box(page: str, name: str) -> str:
    return re.search(rf'<input type="checkbox"[^>]*name="{re.escape(name)}"[^>]*>', page)[0]


def test_subscriptions_show_what_holds(sign_in, sari):
    Subscription.objects.create(user=sari, kind="tests.outage", channel="email", wanted=False)

    page = text(sign_in(sari).get("/notices/channels/"))

    assert " checked" in box(page, "tests.outage:bell")
    assert " checked" not in box(page, "tests.outage:email")
    assert " disabled" in box(page, "tests.breach:bell")
    assert "cannot be off" in page
    assert "of services you use" in page


def test_subscriptions_ask_a_guest_to_sign_in(client, db):
    assert client.get("/notices/channels/").status_code == 302


def test_subscriptions_offer_a_customer_no_internal_kind(sign_in, alia):
    page = text(sign_in(alia).get("/notices/channels/"))

    assert "Outages" in page
    assert "Breaches" not in page


def test_subscriptions_ignore_a_kind_that_was_not_offered(sign_in, alia):
    sign_in(alia).post("/notices/channels/", {"tests.breach:email": "on"})

    assert not Subscription.objects.filter(kind="tests.breach").exists()


def test_subscriptions_are_saved(sign_in, sari):
    response = sign_in(sari).post(
        "/notices/channels/",
        {
            "tests.outage:email": "on",
            "tests.breach:email": "on",
            "tests.outage:until": "2999-12-31",
        },
        follow=True,
    )

    assert "It holds for whatever happens from now on." in text(response)
    end = dt.datetime(3000, 1, 1, tzinfo=dt.UTC)
    rows = Subscription.objects.filter(user=sari, kind="tests.outage")
    assert sorted(rows.values_list("channel", "wanted", "muted_until_at")) == [
        ("bell", False, end),
        ("email", True, end),
    ]
    assert not Subscription.objects.filter(kind="tests.breach", channel="bell").exists()
    assert 'value="2999-12-31"' in text(response)


def test_silent_day_ends_at_midnight_in_the_readers_zone(sign_in, sari):
    sari.zone = "Asia/Jakarta"
    sari.save()

    response = sign_in(sari).post(
        "/notices/channels/", {"tests.outage:until": "2999-12-31"}, follow=True
    )

    assert Subscription.objects.filter(kind="tests.outage").first().muted_until_at == (
        dt.datetime(2999, 12, 31, 17, 0, tzinfo=dt.UTC)
    )
    assert 'value="2999-12-31"' in text(response)


def test_silent_until_a_day_that_is_over_is_refused(sign_in, sari):
    response = sign_in(sari).post("/notices/channels/", {"tests.outage:until": "2020-01-01"})

    assert "This day is over. Choose a later one, or none." in text(response)
    assert not Subscription.objects.exists()


def test_silent_until_nonsense_is_refused(sign_in, sari):
    response = sign_in(sari).post("/notices/channels/", {"tests.outage:until": "soon"})

    assert response.status_code == 200
    assert not Subscription.objects.exists()


def test_wishes_are_each_persons_own(sari, rangga):
    save_wishes(user=sari, wishes={"tests.outage": Wish(frozenset({Channel.BELL}))})

    assert set(Subscription.objects.values_list("user", flat=True)) == {sari.pk}


def test_wishes_replace_earlier_ones(sari):
    save_wishes(user=sari, wishes={"tests.outage": Wish(frozenset(), timezone.now())})
    save_wishes(user=sari, wishes={"tests.outage": Wish(frozenset(Channel))})

    rows = Subscription.objects.values_list("channel", "wanted", "muted_until_at")
    assert sorted(rows) == [("bell", True, None), ("email", True, None)]


def test_wish_for_an_unknown_kind_is_an_error(sari):
    with pytest.raises(KeyError):
        save_wishes(user=sari, wishes={"tests.none": Wish(frozenset())})
