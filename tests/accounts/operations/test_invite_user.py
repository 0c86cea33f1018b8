import datetime as dt
import hashlib

import pytest
from django.core import mail

from accounts.models import Invitation, Role, RoleAssignment, User
from accounts.operations.invite_user import (
    CannotInvite,
    InvitationNotMailed,
    invite_user,
    resend_invitation,
)
from tests.accounts.factories import make_invited
from tests.cast import NOW, make_user


def test_invite_makes_a_user_without_a_password_and_with_the_roles(ayu):
    user, _secret = make_invited(ayu, Role.SERVICE_OWNER, Role.AUDITOR)

    user = User.objects.get(pk=user.pk)
    assert (user.email, user.name, user.language, user.zone) == (
        "mira@example.org",
        "Mira Baru",
        "id",
        "Asia/Jakarta",
    )
    assert not user.has_usable_password()
    assert set(user.role_assignments.values_list("role", flat=True)) == {
        Role.SERVICE_OWNER,
        Role.AUDITOR,
    }


def test_invite_keeps_the_hash_of_the_secret_for_seven_days(ayu):
    _user, secret = make_invited(ayu)

    invitation = Invitation.objects.get()
    assert invitation.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    assert invitation.invited_by == ayu
    assert invitation.expires_at == NOW + dt.timedelta(days=7)


def test_invite_mails_the_link_in_the_language_of_the_invited(ayu):
    _user, secret = make_invited(ayu)

    message = mail.outbox[0]
    assert message.to == ["mira@example.org"]
    assert f"https://jembatan.example/invitation/{secret}/" in message.body
    assert "Ayu Administrator" in message.body
    assert "2 Desember 2026, 09:41 WIB" in message.body


@pytest.mark.parametrize(
    ("roles", "view"),
    [
        ([Role.RELATIONSHIP_MANAGER], User.View.RELATIONSHIPS),
        ([Role.SERVICE_LEVEL_MANAGER], User.View.LEVELS),
        ([Role.RELATIONSHIP_MANAGER, Role.SERVICE_LEVEL_MANAGER], User.View.LEVELS),
        ([], User.View.LEVELS),
    ],
)
def test_invite_opens_the_view_of_the_role(ayu, roles, view):
    user, _secret = make_invited(ayu, *roles)

    assert user.view == view


def test_invite_refuses_a_known_address_in_any_case(ayu, sari):
    with pytest.raises(CannotInvite) as refusal:
        make_invited(ayu, email="SARI@example.org")

    assert refusal.value.field == "email"
    assert refusal.value.message == (
        "Sari Tingkat has this address already. Look for them in the list of users."
    )
    assert mail.outbox == []


def test_invite_refuses_what_is_no_address(ayu):
    with pytest.raises(CannotInvite) as refusal:
        make_invited(ayu, email="mira at example")

    assert refusal.value.field == "email"


def test_invite_refuses_the_customer_role(ayu):
    with pytest.raises(CannotInvite) as refusal:
        make_invited(ayu, Role.CUSTOMER)

    assert refusal.value.field == "roles"
    assert User.objects.filter(email="mira@example.org").count() == 0


def test_invite_says_when_the_mail_server_refuses_and_keeps_what_was_written(ayu, settings):
    settings.EMAIL_BACKEND = "tests.accounts.mail.Refusing"

    with pytest.raises(InvitationNotMailed) as problem:
        make_invited(ayu)

    assert problem.value.reason == "connection refused"
    assert Invitation.objects.get().user == problem.value.user


def test_invite_leaves_history(ayu):
    user, _secret = make_invited(ayu, Role.AUDITOR)

    assert [event.pgh_label for event in user.events.all()] == ["insert"]
    event = RoleAssignment.pgh_event_model.objects.get(user=user)
    assert (event.pgh_label, event.role) == ("insert", Role.AUDITOR)


def test_resend_replaces_the_link(ayu):
    user, old = make_invited(ayu)
    later = NOW + dt.timedelta(days=3)

    resend_invitation(user=user, link=lambda secret: f"/{secret}/", actor=ayu, at=later)

    newest, first = Invitation.objects.all()
    assert first.secret_sha256 == hashlib.sha256(old.encode()).hexdigest()
    assert first.expires_at == later
    assert newest.expires_at == later + dt.timedelta(days=7)
    assert len(mail.outbox) == 2


def test_resend_refuses_who_has_a_password(ayu, sari):
    with pytest.raises(CannotInvite) as refusal:
        resend_invitation(user=sari, link=str, actor=ayu, at=NOW)

    assert refusal.value.message.startswith("Sari Tingkat has signed in before.")


def test_resend_refuses_the_deactivated(ayu):
    gone = make_user("Gita Pergi", is_active=False)

    with pytest.raises(CannotInvite) as refusal:
        resend_invitation(user=gone, link=str, actor=ayu, at=NOW)

    assert refusal.value.message == (
        "Gita Pergi is deactivated. Reactivate first, then invite again."
    )


def test_invite_strips_the_name(ayu):
    user = invite_user(
        email=" Nia@Example.org ",
        name="  Nia Rapi ",
        language="en",
        zone="UTC",
        roles=[],
        link=str,
        actor=ayu,
        at=NOW,
    )

    assert (user.email, user.name) == ("nia@example.org", "Nia Rapi")
