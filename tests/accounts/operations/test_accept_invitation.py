import datetime as dt

import pytest

from accounts.models import User
from accounts.operations.accept_invitation import (
    InvitationVoid,
    PasswordTooWeak,
    accept_invitation,
)
from accounts.operations.deactivate_user import deactivate_user
from accounts.operations.invite_user import resend_invitation
from tests.accounts.factories import make_invited
from tests.cast import NOW

PASSWORD = "seven calm bridges"
LATER = NOW + dt.timedelta(days=6)


def accept(secret, *, password=PASSWORD, name="Mira Lestari", at=LATER):
    return accept_invitation(secret=secret, name=name, password=password, at=at)


def test_accept_sets_name_and_password(ayu):
    invited, secret = make_invited(ayu)

    accept(secret)

    user = User.objects.get(pk=invited.pk)
    assert user.check_password(PASSWORD)
    assert user.name == "Mira Lestari"
    assert user.invitations.get().accepted_at == LATER


def test_accept_works_once(ayu):
    _invited, secret = make_invited(ayu)
    accept(secret)

    with pytest.raises(InvitationVoid) as refusal:
        accept(secret, password="another calm bridge")

    assert refusal.value.message.startswith("This invitation has been used. Sign in")


def test_accept_refuses_after_seven_days(ayu):
    _invited, secret = make_invited(ayu)

    with pytest.raises(InvitationVoid) as refusal:
        accept(secret, at=NOW + dt.timedelta(days=7))

    assert refusal.value.message.startswith("This invitation is no longer valid")


def test_accept_refuses_an_unknown_secret(ayu):
    make_invited(ayu)

    with pytest.raises(InvitationVoid) as refusal:
        accept("guessed")

    assert refusal.value.message.startswith("This link is not known here.")


def test_accept_refuses_a_replaced_link(ayu):
    invited, old = make_invited(ayu)
    resend_invitation(user=invited, link=str, actor=ayu, at=NOW + dt.timedelta(days=1))

    with pytest.raises(InvitationVoid):
        accept(old)


def test_accept_refuses_the_deactivated(ayu):
    invited, secret = make_invited(ayu)
    deactivate_user(user=invited, actor=ayu, at=NOW)

    with pytest.raises(InvitationVoid):
        accept(secret)


@pytest.mark.parametrize("password", ["short", "123456789012", "mira@example.org"])
def test_accept_refuses_a_weak_password_and_stays_open(ayu, password):
    invited, secret = make_invited(ayu)

    with pytest.raises(PasswordTooWeak) as refusal:
        accept(secret, password=password)

    assert refusal.value.field == "password"
    assert not User.objects.get(pk=invited.pk).has_usable_password()
    accept(secret)


def test_accept_is_written_in_the_name_of_the_invited(ayu):
    invited, secret = make_invited(ayu)

    accept(secret)

    event = invited.person.events.order_by("pgh_id").last()
    assert (event.name, event.pgh_context.metadata["user"]) == ("Mira Lestari", invited.pk)
