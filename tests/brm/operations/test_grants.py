"""Grant a role for a customer, take it back."""

import pytest

from accounts.models import Role
from brm.models import Customer, Grant
from brm.operations.grant_role import CannotGrant, grant_role
from brm.operations.revoke_role import CannotRevokeRole, revoke_role
from tests.cast import NOW, make_user


def give(ayu, user, customer, role=Role.CUSTOMER):
    return grant_role(user=user, role=role, customer=customer, actor=ayu, at=NOW)


def test_grant_lets_the_user_in(ayu, zaki, customer_a, customer_b):
    give(ayu, zaki, customer_a)

    assert list(Customer.objects.visible_to(zaki)) == [customer_a]


def test_grant_refuses_the_administrator(ayu, zaki, customer_a):
    with pytest.raises(CannotGrant) as refusal:
        give(ayu, zaki, customer_a, Role.ADMINISTRATOR)

    assert refusal.value.field == "role"


def test_grant_refuses_the_deactivated(ayu, customer_a):
    gone = make_user("Gita Pergi", is_active=False)

    with pytest.raises(CannotGrant) as refusal:
        give(ayu, gone, customer_a)

    assert refusal.value.message == "Gita Pergi is deactivated. Reactivate first, then grant."


def test_grant_refuses_the_same_twice(ayu, alia, customer_a):
    with pytest.raises(CannotGrant) as refusal:
        give(ayu, alia, customer_a)

    assert refusal.value.message == ("Alia Pemutus already has the role Customer for Dinas Contoh.")
    assert Grant.objects.count() == 1


def test_revoke_shuts_the_user_out(ayu, alia, customer_a):
    revoke_role(grant=alia.grants.get(), actor=ayu, at=NOW)

    assert Customer.objects.visible_to(alia).count() == 0


def test_revoke_refuses_what_is_gone(ayu, alia):
    grant = alia.grants.get()
    revoke_role(grant=grant, actor=ayu, at=NOW)

    with pytest.raises(CannotRevokeRole):
        revoke_role(grant=Grant(pk=grant.pk or 1), actor=ayu, at=NOW)


def test_grants_leave_history(ayu, zaki, customer_a):
    revoke_role(grant=give(ayu, zaki, customer_a), actor=ayu, at=NOW)

    events = Grant.pgh_event_model.objects.filter(user=zaki).order_by("pgh_id")
    assert [(e.pgh_label, e.customer, e.role) for e in events] == [
        ("insert", customer_a, Role.CUSTOMER),
        ("delete", customer_a, Role.CUSTOMER),
    ]
