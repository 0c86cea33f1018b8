"""Your own page, the language of the pages, the way home."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User

PROFILE = "/profile/"
LANGUAGE = "/language/"


def test_profile_saves_name_language_zone_and_view(sari, sign_in):
    wish = {"name": "Sari Baru", "language": "id", "zone": "Asia/Jakarta", "view": "relationships"}

    response = sign_in(sari).post(PROFILE, wish)

    user = User.objects.get(pk=sari.pk)
    assert response.url == PROFILE
    assert (user.name, user.language, user.zone, user.view) == (
        "Sari Baru",
        "id",
        "Asia/Jakarta",
        "relationships",
    )


def test_profile_takes_nothing_else(zaki, sign_in):
    wish = {"name": "Zaki", "language": "en", "zone": "UTC", "view": "levels"}

    sign_in(zaki).post(
        PROFILE, wish | {"email": "x@example.org", "is_active": "", "roles": "auditor"}
    )

    user = User.objects.get(pk=zaki.pk)
    assert (user.email, user.is_active, user.role_assignments.count()) == (
        "zaki@example.org",
        True,
        0,
    )


@pytest.mark.parametrize(
    ("field", "value"), [("zone", "Asia/Atlantis"), ("language", "tlh"), ("name", "")]
)
def test_profile_refuses_at_the_field(sari, sign_in, field, value):
    wish = {"name": "Sari", "language": "en", "zone": "UTC", "view": "levels"} | {field: value}

    response = sign_in(sari).post(PROFILE, wish)

    assert set(response.context["form"].errors) == {field}
    assert User.objects.get(pk=sari.pk).name == "Sari Tingkat"


def test_profile_links_to_every_way_in(sari, sign_in):
    text = sign_in(sari).get(PROFILE).content.decode()

    for name in ("account_change_password", "mfa_index", "mfa_list_webauthn", "usersessions_list"):
        assert f'href="{reverse(name)}"' in text


def test_profile_costs_few_queries(sari, sign_in):
    browser = sign_in(sari)
    browser.get(PROFILE)
    with CaptureQueriesContext(connection) as queries:
        browser.get(PROFILE)

    assert len(queries) < 25


def test_language_is_kept_for_a_guest_in_a_cookie(db):
    browser = Client()

    response = browser.post(LANGUAGE, {"language": "id", "next": "/accounts/login/"})

    assert response.url == "/accounts/login/"
    assert browser.cookies["language"].value == "id"
    assert '<html lang="id">' in browser.get("/accounts/login/").content.decode()


def test_language_is_kept_with_the_user(sari, sign_in):
    sign_in(sari).post(LANGUAGE, {"language": "id", "next": PROFILE})

    assert User.objects.get(pk=sari.pk).language == "id"
    assert '<html lang="id">' in sign_in(sari).get(PROFILE).content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:x", ""])
def test_language_leads_nowhere_else(db, target):
    response = Client().post(LANGUAGE, {"language": "id", "next": target})

    assert response.url == "/"


@pytest.mark.parametrize("language", ["", "tlh", "en-gb"])
def test_language_refuses_what_is_not_spoken_here(db, language):
    assert Client().post(LANGUAGE, {"language": language}).status_code == 400


def test_language_is_not_switched_by_a_link(db):
    assert Client().get(LANGUAGE, {"language": "id"}).status_code == 405


def test_home_asks_a_guest_to_sign_in(db):
    assert Client().get("/").url == "/accounts/login/?next=/"


def test_home_of_who_may_see_nothing_is_the_profile(zaki, sign_in):
    assert sign_in(zaki).get("/", follow=True).status_code == 200


def test_view_used_last_is_remembered_with_the_user(rangga, customer_a, sign_in):
    User.objects.filter(pk=rangga.pk).update(view="levels")

    sign_in(rangga).get("/customers/")

    assert User.objects.get(pk=rangga.pk).view == "relationships"
    assert [event.pgh_label for event in rangga.events.all()] == ["insert"]
