"""What a customer was promised and asked for goes along when it becomes one with another."""

import datetime as dt

import pytest

from agreements.models import Agreement, Authority, Party, Requirement, Tariff
from agreements.queries.customer_handovers import authorities_of
from brm.models import Contact, Customer
from brm.operations.merge_customer import CannotMerge, loads_of, merge_customer
from brm.queries.rollups import rolled_up
from tests.agreements import scenes
from tests.brm.factories import make_customer
from tests.cast import NOW

TODAY = NOW.date()


@pytest.fixture
def sla(customer_a, sari):
    agreement = Agreement.objects.create(
        code="SLA-0001", title="Payments", kind=Agreement.Kind.SLA, owner=sari, created_at=NOW
    )
    Party.objects.create(agreement=agreement, customer=customer_a)
    return agreement


def merge(customer_a, customer_b, rangga):
    return merge_customer(
        customer=customer_a, into=customer_b, reason="Entered twice.", actor=rangga, at=NOW
    )


def test_agreements_requirements_and_tariffs_go_along(customer_a, customer_b, sla, alia, rangga):
    old = Contact.objects.create(person=alia.person, customer=customer_a)
    new = Contact.objects.create(person=alia.person, customer=customer_b)
    Authority.objects.create(
        person=alia.person, customer=customer_a, capacity="Head", valid_from=TODAY, created_at=NOW
    )
    Tariff.objects.create(
        code="T-1", title="Prices", customer=customer_a, currency="IDR", zone="UTC"
    )
    requirement = Requirement.objects.create(
        code="SLR-0001", title="Payments", customer=customer_a, asked_by=old, created_at=NOW
    )
    assert {load.key: load.count for load in loads_of(customer_a)} == {
        "contacts": 1,
        "grants": 1,
        "agreements": 1,
        "requirements": 1,
        "tariffs": 1,
    }

    merge(customer_a, customer_b, rangga)

    requirement.refresh_from_db()
    assert (requirement.customer, requirement.asked_by) == (customer_b, new)
    assert sla.parties.get().customer == customer_b
    assert Authority.objects.get().customer == Tariff.objects.get().customer == customer_b


def test_parties_of_one_agreement_do_not_become_one(customer_a, customer_b, sla, rangga):
    Party.objects.create(agreement=sla, customer=customer_b)

    with pytest.raises(CannotMerge) as refusal:
        merge(customer_a, customer_b, rangga)

    assert (refusal.value.field, refusal.value.message) == (
        "into",
        "Both are parties of SLA-0001. End it, or agree on it without one of them, first.",
    )


def test_leaver_hands_over_the_authorities_that_hold(customer_a, alia, rangga):
    contact = Contact.objects.create(person=alia.person, customer=customer_a)
    shared = {"person": alia.person, "customer": customer_a, "created_at": NOW}
    Authority.objects.create(capacity="Head", valid_from=TODAY, **shared)
    Authority.objects.create(
        capacity="Clerk", valid_from=TODAY - dt.timedelta(9), valid_to=TODAY, **shared
    )

    assert [item.what for item in authorities_of(contact, rangga, TODAY)] == ["Head"]


def test_levels_bind_the_one_that_remains_and_are_rolled_up(customer_a, customer_b, sari, rangga):
    top = make_customer("GROUP")
    Customer.objects.filter(pk=customer_b.pk).update(parent=top)
    commitment = scenes.missed(sari, customer_a).commitment

    merge(customer_a, customer_b, rangga)

    assert [row.customer for row in commitment.bound.all()] == [customer_b]
    figures = {
        figure.rollup.key: figure.value
        for figure in rolled_up([top], user=rangga, at=scenes.november(25))[top.pk]
    }
    assert (figures["contacts"], figures["agreements"], figures["breaches"]) == (0, 1, 1)
