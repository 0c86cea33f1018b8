"""Complaints and satisfaction over the tree."""

import datetime as dt
from decimal import Decimal

import pytest

from brm.operations.run_survey import end_survey
from brm.queries.questions import Given
from brm.queries.rollups import rolled_up
from tests.brm.factories import make_contact, make_customer
from tests.brm.feedback import resolved, tell
from tests.brm.surveys import Block, answer, opened, outcome, survey
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def figure(key, customer, user, at=NOW):
    figures = rolled_up([customer], user=user, at=at)[customer.pk]
    return next(one for one in figures if one.rollup.key == key)


def test_open_complaints_are_summed_over_units(rangga, customer_a):
    unit = make_customer("UNIT", customer_a)
    tell(customer_a, rangga), tell(unit, rangga), resolved(unit, rangga)
    tell(unit, rangga, kind="compliment")

    assert figure("complaints", customer_a, rangga).value == 2
    assert figure("complaints", unit, rangga).text == "1"


def test_outcome_satisfaction_of_the_whole_is_that_of_its_latest_survey(rangga, customer_a):
    unit = make_customer("UNIT", customer_a)
    make_contact(customer_a, "Budi Pengguna")
    make_contact(unit, "Citra Pengguna")
    for days, values in ((30, {"Budi": 1, "Citra": 1}), (5, {"Budi": 5, "Citra": 3})):
        at = NOW - dt.timedelta(days=days)
        one = survey(
            rangga,
            customer_a,
            unit,
            blocks=(Block.OUTCOMES,),
            opens_at=at,
            closes_at=at + dt.timedelta(days=3),
        )
        says = {
            "Budi": outcome(one, customer_a, "Nobody waits"),
            "Citra": outcome(one, unit, "Nobody waits long"),
        }
        opened(one, at=at)
        for name, value in values.items():
            given = Given(Block.OUTCOMES, statement=says[name].pk, importance=5, value=value)
            answer(one, f"{name} Pengguna", given, at=at)
        end_survey(campaign=one, actor=rangga, at=at + dt.timedelta(days=1))

    whole, part = figure("satisfaction", customer_a, rangga), figure("satisfaction", unit, rangga)

    assert (whole.value.customer, whole.value.n, whole.plain) == (customer_a.pk, 2, Decimal(40))
    assert (part.value.n, part.plain, part.text) == (1, Decimal(30), "30 of 100 (n = 1)")


def test_without_a_survey_there_is_no_satisfaction(rangga, customer_a):
    found = figure("satisfaction", customer_a, rangga)
    assert (found.value, found.plain, found.text) == (None, None, None)
