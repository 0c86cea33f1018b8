"""Invite by the form, come in by the link."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Role, User
from tests.accounts.factories import make_invited

INVITE = "/settings/users/invite/"
WISH = {
    "email": "mira@example.org",
    "name": "Mira Baru",
    "language": "en",
    "zone": "Asia/Jakarta",
    "roles": ["auditor"],
}
PASSWORDS = {"name": "Mira Baru", "password": "seven calm bridges", "again": "seven calm bridges"}


def invited_just_now(ayu, **more) -> tuple[User, str]:
    user, secret = make_invited(ayu, at=timezone.now(), **more)
    User.objects.filter(pk=user.pk).update(language="en")
    return user, reverse("accounts:invitation", args=[secret])


def test_invite_mails_a_link_that_lets_in(ayu, sign_in):
    response = sign_in(ayu).post(INVITE, WISH)

    user = User.objects.get(email="mira@example.org")
    assert response.url == reverse("accounts:user", args=[user.public_id])
    assert user.role_assignments.get().role == Role.AUDITOR
    link = next(line for line in mail.outbox[0].body.split() if line.startswith("http://"))
    guest = Client()
    assert guest.get(link).status_code == 200

    accepted = guest.post(link, PASSWORDS)

    assert accepted.url == "/accounts/login/"
    login = {"login": "mira@example.org", "password": "seven calm bridges"}
    assert guest.post(accepted.url, login).url == "/"


def test_invite_shows_the_refusal_at_its_field(ayu, sari, sign_in):
    response = sign_in(ayu).post(INVITE, WISH | {"email": "sari@example.org"})

    assert set(response.context["form"].errors) == {"email"}
    assert response.context["form"]["name"].value() == "Mira Baru"


def test_invite_tells_when_the_mail_did_not_go_out(ayu, settings, sign_in):
    settings.EMAIL_BACKEND = "tests.accounts.mail.Refusing"

    response = sign_in(ayu).post(INVITE, WISH, follow=True)

    text = response.content.decode()
    assert "the mail server did not take the message (connection refused)" in text
    assert "Send the invitation again" in text


def test_resend_mails_a_new_link(ayu, sign_in):
    user, _link = invited_just_now(ayu)

    sign_in(ayu).post(reverse("accounts:user-resend", args=[user.public_id]))

    assert len(mail.outbox) == 2
    assert Invitation.objects.filter(expires_at__gt=timezone.now()).count() == 1


def test_accept_says_who_invited_and_as_whom_one_signs_in(ayu):
    _user, link = invited_just_now(ayu)

    text = Client().get(link).content.decode()

    assert "Ayu Administrator invited you." in text
    assert "<b>mira@example.org</b>" in text
    assert 'class="plain"' in text


def test_accept_speaks_the_language_of_the_invitation(ayu):
    _user, secret = make_invited(ayu, at=timezone.now())

    response = Client().get(reverse("accounts:invitation", args=[secret]))

    assert '<html lang="id">' in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"again": "eight calm bridges"}, "again"),
        ({"password": "short", "again": "short"}, "password"),
        ({"name": ""}, "name"),
    ],
)
def test_accept_refuses_at_the_field_and_the_link_stays_good(ayu, changes, field):
    _user, link = invited_just_now(ayu)

    response = Client().post(link, PASSWORDS | changes)

    assert set(response.context["form"].errors) == {field}
    assert Client().post(link, PASSWORDS).status_code == 302


def test_accept_tells_a_used_link_what_to_do(ayu):
    _user, link = invited_just_now(ayu)
    Client().post(link, PASSWORDS)

    response = Client().get(link)

    assert response.status_code == 410
    assert "This invitation has been used. Sign in" in response.content.decode()


def test_accept_tells_an_old_link_what_to_do(ayu):
    _user, secret = make_invited(ayu, at=timezone.now() - dt.timedelta(days=8))

    response = Client().post(reverse("accounts:invitation", args=[secret]), PASSWORDS)

    assert response.status_code == 410
    assert "Ask whoever invited you to send it again." in response.content.decode()


def test_accept_is_kept_from_caches_and_logs(ayu, caplog):
    _user, secret = make_invited(ayu, at=timezone.now())

    with caplog.at_level("INFO"):
        response = Client().get(reverse("accounts:invitation", args=[secret]))

    assert "no-store" in response["Cache-Control"]
    assert secret not in caplog.text
