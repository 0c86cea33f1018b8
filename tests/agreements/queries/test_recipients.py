"""Who is told of what happens to an agreement."""

import pytest

from accounts.models import Role
from agreements.queries.recipients import levels_recipients
from brm.models import Customer, Grant
from tests.cast import NOW, make_user
from tests.scenarios.building import make_agreement, make_hours, make_indicator


@pytest.fixture
def agreement(customer_a):
    unit = Customer.objects.create(code="UNIT", name="Unit", parent=customer_a)
    make_indicator("PAYROLL")
    version = make_agreement("SLA-1", [unit], hours=make_hours("ALWAYS"), start_at=NOW)
    return version.agreement


def told(agreement) -> dict[str, str]:
    service = agreement.versions.get().targets.get().indicator.service
    return {user.name: why for user, why in levels_recipients(agreement, service)}


def test_without_a_manager_every_service_level_manager_is_told(agreement, sari, rangga, alia):
    assert told(agreement) == {"Sari Tingkat": "you manage service levels"}


def test_manager_of_the_agreement_and_owner_of_the_service_are_told(agreement, sari, oka):
    agreement.owner = make_user("Made Pengelola", Role.SERVICE_LEVEL_MANAGER)
    agreement.save()
    agreement.versions.get().targets.get().indicator.service.__class__.objects.update(owner=oka)
    assert told(agreement) == {
        "Made Pengelola": "you manage this agreement",
        "Oka Pemilik": "you own this service",
    }


def test_manager_granted_what_the_customer_is_part_of_is_told(agreement, sari, customer_a):
    granted = make_user("Gita Terbatas")
    Grant.objects.create(user=granted, role=Role.SERVICE_LEVEL_MANAGER, customer=customer_a)
    assert told(agreement)["Gita Terbatas"] == "you manage service levels for this customer"


def test_manager_granted_another_customer_is_not_told(agreement, sari, customer_b):
    granted = make_user("Gita Terbatas")
    Grant.objects.create(user=granted, role=Role.SERVICE_LEVEL_MANAGER, customer=customer_b)
    assert "Gita Terbatas" not in told(agreement)


def test_who_may_no_longer_sign_in_is_not_told(agreement, sari):
    sari.is_active = False
    sari.save()
    assert told(agreement) == {}
