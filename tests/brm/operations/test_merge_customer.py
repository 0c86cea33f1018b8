"""Two customers become one."""

import datetime as dt

import pytest

from accounts.models import Role
from brm.models import Contact, ContactRole, Customer, Grant, ManagerTerm, TokenScope
from brm.operations.merge_customer import CannotMerge, loads_of, merge_customer
from tests.accounts.factories import make_token
from tests.brm.factories import grant, make_contact, make_customer
from tests.cast import NOW

P = Contact.Part


@pytest.fixture
def bank(rangga):
    return make_customer("BANK", name="Bank Contoh", manager=rangga)


@pytest.fixture
def twice(rangga):
    return make_customer("BANK-2", name="Bank Kontoh", manager=rangga)


def merge(customer, into, rangga, reason="Entered twice."):
    return merge_customer(customer=customer, into=into, reason=reason, actor=rangga, at=NOW)


def test_merge_carries_units_contacts_grants_and_limits(bank, twice, rangga, zaki):
    unit = make_customer("CARDS", twice)
    contact = make_contact(twice, "Dewi", P.SIGNATORY)
    grant(zaki, twice, Role.AUDITOR)
    token, _key = make_token(rangga, is_limited=True)
    TokenScope.objects.create(token=token, customer=twice)
    assert {load.key: load.count for load in loads_of(twice)} == {
        "units": 1,
        "contacts": 1,
        "grants": 1,
        "tokens": 1,
    }

    merge(twice, bank, rangga)

    for record in (unit, contact):
        record.refresh_from_db()
    assert (unit.parent, contact.customer) == (bank, bank)
    assert Grant.objects.get().customer == TokenScope.objects.get().customer == bank
    assert loads_of(twice) == []


def test_merge_leaves_a_stone_that_nobody_sees(bank, twice, rangga):
    ManagerTerm.objects.create(customer=twice, manager=rangga, began_on=dt.date(2026, 1, 1))

    merge(twice, bank, rangga)

    twice.refresh_from_db()
    assert (twice.merged_into, twice.merged_at, twice.merge_reason, twice.standing) == (
        bank,
        NOW,
        "Entered twice.",
        "former",
    )
    assert [row.code for row in Customer.objects.visible_to(rangga)] == ["BANK"]
    assert ManagerTerm.objects.get().ended_on == NOW.date()


def test_merge_makes_one_contact_of_a_person_known_at_both(bank, twice, rangga):
    kept = make_contact(bank, "Dewi", P.SIGNATORY, last_contact_on=dt.date(2026, 5, 1))
    gone = Contact.objects.create(
        person=kept.person, customer=twice, last_contact_on=dt.date(2026, 6, 1)
    )
    for part in (P.SIGNATORY, P.SPONSOR):
        ContactRole.objects.create(contact=gone, part=part)
    report = make_contact(twice, "Yusuf", reports_to=gone)

    merge(twice, bank, rangga)

    kept, report = Contact.objects.get(pk=kept.pk), Contact.objects.get(pk=report.pk)
    assert not Contact.objects.filter(pk=gone.pk).exists()
    assert kept.parts == [P.SIGNATORY, P.SPONSOR]
    assert (kept.last_contact_on, report.reports_to) == (dt.date(2026, 6, 1), kept)


def test_merge_fills_what_the_other_leaves_open(bank, twice, rangga):
    contact = make_contact(twice, "Dewi")
    Customer.objects.filter(pk=twice.pk).update(
        description="Cards", strategic_weight=4, weight_basis="Reach", representative=contact
    )
    Customer.objects.filter(pk=bank.pk).update(description="Bank")

    merge(twice, bank, rangga)

    bank.refresh_from_db()
    assert (bank.description, bank.strategic_weight, bank.representative) == ("Bank", 4, contact)


def test_merge_leads_on_from_what_was_merged_before(bank, twice, rangga):
    third = make_customer("BANK-3")
    merge(third, twice, rangga)

    merge(twice, bank, rangga)

    third.refresh_from_db()
    assert third.merged_into == bank


def test_merge_into_what_it_is_part_of(bank, rangga):
    cards = make_customer("CARDS", bank)
    fraud = make_customer("FRAUD", cards)

    merge(cards, bank, rangga)

    fraud.refresh_from_db()
    assert fraud.parent == bank


def test_merge_refuses_itself_what_lies_beneath_and_what_is_merged(bank, twice, rangga):
    cards = make_customer("CARDS", bank, name="Kartu")
    for into in (bank, cards):
        with pytest.raises(CannotMerge):
            merge(bank, into, rangga)
    merge(twice, bank, rangga)
    with pytest.raises(CannotMerge) as refusal:
        merge(cards, twice, rangga)

    assert refusal.value.message == "Bank Kontoh was merged away."


def test_merge_refuses_without_a_reason(bank, twice, rangga):
    with pytest.raises(CannotMerge) as refusal:
        merge(twice, bank, rangga, " ")

    assert refusal.value.field == "reason"
