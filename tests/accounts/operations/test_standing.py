"""Deactivate and reactivate: two verbs of one lifecycle."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts.models import Role, User
from accounts.operations.deactivate_user import CannotDeactivate, deactivate_user
from accounts.operations.last_administrator import LastAdministrator
from accounts.operations.reactivate_user import CannotReactivate, reactivate_user
from tests.accounts.factories import make_invited, make_token
from tests.cast import NOW, make_user


def test_deactivate_takes_the_sign_in_and_ends_sessions(ayu, sari, sign_in):
    browser = sign_in(sari)
    assert browser.get("/profile/").status_code == 200

    deactivate_user(user=sari, actor=ayu, at=NOW)

    assert not User.objects.get(pk=sari.pk).is_active
    assert UserSession.objects.filter(user=sari).count() == 0
    assert Session.objects.count() == 0
    assert browser.get("/profile/").status_code == 302


def test_deactivate_stops_tokens_and_reactivate_starts_them(ayu, sari, client):
    _token, key = make_token(sari)
    headers = {"Authorization": f"Bearer {key}"}

    deactivate_user(user=sari, actor=ayu, at=NOW)
    assert client.get("/api/v1/customers/", headers=headers).status_code == 401

    reactivate_user(user=sari, actor=ayu, at=NOW)
    assert client.get("/api/v1/customers/", headers=headers).status_code == 200


def test_deactivate_keeps_roles(ayu, sari):
    deactivate_user(user=sari, actor=ayu, at=NOW)

    assert sari.role_assignments.get().role == Role.SERVICE_LEVEL_MANAGER


def test_deactivate_voids_an_open_invitation(ayu):
    invited, _secret = make_invited(ayu)

    deactivate_user(user=invited, actor=ayu, at=NOW)

    assert invited.invitations.get().expires_at == NOW


def test_deactivate_refuses_oneself(ayu):
    make_user("Beno Kedua", Role.ADMINISTRATOR)

    with pytest.raises(CannotDeactivate) as refusal:
        deactivate_user(user=ayu, actor=ayu, at=NOW)

    assert refusal.value.message.startswith("You cannot deactivate yourself.")


def test_deactivate_refuses_the_last_active_administrator(ayu):
    make_user("Beno Kedua", Role.ADMINISTRATOR, is_active=False)
    operator = make_user("Citra Operator")

    with pytest.raises(LastAdministrator) as refusal:
        deactivate_user(user=ayu, actor=operator, at=NOW)

    assert refusal.value.message == (
        "Ayu Administrator is the only active administrator. "
        "Give somebody else the role first, then try again."
    )
    assert User.objects.get(pk=ayu.pk).is_active


def test_deactivate_lets_one_of_two_administrators_go(ayu):
    other = make_user("Beno Kedua", Role.ADMINISTRATOR)

    deactivate_user(user=other, actor=ayu, at=NOW)

    assert not User.objects.get(pk=other.pk).is_active


def test_deactivate_refuses_the_deactivated(ayu, sari):
    deactivate_user(user=sari, actor=ayu, at=NOW)

    with pytest.raises(CannotDeactivate) as refusal:
        deactivate_user(user=sari, actor=ayu, at=NOW)

    assert refusal.value.message == "Sari Tingkat is already deactivated."


def test_reactivate_refuses_the_active(ayu, sari):
    with pytest.raises(CannotReactivate) as refusal:
        reactivate_user(user=sari, actor=ayu, at=NOW)

    assert refusal.value.message == "Sari Tingkat may sign in already."


def test_coming_and_going_leaves_history(ayu, sari):
    deactivate_user(user=sari, actor=ayu, at=NOW)
    reactivate_user(user=sari, actor=ayu, at=NOW)

    events = sari.events.order_by("pgh_id")
    assert [(e.pgh_label, e.is_active) for e in events] == [
        ("insert", True),
        ("update", False),
        ("update", True),
    ]
