"""Somebody leaves, and somebody else takes over."""

import datetime as dt

import pytest

from brm.models import Contact, ContactRole, Customer
from brm.operations.mark_left import CannotLeave, mark_left, take_back_leaving
from tests.brm.factories import make_contact
from tests.cast import NOW

P = Contact.Part
DAY = dt.date(2026, 11, 1)


@pytest.fixture
def dewi(customer_a):
    return make_contact(customer_a, "Dewi", P.DECISION_MAKER, P.SIGNATORY)


@pytest.fixture
def rina(customer_a):
    return make_contact(customer_a, "Rina", P.SIGNATORY)


def leave(contact, successor, rangga):
    return mark_left(contact=contact, left_on=DAY, successor=successor, actor=rangga, at=NOW)


def parts_on(contact, on):
    return Contact.objects.with_roles(on=on).get(pk=contact.pk).parts


def test_successor_takes_over_from_that_day(dewi, rina, customer_a, rangga):
    report = make_contact(customer_a, "Yusuf", reports_to=dewi)
    Customer.objects.update(representative=dewi)

    leave(dewi, rina, rangga)

    before = DAY - dt.timedelta(1)
    assert (parts_on(dewi, before), parts_on(dewi, DAY)) == ([P.DECISION_MAKER, P.SIGNATORY], [])
    assert (parts_on(rina, before), parts_on(rina, DAY)) == (
        [P.SIGNATORY],
        [P.DECISION_MAKER, P.SIGNATORY],
    )
    assert ContactRole.objects.filter(contact=rina).count() == 2
    report.refresh_from_db()
    assert (report.reports_to, Customer.objects.get().representative) == (rina, rina)


def test_who_left_is_no_longer_current(dewi, rangga):
    leave(dewi, None, rangga)

    assert list(Contact.objects.current(on=DAY)) == []
    assert list(Contact.objects.current(on=DAY - dt.timedelta(1))) == [dewi]


def test_leaving_refuses_a_second_time_and_a_wrong_successor(dewi, rina, customer_b, rangga):
    elsewhere = make_contact(customer_b, "Umar")
    for successor in (dewi, elsewhere):
        with pytest.raises(CannotLeave) as refusal:
            leave(dewi, successor, rangga)
        assert refusal.value.field == "successor"
    leave(dewi, None, rangga)
    with pytest.raises(CannotLeave):
        leave(dewi, None, rangga)
    with pytest.raises(CannotLeave):
        leave(rina, dewi, rangga)


def test_leaving_is_taken_back(dewi, rina, rangga):
    leave(dewi, rina, rangga)

    take_back_leaving(contact=dewi, actor=rangga, at=NOW)

    dewi.refresh_from_db()
    assert (dewi.left_on, dewi.successor) == (None, None)
