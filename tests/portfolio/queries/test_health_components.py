"""Each component of health follows what is kept of the customer, and names its inputs."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolio.engine.health import Part
from portfolio.queries import registers
from portfolio.queries.health_components import examine
from tests.agreements.closing import closed_june
from tests.brm.factories import make_contact, make_customer
from tests.brm.feedback import tell
from tests.cast import NOW
from tests.portfolio.money import live, make_service, month, write

pytestmark = pytest.mark.django_db


def part(customer, name: Part, at: dt.datetime = NOW):
    found = examine([customer.pk], as_of=at)[customer.pk].part(name)
    return found.score, dict(found.inputs)


def test_a_customer_of_whom_nothing_is_known_has_no_score_to_show(customer_a):
    health = examine([customer_a.pk], as_of=NOW)[customer_a.pk].health
    assert (health.band, float(health.confidence)) == ("insufficient", 0.4)
    assert part(customer_a, Part.SATISFACTION) == (None, {})
    assert part(customer_a, Part.USAGE) == (None, {})
    assert part(customer_a, Part.PERFORMANCE)[0] is None


def test_missed_targets_lower_performance(sari, customer_a):
    closed_june(sari, customer_a, minutes=600)
    assert part(customer_a, Part.PERFORMANCE) == (
        0,
        {"met": 0, "judged": 1, "without_data": 0, "targets": 1},
    )


def test_promises_to_a_unit_count_for_its_organisation(sari, customer_a):
    closed_june(sari, make_customer("UNIT", customer_a), minutes=0)
    assert part(customer_a, Part.PERFORMANCE)[0] == 100


def test_roles_count_when_filled_and_contacted_in_time(customer_a):
    make_contact(customer_a, "Dewi", "decision_maker", last_contact_on=NOW.date())
    late = {"contact_cadence_days": 30, "last_contact_on": NOW.date() - dt.timedelta(days=31)}
    make_contact(customer_a, "Budi", "budget_holder", **late)
    score, inputs = part(customer_a, Part.COVERAGE)
    assert round(score, 2) == round(Decimal(100) / 3, 2)
    assert inputs == {"units": 1, "expected": 3, "kept": 1, "empty": 1, "overdue": 1}


def test_roles_are_asked_of_every_active_unit(customer_a):
    make_customer("UNIT", customer_a)
    make_customer("GONE", customer_a, standing="former")
    assert part(customer_a, Part.COVERAGE)[1]["expected"] == 6


def test_use_below_forecast_lowers_usage(customer_a):
    service = make_service()
    live(customer_a, service, used="10")
    fewer = {"customer": customer_a, "service": service, "unit": "user"}
    rows = ({"month": month(back), "quantity": Decimal(5)} for back in (1, 2, 3))
    write(registers.USAGE, *(fewer | row for row in rows))
    score, inputs = part(customer_a, Part.USAGE)
    (line,) = inputs["lines"]
    # Each month was forecast from those before it: 10, 10, then 5 by the growth seen so far.
    assert line == {
        "service": "PAY",
        "unit": "user",
        "months": 3,
        "actual": "15.00",
        "forecast": "25.00",
    }
    assert score == 60


def test_an_agreement_in_force_lifts_the_commercial_part(sari, customer_a):
    assert part(customer_a, Part.COMMERCIAL)[0] == 60
    closed_june(sari, customer_a)
    score, inputs = part(customer_a, Part.COMMERCIAL)
    assert inputs["agreements"] == ["SLA-0042"]
    assert score == 100 - 20 * bool(inputs["agreement_reviews"])


def test_a_unit_is_covered_by_its_organisations_agreement(sari, customer_a):
    unit = make_customer("UNIT", customer_a)
    closed_june(sari, customer_a)
    inputs = part(unit, Part.COMMERCIAL)[1]
    assert (inputs["agreements"], inputs["covered_above"]) == ([], True)


def test_it_takes_as_many_queries_for_many_customers(rangga, sari, customer_a, customer_b):
    closed_june(sari, customer_a)
    live(customer_a, make_service("POS"))
    tell(customer_a, rangga)

    def queries(*customers) -> int:
        with CaptureQueriesContext(connection) as captured:
            examine([row.pk for row in customers], as_of=NOW)
        return len(captured)

    one = queries(customer_a)
    assert queries(customer_a, customer_b, make_customer("TIGA")) == one < 20
