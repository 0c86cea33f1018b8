"""What every request carries: language, zone, session, the context of its changes."""

from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.accounts.factories import make_invited, make_token


def test_session_is_noted_once_a_minute(sari, sign_in):
    browser = sign_in(sari)
    browser.get("/profile/", headers={"User-Agent": "Probe browser"})
    assert UserSession.objects.get().user_agent == "Probe browser"

    with CaptureQueriesContext(connection) as queries:
        browser.get("/profile/")

    assert not any(query["sql"].startswith("UPDATE") for query in queries)


def test_guest_leaves_no_session(db):
    Client().get("/accounts/login/")

    assert UserSession.objects.count() == 0


def test_token_gets_no_session_and_no_cookie(sari, client):
    _token, key = make_token(sari)

    response = client.get("/api/v1/customers/", headers={"Authorization": f"Bearer {key}"})

    assert response.status_code == 200
    assert not response.cookies
    assert UserSession.objects.count() == 0


def test_history_keeps_no_secret_of_a_link(ayu):
    invited, secret = make_invited(ayu, at=timezone.now())
    password = "seven calm bridges"

    Client().post(
        reverse("accounts:invitation", args=[secret]),
        {"name": "Mira Lestari", "password": password, "again": password},
    )

    facts = invited.person.events.order_by("pgh_id").last().pgh_context.metadata
    assert facts["url"] == "/invitation/…"
    assert facts["user"] == invited.pk


def test_times_are_written_in_the_readers_zone(sari, sign_in):
    User.objects.filter(pk=sari.pk).update(zone="Asia/Jakarta", language="id")
    make_token(sari)

    text = sign_in(sari).get("/profile/tokens/").content.decode()

    assert "WIB" in text
