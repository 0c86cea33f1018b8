"""The most specific promise binds each customer; the rest stay with the level above."""

import datetime as dt

import pytest

from agreements.models import Agreement, Commitment, Verdict
from agreements.operations.activate import activate
from agreements.operations.bind_customers import bind_customers
from agreements.operations.save_agreement import update_agreement
from agreements.operations.terminate import terminate
from agreements.queries.status import visible_bindings
from brm.models import Customer
from tests.agreements.scenes import WIB, draft, indicator, november, write
from tests.cast import NOW

pytestmark = pytest.mark.django_db
OCTOBER, DECEMBER = dt.date(2026, 10, 1), dt.date(2026, 12, 1)


def binding(sari, *customers, code, level, starts_on=OCTOBER, at=NOW, of=None, **fields):
    """An SLA of a level in force from a day on, without an end; its commitment."""
    agreement = draft(sari, *customers, code=code, level=level, parent=fields.pop("parent", None))
    version = write(
        agreement, of or [indicator()], sari, starts_on=starts_on, ends_on=None, **fields
    )
    activate(version=version, actor=sari, at=at)
    return Commitment.objects.get(agreement=agreement)


def spans(commitment) -> dict:
    return {
        (row.customer.code, row.from_at.astimezone(WIB).date()): (
            row.to_at and row.to_at.astimezone(WIB).date()
        )
        for row in commitment.bound.select_related("customer")
    }


def test_the_more_specific_binds_from_its_first_day(sari, customer_a, customer_b):
    above = binding(sari, customer_a, customer_b, code="SLA-1", level="corporate")
    below = binding(
        sari, customer_a, code="SLA-2", level="service", starts_on=dt.date(2026, 11, 12)
    )
    assert spans(above) == {
        ("DINAS", OCTOBER): dt.date(2026, 11, 12),
        ("KANTOR", OCTOBER): None,
    }
    assert spans(below) == {("DINAS", dt.date(2026, 11, 12)): None}


def test_no_period_is_split_and_no_commitment_ends(sari, customer_a, customer_b):
    above = binding(sari, customer_a, customer_b, code="SLA-1", level="corporate")
    binding(sari, customer_a, code="SLA-2", level="service", starts_on=dt.date(2026, 11, 12))
    above.refresh_from_db()
    assert above.end_at is None
    rows = Verdict.objects.filter(commitment=above).order_by("period_start_at")
    assert list(rows.values_list("period_label", "is_clipped")) == [
        ("month:2026-10-01", False),
        ("month:2026-11-01", False),
    ]


def test_the_order_of_activation_does_not_matter(sari, customer_a, customer_b):
    below = binding(sari, customer_a, code="SLA-2", level="service")
    above = binding(sari, customer_a, customer_b, code="SLA-1", level="customer")
    assert spans(above) == {("KANTOR", OCTOBER): None}
    assert spans(below) == {("DINAS", OCTOBER): None}


def test_the_level_above_binds_again_when_the_specific_one_ends(sari, customer_a):
    above = binding(sari, customer_a, code="SLA-1", level="corporate")
    below = binding(sari, customer_a, code="SLA-2", level="service")
    assert spans(above) == {}
    terminate(
        agreement=below.agreement,
        ends_on=dt.date(2026, 11, 30),
        reason="Merged",
        actor=sari,
        at=NOW,
    )
    assert spans(below) == {("DINAS", OCTOBER): DECEMBER}
    assert spans(above) == {("DINAS", DECEMBER): None}


def test_other_promises_of_the_level_above_stay(sari, customer_a):
    mail = indicator("MAIL", "Mail")
    binding(sari, customer_a, code="SLA-2", level="service")
    above = binding(sari, customer_a, code="SLA-1", level="corporate", of=[mail])
    assert spans(above) == {("DINAS", OCTOBER): None}


def test_another_period_is_another_promise(sari, customer_a):
    above = binding(sari, customer_a, code="SLA-1", level="corporate", period="year")
    binding(sari, customer_a, code="SLA-2", level="service")
    assert spans(above) == {("DINAS", OCTOBER): None}


def test_what_stands_under_an_agreement_of_its_level_refines_it(sari, customer_a, customer_b):
    above = binding(sari, customer_a, customer_b, code="SLA-1", level="customer")
    below = binding(sari, customer_a, code="SLA-2", level="customer", parent=above.agreement)
    assert spans(above) == {("KANTOR", OCTOBER): None}
    assert spans(below) == {("DINAS", OCTOBER): None}


def test_equals_bind_both(sari, customer_a):
    one = binding(sari, customer_a, code="SLA-1", level="customer")
    other = binding(sari, customer_a, code="SLA-2", level="customer")
    assert spans(one) == spans(other) == {("DINAS", OCTOBER): None}


def test_another_level_on_the_cover_moves_the_bounds(sari, customer_a):
    one = binding(sari, customer_a, code="SLA-1", level="customer")
    other = binding(sari, customer_a, code="SLA-2", level="customer")
    update_agreement(
        agreement=one.agreement,
        title="Payment services",
        level=Agreement.Level.CORPORATE,
        parent=None,
        zone="Asia/Jakarta",
        customers=[customer_a],
        providers=[],
        owner=None,
        actor=sari,
    )
    assert (spans(one), spans(other)) == ({}, {("DINAS", OCTOBER): None})


def test_done_again_it_writes_nothing(sari, customer_a, customer_b):
    above = binding(sari, customer_a, customer_b, code="SLA-1", level="corporate")
    below = binding(sari, customer_a, code="SLA-2", level="service")
    rows = list(above.bound.values()) + list(below.bound.values())
    for agreement in (above.agreement, below.agreement):
        bind_customers(agreement=agreement)
    assert list(above.bound.values()) + list(below.bound.values()) == rows


def test_status_answers_with_what_binds_at_the_instant(sari, customer_a):
    binding(sari, customer_a, code="SLA-1", level="corporate")
    binding(sari, customer_a, code="SLA-2", level="service", starts_on=dt.date(2026, 11, 12))
    for at, code in ((november(11), "SLA-1"), (november(12), "SLA-2")):
        rows = visible_bindings(sari, at=at)
        assert [row.commitment.agreement.code for row in rows] == [code]


def test_a_unit_that_is_no_party_stays_with_its_organisation(sari, customer_a):
    unit = Customer.objects.create(code="UNIT", name="Unit", parent=customer_a)
    above = binding(sari, customer_a, code="SLA-1", level="corporate")
    binding(sari, unit, code="SLA-2", level="service")
    assert spans(above) == {("DINAS", OCTOBER): None}
