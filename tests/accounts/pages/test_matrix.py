"""Who may open which page of accounts: every person of the cast, every page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import ApiToken, Installation, Scope, User
from accounts.operations.create_token import create_token
from tests.cast import NOW, make_user

CAST = ["ayu", "sari", "rangga", "oka", "tirta", "alia", "bram", "zaki"]
ADMINISTRATOR = {"ayu"}
READERS = {"ayu", "tirta"}
EVERYBODY = set(CAST)

PAGES = [
    ("accounts:user-list", READERS),
    ("accounts:user", READERS),
    ("accounts:user-invite", ADMINISTRATOR),
    ("accounts:user-roles", ADMINISTRATOR),
    ("accounts:user-deactivate", ADMINISTRATOR),
    ("accounts:user-reactivate", ADMINISTRATOR),
    ("accounts:installation", READERS),
    ("accounts:profile", EVERYBODY),
    ("accounts:token-list", EVERYBODY),
    ("accounts:token-create", EVERYBODY),
]
POSTS = [
    ("accounts:user-roles", ADMINISTRATOR),
    ("accounts:user-deactivate", ADMINISTRATOR),
    ("accounts:user-reactivate", ADMINISTRATOR),
    ("accounts:user-resend", ADMINISTRATOR),
    ("accounts:user-sign-out", ADMINISTRATOR),
    ("accounts:test-mail", ADMINISTRATOR),
]
OF_A_USER = {
    "accounts:user",
    "accounts:user-roles",
    "accounts:user-deactivate",
    "accounts:user-reactivate",
    "accounts:user-resend",
    "accounts:user-sign-out",
}


@pytest.fixture
def people(request, db):
    return {name: request.getfixturevalue(name) for name in CAST}


@pytest.fixture
def mira(db):
    """The one whom the pages are about; nobody of the cast, or a deed would change who may."""
    return make_user("Mira Sasaran")


def address(name: str, mira: User) -> str:
    return reverse(name, args=[mira.public_id] if name in OF_A_USER else [])


@pytest.mark.parametrize(("name", "allowed"), PAGES, ids=[name for name, _ in PAGES])
def test_page_opens_for_these_people_only(name, allowed, people, mira, sign_in):
    url = address(name, mira)
    answers = {who: sign_in(user).get(url).status_code for who, user in people.items()}

    assert answers == {who: 200 if who in allowed else 403 for who in CAST}


@pytest.mark.parametrize("name", [name for name, _ in PAGES])
def test_page_asks_a_guest_to_sign_in(name, mira):
    url = address(name, mira)

    response = Client().get(url)

    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={url}")


@pytest.mark.parametrize(("name", "allowed"), POSTS, ids=[name for name, _ in POSTS])
def test_deed_is_done_for_these_people_only(name, allowed, people, mira, sign_in):
    url = address(name, mira)
    answers = {who: sign_in(user).post(url).status_code for who, user in people.items()}

    assert answers == {who: 302 if who in allowed else 403 for who in CAST}


@pytest.mark.parametrize("name", [name for name, _ in POSTS])
def test_deed_is_refused_to_a_guest(name, mira):
    response = Client().post(address(name, mira))

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_installation_ignores_what_an_auditor_posts(tirta, sign_in):
    sign_in(tirta).post(reverse("accounts:installation"), {"organisation": "Mine"})

    assert Installation.objects.count() == 0


def test_token_revoke_is_for_its_maker_and_administrators(people, sign_in):
    token, _key = create_token(
        user=people["sari"],
        name="probe",
        scopes=[Scope.STATUS_READ],
        expires_at=NOW + dt.timedelta(days=1),
        is_limited=False,
        actor=people["sari"],
        at=NOW,
    )
    url = reverse("accounts:token-revoke", args=[token.prefix])

    answers = {who: sign_in(user).get(url).status_code for who, user in people.items()}

    assert answers == {who: 200 if who in {"ayu", "sari"} else 404 for who in CAST}
    assert ApiToken.objects.get().revoked is False
