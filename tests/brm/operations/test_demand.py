"""Demand: raised, valued, decided on, and what it adds by month."""

import datetime as dt
from decimal import Decimal

import pytest

from brm.models import Demand
from brm.operations.decide_demand import decide_demand
from brm.operations.save_demand import DemandRefused, save_demand
from brm.queries.dated_demand import dated_demand
from brm.queries.demand_scores import score_of, seen_demand
from brm.queries.demand_sources import _FINDERS, SourceLink, register_demand_source, source_of
from tests.brm.business import TODAY, demand, outcome, service
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_demand_takes_the_next_code_and_the_month(rangga, customer_a):
    first, second = demand(rangga, customer_a), demand(rangga, customer_a)
    assert [first.code, second.code] == ["DM-0001", "DM-0002"]
    assert first.expected_on == dt.date(2027, 2, 1)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"volume_unit": ""}, "volume_unit"),
        ({"kind": "retire", "services": []}, "services"),
        ({"probability_percent": 101}, "probability_percent"),
        ({"currency": "rupiah"}, "currency"),
    ],
)
def test_demand_is_refused_at_its_field(rangga, customer_a, fields, field):
    with pytest.raises(DemandRefused) as refusal:
        demand(rangga, customer_a, **fields)
    assert refusal.value.field == field


def test_outcome_of_another_organisation_is_refused(rangga, customer_a, customer_b):
    with pytest.raises(DemandRefused) as refusal:
        demand(rangga, customer_a, outcome=outcome(rangga, customer_b))
    assert refusal.value.field == "outcome"


def test_decision_keeps_reason_and_day_and_closes_the_demand(rangga, customer_a):
    record = decide_demand(
        demand=demand(rangga, customer_a),
        state="declined",
        reason="Too few would come",
        actor=rangga,
        on=TODAY,
    )
    assert (record.decision, record.decided_on, record.decided_by) == (
        "Too few would come",
        TODAY,
        rangga,
    )
    with pytest.raises(DemandRefused):
        save_demand(demand=record, customer=customer_a, title="Again", actor=rangga, at=NOW)
    assert decide_demand(demand=record, state="new", actor=rangga, on=TODAY).decided_on is None


@pytest.mark.parametrize(
    ("state", "fields", "field"),
    [
        ("accepted", {}, "reason"),
        ("deferred", {"reason": "Next year"}, "deferred_to"),
        ("deferred", {"reason": "Next year", "deferred_to": TODAY}, "deferred_to"),
        ("realised", {}, "state"),
    ],
)
def test_decision_is_refused(rangga, customer_a, state, fields, field):
    with pytest.raises(DemandRefused) as refusal:
        decide_demand(
            demand=demand(rangga, customer_a), state=state, actor=rangga, on=TODAY, **fields
        )
    assert refusal.value.field == field


def test_auditor_decides_nothing(rangga, tirta, customer_a):
    with pytest.raises(DemandRefused):
        decide_demand(demand=demand(rangga, customer_a), state="weighed", actor=tirta, on=TODAY)


def test_score_in_the_database_is_that_of_the_formula(rangga, customer_a):
    goal = outcome(rangga, customer_a)
    demand(rangga, customer_a, outcome=goal)  # (8 + 10 × 120/240) × 60 % ÷ 2 = 3.9
    demand(rangga, customer_a, value=Decimal(240_000_000), probability_percent=100, effort="S")
    demand(rangga, customer_a, value=None, effort="L")
    demand(rangga, customer_a, currency="EUR", value=Decimal(5), probability_percent=20)
    rows = list(seen_demand(rangga).order_by("code"))
    assert [str(round(row.score, 4)) for row in rows] == ["3.9000", "10.0000", "0.0000", "1.0000"]
    assert [float(score_of(row).value) for row in rows] == [3.9, 10.0, 0.0, 1.0]


def test_dated_demand_is_weighed_and_begins_with_its_month(rangga, customer_a, customer_b):
    pay, card = service(), service("CARD", "Cards")
    demand(rangga, customer_a, services=[pay, card])
    demand(rangga, customer_a, expected_on=dt.date(2027, 3, 1), probability_percent=25)
    demand(rangga, customer_b)
    demand(rangga, customer_a, expected_on=None)

    rows = dated_demand(
        customer_ids=[customer_a.pk],
        service_ids=[pay.pk],
        from_month=dt.date(2027, 1, 1),
        to_month=dt.date(2027, 3, 1),
    )

    assert [(row.month, row.unit, row.volume, row.value, row.codes) for row in rows] == [
        (dt.date(2027, 2, 1), "visits", Decimal(600), {"IDR": Decimal(6_000_000)}, ("DM-0001",)),
        (
            dt.date(2027, 3, 1),
            "visits",
            Decimal(850),
            {"IDR": Decimal(8_500_000)},
            ("DM-0001", "DM-0002"),
        ),
    ]
    assert {row.service_id for row in rows} == {pay.pk}


def test_declined_is_never_expected_and_deferred_not_before_its_day(rangga, customer_a):
    refused, later = demand(rangga, customer_a), demand(rangga, customer_a)
    retired = demand(rangga, customer_a, kind="retire", probability_percent=10)
    decide_demand(demand=refused, state="declined", reason="No", actor=rangga, on=TODAY)
    decide_demand(
        demand=later,
        state="deferred",
        reason="After the elections",
        deferred_to=dt.date(2027, 3, 20),
        actor=rangga,
        on=TODAY,
    )
    rows = dated_demand(
        customer_ids=[customer_a.pk],
        service_ids=[service().pk],
        from_month=dt.date(2027, 2, 1),
        to_month=dt.date(2027, 3, 1),
    )
    assert [(row.month.month, row.volume, row.codes) for row in rows] == [
        (2, Decimal(-100), (retired.code,)),
        (3, Decimal(500), (later.code, retired.code)),
    ]


def test_customers_never_see_demand(rangga, alia, customer_a):
    demand(rangga, customer_a)
    assert list(Demand.objects.visible_to(alia)) == []


@pytest.fixture
def no_finders():
    known = dict(_FINDERS)
    yield
    _FINDERS.clear()
    _FINDERS.update(known)


def test_source_is_a_record_an_address_or_words(rangga, customer_a, no_finders):
    register_demand_source(
        "meeting", lambda _user, note: ("Review of June", "/m/7/") if note == "M-7" else None
    )
    found = [
        source_of(demand(rangga, customer_a, source="meeting", source_note=note), rangga)
        for note in ("M-7", "https://plans.example/3", "over lunch")
    ]
    assert found == [
        SourceLink("Review of June", "/m/7/"),
        SourceLink("https://plans.example/3", "https://plans.example/3"),
        SourceLink("over lunch"),
    ]
