"""What customers say after a change of a service, and what changes with them."""

import datetime as dt

import pytest

from brm.models import CheckAnswer
from brm.operations.answer_check import answer_check
from brm.operations.ask_for_acceptance import CheckRefused
from brm.operations.save_business_change import BusinessChangeRefused, save_business_change
from tests.brm.business import business_change, check
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def answer_of(record, customer):
    return CheckAnswer.objects.get(check_asked=record, customer=customer)


def test_check_asks_each_customer_once(rangga, customer_a, customer_b):
    record = check(rangga, customer_a, customer_b)
    assert [(row.customer, row.state) for row in record.answers.all()] == [
        (customer_a, "waiting"),
        (customer_b, "waiting"),
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"due_on": dt.date(2026, 11, 1)}, "due_on"), ({"what": ""}, "what")],
)
def test_check_is_refused_at_its_field(rangga, customer_a, fields, field):
    with pytest.raises(CheckRefused) as refusal:
        check(rangga, customer_a, **fields)
    assert refusal.value.field == field


def test_check_asks_somebody_and_nobody_of_others(rangga, tirta, customer_a):
    for actor, customers in ((rangga, []), (tirta, [customer_a])):
        with pytest.raises(CheckRefused) as refusal:
            check(actor, *customers)
        assert refusal.value.field == "customers"


def test_customer_objects_and_accepts_later(rangga, alia, customer_a):
    answer = answer_of(check(rangga, customer_a), customer_a)
    answer = answer_check(
        answer=answer, state="objected", reason="Receipts are late", actor=alia, at=NOW
    )
    assert (answer.state, answer.reason, answer.answered_by) == (
        "objected",
        "Receipts are late",
        alia,
    )
    answer = answer_check(answer=answer, state="accepted", actor=alia, at=NOW)
    assert (answer.state, answer.reason) == ("accepted", "")
    with pytest.raises(CheckRefused):
        answer_check(answer=answer, state="objected", reason="No", actor=alia, at=NOW)


def test_staff_say_who_said_so(rangga, customer_a):
    answer = answer_of(check(rangga, customer_a), customer_a)
    with pytest.raises(CheckRefused) as refusal:
        answer_check(answer=answer, state="accepted", actor=rangga, at=NOW)
    assert refusal.value.field == "said_by"
    answer = answer_check(
        answer=answer, state="accepted", said_by="Alia, by telephone", actor=rangga, at=NOW
    )
    assert answer.said_by == "Alia, by telephone"


@pytest.mark.parametrize("name", ["bram", "tirta", "zaki"])
def test_strangers_answer_for_nobody(name, request, rangga, customer_a):
    answer = answer_of(check(rangga, customer_a), customer_a)
    with pytest.raises(CheckRefused):
        answer_check(answer=answer, state="accepted", actor=request.getfixturevalue(name), at=NOW)


def test_objection_needs_its_reason(rangga, alia, customer_a):
    answer = answer_of(check(rangga, customer_a), customer_a)
    with pytest.raises(CheckRefused) as refusal:
        answer_check(answer=answer, state="objected", reason=" ", actor=alia, at=NOW)
    assert refusal.value.field == "reason"


def test_change_of_a_business_is_logged_and_dealt_with(rangga, customer_a):
    record = business_change(rangga, customer_a, users_delta=-40)
    with pytest.raises(BusinessChangeRefused) as refusal:
        save_business_change(
            change=record, customer=customer_a, disposition="done", actor=rangga, at=NOW
        )
    assert refusal.value.field == "disposition_note"
    record = save_business_change(
        change=record,
        customer=customer_a,
        disposition="done",
        disposition_note="Accounts were closed",
        actor=rangga,
        at=NOW,
    )
    assert (record.disposition, record.users_delta) == ("done", -40)
    assert [row.code for row in record.services.all()] == ["PAY"]
