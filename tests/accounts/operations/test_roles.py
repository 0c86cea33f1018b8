"""Assign, remove and set roles: three verbs that share their refusals."""

import pytest

from accounts.models import Role, RoleAssignment, User
from accounts.operations.assign_role import CannotAssign, assign_role
from accounts.operations.last_administrator import LastAdministrator
from accounts.operations.remove_role import CannotRemove, remove_role
from accounts.operations.set_roles import set_roles
from accounts.queries.roles import has_role
from tests.cast import NOW, make_user


def roles_of(user) -> set[str]:
    return set(RoleAssignment.objects.filter(user=user).values_list("role", flat=True))


def test_assign_gives_the_role(ayu, zaki):
    assign_role(user=zaki, role=Role.AUDITOR, actor=ayu, at=NOW)

    assert has_role(User.objects.get(pk=zaki.pk), Role.AUDITOR)


def test_assign_refuses_the_customer_role(ayu, zaki):
    with pytest.raises(CannotAssign) as refusal:
        assign_role(user=zaki, role=Role.CUSTOMER, actor=ayu, at=NOW)

    assert refusal.value.field == "roles"


def test_assign_refuses_a_role_that_is_held(ayu, sari):
    with pytest.raises(CannotAssign) as refusal:
        assign_role(user=sari, role=Role.SERVICE_LEVEL_MANAGER, actor=ayu, at=NOW)

    assert refusal.value.message == "Sari Tingkat already has the role Service level manager."


def test_assign_refuses_the_deactivated(ayu):
    gone = make_user("Gita Pergi", is_active=False)

    with pytest.raises(CannotAssign) as refusal:
        assign_role(user=gone, role=Role.AUDITOR, actor=ayu, at=NOW)

    assert refusal.value.message == "Gita Pergi is deactivated. Reactivate first, then give roles."


def test_remove_takes_the_role(ayu, sari):
    remove_role(user=sari, role=Role.SERVICE_LEVEL_MANAGER, actor=ayu, at=NOW)

    assert roles_of(sari) == set()


def test_remove_refuses_a_role_that_is_not_held(ayu, zaki):
    with pytest.raises(CannotRemove) as refusal:
        remove_role(user=zaki, role=Role.AUDITOR, actor=ayu, at=NOW)

    assert refusal.value.message == "Zaki Asing does not have the role Auditor."


def test_remove_refuses_the_last_active_administrator(ayu):
    make_user("Beno Kedua", Role.ADMINISTRATOR, is_active=False)

    with pytest.raises(LastAdministrator) as refusal:
        remove_role(user=ayu, role=Role.ADMINISTRATOR, actor=ayu, at=NOW)

    assert refusal.value.field == "roles"
    assert roles_of(ayu) == {Role.ADMINISTRATOR}


def test_remove_lets_an_administrator_step_down_beside_another(ayu):
    make_user("Beno Kedua", Role.ADMINISTRATOR)

    remove_role(user=ayu, role=Role.ADMINISTRATOR, actor=ayu, at=NOW)

    assert roles_of(ayu) == set()


def test_set_gives_and_takes(ayu, sari):
    set_roles(user=sari, roles=[Role.AUDITOR, Role.SERVICE_OWNER], actor=ayu, at=NOW)

    assert roles_of(sari) == {Role.AUDITOR, Role.SERVICE_OWNER}


def test_set_changes_nothing_when_one_is_refused(ayu):
    with pytest.raises(LastAdministrator):
        set_roles(user=ayu, roles=[Role.AUDITOR], actor=ayu, at=NOW)

    assert roles_of(ayu) == {Role.ADMINISTRATOR}


def test_roles_leave_history(ayu, zaki):
    assign_role(user=zaki, role=Role.AUDITOR, actor=ayu, at=NOW)
    remove_role(user=zaki, role=Role.AUDITOR, actor=ayu, at=NOW)

    events = RoleAssignment.pgh_event_model.objects.filter(user=zaki).order_by("pgh_id")
    assert [(e.pgh_label, e.role) for e in events] == [
        ("insert", Role.AUDITOR),
        ("delete", Role.AUDITOR),
    ]
