"""Every page around signing in is drawn in our look and passes the content security policy."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.common.ui.test_policy import marks

BEFORE = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_inactive",
]
AFTER = [
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "usersessions_list",
    "socialaccount_connections",
]


def body_of(response) -> str:
    assert response.status_code == 200, response.headers.get("Location")
    assert "nonce-" not in response["Content-Security-Policy"]
    return response.content.decode()


@pytest.mark.parametrize("name", BEFORE)
def test_a_page_before_signing_in(db, name):
    text = body_of(Client().get(reverse(name)))
    assert marks(text) == []
    assert 'class="plain"' in text
    assert text.count("<h1") == 1


@pytest.mark.parametrize("name", AFTER)
def test_a_page_of_the_account(sari, name):
    client = Client()
    signed_in = {"login": "sari@example.org", "password": "a long password"}
    assert client.post(reverse("account_login"), signed_in).status_code == 302
    again = {"password": "a long password"}
    assert client.post(reverse("account_reauthenticate"), again).status_code == 302
    text = body_of(client.get(reverse(name)))
    assert marks(text) == []
    assert text.count("<h1") == 1
    assert "<p><label" not in text


def test_nobody_signs_up(db):
    text = body_of(Client().get(reverse("account_signup")))
    assert "Accounts are made by invitation" in text
