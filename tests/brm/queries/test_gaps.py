"""What customers lack."""

import datetime as dt

import pytest

from brm.models import Contact, Customer
from brm.queries.gaps import Gap, Kind, gaps_of
from slm.models import Provider, Service
from tests.brm.factories import make_contact, make_customer

P = Contact.Part
TODAY = dt.date(2026, 11, 25)


def gaps(customer):
    return gaps_of(Customer.objects.all(), on=TODAY).get(customer.pk, [])


@pytest.fixture
def bank(db):
    """An organisation that lacks nothing."""
    bank = make_customer("BANK")
    make_contact(
        bank, "Dewi", P.DECISION_MAKER, P.BUDGET_HOLDER, P.SIGNATORY, last_contact_on=TODAY
    )
    return bank


def test_complete_customer_lacks_nothing(bank):
    assert gaps(bank) == []


def test_unit_with_users_and_nobody_who_decides(bank):
    cards = make_customer("CARDS", bank)
    make_contact(cards, "Umar", P.USER)

    assert gaps(cards) == [Gap(Kind.NOBODY_DECIDES)]


def test_organisation_is_asked_for_budget_and_signature_anywhere_beneath(db):
    shop = make_customer("SHOP")
    assert gaps(shop) == [Gap(Kind.NO_BUDGET_HOLDER), Gap(Kind.NO_SIGNATORY)]
    make_contact(make_customer("STORES", shop), "Maya", P.BUDGET_HOLDER)

    assert gaps(shop) == [Gap(Kind.NO_SIGNATORY)]


def test_prospects_and_former_customers_are_not_asked(db):
    prospect = make_customer("NEW", standing="prospect")
    former = make_customer("OLD", standing="former", contact_cadence_days=30)

    assert (gaps(prospect), gaps(former)) == ([], [])


def test_service_with_users_and_nobody_who_decides(bank, oka):
    provider = Provider.objects.create(code="TEAM", name="Team", owner=oka)
    pay, card = (
        Service.objects.create(code=code, name=code.title(), provider=provider, owner=oka)
        for code in ("PAY", "CARD")
    )
    cards = make_customer("CARDS", bank)
    make_contact(cards, "Umar", P.USER, service=pay)
    make_contact(cards, "Yusuf", P.USER, service=card)
    make_contact(cards, "Rina", P.SPONSOR, service=card)

    assert gaps(cards) == [Gap(Kind.SERVICE_UNDECIDED, "Pay")]


def test_decision_maker_never_contacted_or_overdue(bank):
    make_contact(bank, "Hendra", P.DECISION_MAKER)
    make_contact(
        bank,
        "Maya",
        P.DECISION_MAKER,
        contact_cadence_days=30,
        last_contact_on=TODAY - dt.timedelta(31),
    )

    assert gaps(bank) == [
        Gap(Kind.NEVER_CONTACTED, "Hendra"),
        Gap(Kind.DECIDER_OVERDUE, "Maya"),
    ]


def test_contact_with_the_customer_is_overdue(bank):
    Customer.objects.update(contact_cadence_days=30)

    assert gaps(bank) == [Gap(Kind.OVERDUE)]


def test_who_left_decides_no_more(bank):
    Contact.objects.update(left_on=TODAY)
    make_contact(bank, "Umar", P.USER)

    assert Gap(Kind.NOBODY_DECIDES) in gaps(bank)


def test_gaps_cost_the_same_for_one_and_for_many(bank, django_assert_num_queries):
    for number in range(4):
        make_contact(make_customer(f"UNIT-{number}", bank), f"Umar {number}", P.USER)

    rows = list(Customer.objects.all())
    with django_assert_num_queries(2):
        gaps_of(rows, on=TODAY)
