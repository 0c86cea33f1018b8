"""No door opens to a guest, but for a few whose reason is written here."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.architecture.house import addresses, ours

# route: why a guest may knock there. What each then shows is the matter of the page's own test.
PUBLIC = {
    "health/": "a load balancer asks without signing in",
    "metrics": "answers loopback, or whoever brings the token of the settings",
    "language/": "the page of the sign-in has a switch of the language",
    "invitation/<str:secret>/": "the link is how an invited person first signs in",
    "survey/<str:secret>/": "the link is how somebody without a user answers a survey",
}

PAGES = [
    pytest.param(address, id=address.route or "/")
    for address in addresses()
    if ours(address) and not address.route.startswith("api/") and address.route not in PUBLIC
]


def test_every_public_door_exists():
    assert set(PUBLIC) - {address.route for address in addresses()} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_a_guest_to_sign_in(address):
    asked = 0
    for method in ("get", "post"):
        answer = getattr(Client(), method)(address.sample)
        # A page that has only one of the two may say so before it asks who is there.
        if answer.status_code != 405:
            assert answer.status_code == 302, f"{address.route} answers a guest"
            assert answer.url == f"{reverse('account_login')}?next={address.sample}"
            asked += 1
    assert asked


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        pytest.param(address, id=address.route or "/")
        for address in addresses()
        if ours(address) and "<" not in address.route and address.route not in PUBLIC
    ],
)
def test_no_page_fails_for_an_administrator(ayu, sign_in, address):
    assert sign_in(ayu).get(address.sample).status_code < 500
