"""Decisions are numbered, and written by whoever speaks with the customer."""

import datetime as dt

import pytest

from brm.operations.save_decision import DecisionRefused, save_decision
from tests.brm.meetings import held, limited_manager
from tests.cast import NOW

pytestmark = pytest.mark.django_db
GIVEN = {
    "what": "Double the route",
    "decided_by": "Rina",
    "decided_on": NOW.date(),
    "at": NOW,
}


def test_decisions_are_numbered_and_corrected(rangga, customer_a):
    first = save_decision(customer=customer_a, actor=rangga, **GIVEN)
    second = save_decision(customer=customer_a, actor=rangga, **GIVEN)
    save_decision(
        decision=first, customer=customer_a, actor=rangga, **GIVEN | {"what": "Triple it"}
    )

    first.refresh_from_db()
    assert [(row.code, row.what) for row in (first, second)] == [
        ("DE-0001", "Triple it"),
        ("DE-0002", "Double the route"),
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"what": " "}, "what"),
        ({"decided_by": ""}, "decided_by"),
        ({"decided_on": NOW.date() + dt.timedelta(days=3)}, "decided_on"),
    ],
)
def test_half_a_decision_is_refused(rangga, customer_a, fields, field):
    with pytest.raises(DecisionRefused) as refused:
        save_decision(customer=customer_a, actor=rangga, **GIVEN | fields)
    assert refused.value.field == field


def test_customers_of_others_are_refused(rangga, customer_a, customer_b):
    meeting = held(rangga, customer_a)
    nadia = limited_manager(customer_a)
    for actor, interaction in ((nadia, None), (rangga, meeting)):
        with pytest.raises(DecisionRefused) as refused:
            save_decision(customer=customer_b, interaction=interaction, actor=actor, **GIVEN)
        assert refused.value.field == "customer"
