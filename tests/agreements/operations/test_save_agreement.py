"""Begin an agreement and change its cover."""

import pytest

from accounts.models import Role
from agreements.models import Agreement, Party
from agreements.operations.activate import activate
from agreements.operations.save_agreement import (
    AgreementRefused,
    create_agreement,
    propose_code,
    update_agreement,
)
from brm.models import Grant
from slm.models import Provider
from tests.agreements.scenes import draft, indicator, write
from tests.agreements.signing import sent_out
from tests.cast import NOW, make_user

pytestmark = pytest.mark.django_db


def cover(agreement, **changes):
    """What a cover's form sends, with some of it changed."""
    return {
        "title": agreement.title,
        "level": agreement.level,
        "parent": agreement.parent,
        "zone": agreement.zone,
        "customers": list(agreement.customers.all()),
        "providers": [],
        "owner": agreement.owner,
    } | changes


def test_agreement_begins_with_parties_and_an_empty_draft(sari, customer_a, customer_b):
    agreement = draft(sari, customer_a, customer_b, code="")
    assert agreement.code == "SLA-0001"
    assert [str(party) for party in agreement.parties.order_by("customer__name")] == [
        "Dinas Contoh",
        "Kantor Misal",
    ]
    assert [(v.number, v.state, v.targets.count()) for v in agreement.versions.all()] == [
        (1, "draft", 0)
    ]
    assert propose_code("sla") == "SLA-0002"


def test_agreement_refuses_a_code_that_is_taken(sari, customer_a):
    draft(sari, customer_a)
    with pytest.raises(AgreementRefused, match="taken") as refused:
        draft(sari, customer_a)
    assert refused.value.field == "code"
    assert Agreement.objects.count() == 1


def test_agreement_refuses_an_unknown_zone(sari, customer_a):
    with pytest.raises(AgreementRefused) as refused:
        draft(sari, customer_a, zone="Asia/Nowhere")
    assert refused.value.field == "zone"


def test_agreement_with_customers_is_not_for_relationship_managers(rangga, customer_a):
    with pytest.raises(AgreementRefused, match="may not write"):
        draft(rangga, customer_a)


def test_limited_manager_writes_for_own_customers_only(customer_a, customer_b):
    limited = make_user("Lia Terbatas")
    Grant.objects.create(user=limited, role=Role.SERVICE_LEVEL_MANAGER, customer=customer_a)
    assert draft(limited, customer_a, code="SLA-0001").code == "SLA-0001"
    with pytest.raises(AgreementRefused) as refused:
        draft(limited, customer_a, customer_b, code="SLA-0002")
    assert refused.value.field == "customers"


def test_service_owner_begins_contracts_with_suppliers(oka):
    supplier = Provider.objects.create(code="SWITCH", name="Saklar", kind="external")
    contract = create_agreement(
        code="",
        title="Interbank switch",
        kind="uc",
        zone="UTC",
        customers=[],
        providers=[supplier],
        actor=oka,
        at=NOW,
    )
    assert (contract.code, contract.level) == ("UC-0001", "")


def test_cover_is_changed_and_rows_that_stay_are_not_touched(sari, customer_a, customer_b):
    agreement = draft(sari, customer_a)
    party = agreement.parties.get()
    update_agreement(
        agreement=agreement,
        **cover(agreement, title="Payments", customers=[customer_a, customer_b]),
        actor=sari,
    )
    agreement.refresh_from_db()
    assert agreement.title == "Payments"
    assert Party.objects.filter(pk=party.pk).exists()
    assert agreement.parties.count() == 2


def test_what_has_been_in_force_keeps_zone_and_customers(sari, customer_a, customer_b):
    agreement = draft(sari, customer_a)
    activate(version=write(agreement, [indicator()], sari), actor=sari, at=NOW)
    for field, value in {"zone": "UTC", "customers": [customer_b]}.items():
        with pytest.raises(AgreementRefused) as refused:
            update_agreement(agreement=agreement, **cover(agreement, **{field: value}), actor=sari)
        assert refused.value.field == field
    update_agreement(agreement=agreement, **cover(agreement, title="Renamed"), actor=sari)
    assert Agreement.objects.get().title == "Renamed"


def test_agreement_cannot_stand_under_itself(sari, customer_a):
    above, below = draft(sari, customer_a, code="SLA-1"), draft(sari, customer_a, code="SLA-2")
    update_agreement(agreement=below, **cover(below, parent=above), actor=sari)
    above.refresh_from_db()
    below.refresh_from_db()
    with pytest.raises(AgreementRefused) as refused:
        update_agreement(agreement=above, **cover(above, parent=below), actor=sari)
    assert refused.value.field == "parent"


def test_agreement_may_begin_as_a_statement_of_intent(sari, customer_a):
    agreement = draft(sari, customer_a, is_intent=True)
    assert agreement.versions.get().state == "intent"


def test_parties_stay_once_somebody_was_asked_to_sign_for_them(sari, alia, customer_a, customer_b):
    agreement = sent_out(sari, alia, customer_a).agreement
    with pytest.raises(AgreementRefused, match="asked to sign"):
        update_agreement(
            agreement=agreement, **cover(agreement, customers=[customer_b]), actor=sari
        )
    update_agreement(agreement=agreement, **cover(agreement, title="Other"), actor=sari)
    assert agreement.parties.get().customer == customer_a
