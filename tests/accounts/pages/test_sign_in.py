"""The ways in, as a browser walks them: password, reset by mail, second factor, refusals."""

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User

PASSWORD = "a long password"


@pytest.fixture(autouse=True)
def _no_attempts_so_far(settings):
    """Attempts are counted in the cache, which outlives a test."""
    cache.clear()


def sign_in_by_password(client: Client, email: str = "sari@example.org", password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def sign_in_and_confirm(client: Client) -> None:
    """Sign in and give the password once more, as the pages about ways in demand."""
    sign_in_by_password(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_password_signs_in_and_leads_home(sari):
    browser = Client()

    response = sign_in_by_password(browser)

    assert (response.status_code, response.url) == (302, "/")
    assert signed_in_as(browser) == str(sari.pk)


def test_address_is_read_without_case(sari):
    browser = Client()

    sign_in_by_password(browser, "SARI@Example.ORG")

    assert signed_in_as(browser) == str(sari.pk)


def test_page_leads_back_to_where_the_guest_wanted(sari):
    browser = Client()
    asked = browser.get(reverse("accounts:profile"))

    response = browser.post(
        asked.url, {"login": sari.email, "password": PASSWORD, "next": "/profile/"}
    )

    assert response.url == "/profile/"


@pytest.mark.parametrize("email", ["sari@example.org", "nobody@example.org"])
def test_refusal_does_not_tell_whether_the_address_is_known(sari, email):
    browser = Client()

    response = sign_in_by_password(browser, email, "a wrong password")

    text = response.content.decode()
    assert response.status_code == 200
    assert "Not signed in." in text
    assert "The email address and/or password you specified are not correct." in text
    assert signed_in_as(browser) is None


def test_too_many_attempts_are_refused_even_with_the_right_password(sari):
    browser = Client()
    for _attempt in range(5):
        sign_in_by_password(browser, password="a wrong password")

    response = sign_in_by_password(browser)

    assert "Too many failed login attempts. Try again later." in response.content.decode()
    assert signed_in_as(browser) is None


def test_deactivated_user_is_refused_with_words(sari):
    User.objects.filter(pk=sari.pk).update(is_active=False)
    browser = Client()

    response = browser.post(
        reverse("account_login"), {"login": sari.email, "password": PASSWORD}, follow=True
    )

    assert response.redirect_chain == [("/accounts/inactive/", 302)]
    assert "An administrator can reactivate it." in response.content.decode()
    assert signed_in_as(browser) is None


def test_forgotten_password_is_replaced_by_mail(sari):
    browser = Client()

    browser.post(reverse("account_reset_password"), {"email": "sari@example.org"})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    form = browser.get(link[1], follow=True)
    done = browser.post(
        form.redirect_chain[-1][0],
        {"password1": "eight quiet harbours", "password2": "eight quiet harbours"},
        follow=True,
    )

    assert done.status_code == 200
    assert User.objects.get(pk=sari.pk).check_password("eight quiet harbours")
    again = Client()
    sign_in_by_password(again, password="eight quiet harbours")
    assert signed_in_as(again) == str(sari.pk)


def test_reset_message_names_the_organisation_and_no_host_as_sender(sari, ayu):
    Client().post(reverse("account_reset_password"), {"email": "sari@example.org"})

    message = mail.outbox[0]
    assert message.to == ["sari@example.org"]
    assert message.subject == "Jembatan: Choose a new password"


def test_reset_link_works_once(sari):
    browser = Client()
    browser.post(reverse("account_reset_password"), {"email": "sari@example.org"})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form = browser.get(link, follow=True)
    new = {"password1": "eight quiet harbours", "password2": "eight quiet harbours"}
    browser.post(form.redirect_chain[-1][0], new)

    again = Client().get(link, follow=True)

    assert "This link no longer works" in again.content.decode()


@pytest.mark.parametrize("address", ["nobody@example.org", "gone@example.org"])
def test_reset_mails_nobody_who_may_not_sign_in(db, address):
    User.objects.create_user("gone@example.org", "Gita Pergi", PASSWORD, is_active=False)

    response = Client().post(reverse("account_reset_password"), {"email": address})

    assert (response.status_code, response.url) == (302, "/accounts/password/reset/done/")
    assert mail.outbox == []


def code_for(secret: str) -> str:
    """What an authenticator app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_second_factor_is_set_up_and_then_asked_for(sari):
    browser = Client()
    sign_in_and_confirm(browser)
    page = browser.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    done = browser.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert done.status_code == 302

    other = Client()
    asked = sign_in_by_password(other)
    assert (asked.url, signed_in_as(other)) == ("/accounts/2fa/authenticate/", None)
    cache.clear()  # a code counts once, and both happen within its half minute
    answered = other.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert (answered.status_code, signed_in_as(other)) == (302, str(sari.pk))


def test_second_factor_refuses_a_wrong_code(sari):
    browser = Client()
    sign_in_and_confirm(browser)
    secret = browser.get(reverse("mfa_activate_totp")).context["form"].secret
    browser.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})

    other = Client()
    sign_in_by_password(other)
    wrong = f"{(int(code_for(secret)) + 1) % 1_000_000:06d}"
    response = other.post(reverse("mfa_authenticate"), {"code": wrong})

    assert response.context["form"].errors["code"] == ["Incorrect code."]
    assert signed_in_as(other) is None


def test_second_factor_brings_recovery_codes_that_sign_in(sari):
    browser = Client()
    sign_in_and_confirm(browser)
    secret = browser.get(reverse("mfa_activate_totp")).context["form"].secret
    browser.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    codes = browser.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]

    other = Client()
    sign_in_by_password(other)
    other.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert signed_in_as(other) == str(sari.pk)


@pytest.mark.parametrize("name", ["mfa_list_webauthn", "mfa_add_webauthn", "usersessions_list"])
def test_pages_of_keys_and_sessions_open_after_a_password(sari, name):
    browser = Client()
    sign_in_and_confirm(browser)

    assert browser.get(reverse(name)).status_code == 200


def test_passkey_sign_in_offers_a_challenge(db):
    response = Client().get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})

    assert set(response.json()) == {"request_options"}


def test_other_sessions_are_ended(sari):
    here, there = Client(), Client()
    for browser in (here, there):
        sign_in_by_password(browser)
        browser.get("/profile/")

    here.post(reverse("usersessions_list"))

    assert here.get("/profile/").status_code == 200
    assert there.get("/profile/").status_code == 302


def test_address_is_not_the_readers_to_exchange(sari, sign_in):
    browser = sign_in(sari)

    response = browser.post("/accounts/email/", {"action_add": "", "email": "boss@example.org"})

    assert (response.status_code, response.url) == (302, "/profile/")
    assert User.objects.get(pk=sari.pk).email == "sari@example.org"
