"""Outcomes and how far they have come."""

import datetime as dt
from decimal import Decimal

import pytest

from brm.models import BusinessOutcome, Contact, OutcomeMeasurement
from brm.operations.save_outcome import OutcomeRefused, record_measurement, save_outcome
from brm.queries.outcomes import done_of, seen_outcomes
from tests.brm.business import TODAY, outcome
from tests.brm.factories import make_customer
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_outcome_is_kept_and_what_is_not_named_stays(rangga, customer_a):
    record = outcome(rangga, customer_a, reference="O-1")
    save_outcome(outcome=record, customer=customer_a, importance=9, actor=rangga, at=NOW)
    record = BusinessOutcome.objects.get()
    assert (record.importance, record.target, record.reference) == (9, Decimal(2), "O-1")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"importance": 11}, "importance"),
        ({"statement": ""}, "statement"),
    ],
)
def test_outcome_is_refused_at_its_field(rangga, customer_a, fields, field):
    with pytest.raises(OutcomeRefused) as refusal:
        outcome(rangga, customer_a, **fields)
    assert refusal.value.field == field


def test_outcome_is_refused_to_whom_may_not_write(tirta, alia, customer_a):
    for actor in (tirta, alia):
        with pytest.raises(OutcomeRefused) as refusal:
            outcome(actor, customer_a)
        assert refusal.value.field == "customer"


def test_owner_is_of_the_same_organisation(rangga, alia, bram, customer_a, customer_b):
    unit = make_customer("LOKET", customer_a)
    near = Contact.objects.create(person=alia.person, customer=customer_a)
    far = Contact.objects.create(person=bram.person, customer=customer_b)
    assert outcome(rangga, unit, owner=near).owner == near
    with pytest.raises(OutcomeRefused) as refusal:
        outcome(rangga, unit, owner=far)
    assert refusal.value.field == "owner"


def test_reference_is_once_per_customer(rangga, customer_a, customer_b):
    outcome(rangga, customer_a, reference="O-1")
    outcome(rangga, customer_b, reference="O-1")
    with pytest.raises(OutcomeRefused):
        outcome(rangga, customer_a, reference="O-1")


def test_latest_realised_figure_is_the_actual_one(rangga, customer_a):
    record = outcome(rangga, customer_a)
    days = ((9, 9, None), (10, 7, 8), (11, 4, None))
    for month, planned, realised in days:
        record_measurement(
            outcome=record,
            measured_on=dt.date(2026, month, 1),
            planned=Decimal(planned),
            realised=None if realised is None else Decimal(realised),
            actor=rangga,
            at=NOW,
        )
    row = seen_outcomes(rangga).get()
    assert (row.actual, row.actual_on) == (Decimal(8), dt.date(2026, 10, 1))
    assert done_of(row) == Decimal("0.4")


def test_day_said_again_replaces_what_stood_there(rangga, customer_a):
    record = outcome(rangga, customer_a)
    for figure in (8, 7):
        record_measurement(
            outcome=record, measured_on=TODAY, realised=Decimal(figure), actor=rangga, at=NOW
        )
    assert OutcomeMeasurement.objects.get().realised == Decimal(7)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "realised"),
        ({"realised": Decimal(1), "measured_on": dt.date(2026, 12, 24)}, "measured_on"),
    ],
)
def test_measurement_is_refused(rangga, customer_a, fields, field):
    record = outcome(rangga, customer_a)
    with pytest.raises(OutcomeRefused) as refusal:
        record_measurement(outcome=record, actor=rangga, at=NOW, **{"measured_on": TODAY} | fields)
    assert refusal.value.field == field
