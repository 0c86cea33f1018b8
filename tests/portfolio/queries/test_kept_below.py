"""What value and forecast take from the apps below."""

import datetime as dt
from decimal import Decimal

import pytest

from portfolio.queries import sources
from tests.agreements.uses import use
from tests.brm.business import demand, service
from tests.brm.factories import make_customer

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)


def test_demand_with_a_volume_and_a_month_is_expected(rangga, customer_a):
    demand(rangga, customer_a)
    demand(rangga, customer_a, kind="retire", probability_percent=10)
    demand(rangga, customer_a, volume=None, volume_unit="")
    demand(rangga, customer_a, expected_on=None)

    more, less = sources.demand_of([customer_a.pk])

    assert (more.customer, more.service, more.unit) == (customer_a.pk, service().pk, "visits")
    assert (more.first, more.last) == (2027 * 12 + 1, None)
    assert (more.quantity, more.probability) == (Decimal(1_000), Decimal("0.6"))
    assert (less.quantity, less.probability) == (Decimal(-1_000), Decimal("0.1"))


def test_strategic_weight_is_the_customers(customer_a):
    given = make_customer("GIVEN", strategic_weight=4, weight_basis="Board")

    assert sources.strategic_of([customer_a.pk, given.pk]) == {given.pk: 4}


def test_perceived_worth_holds_while_the_service_is_used(rangga, customer_a, customer_b):
    said = {"month_value": Decimal(40), "month_value_by": "Head", "month_value_on": TODAY}
    use(rangga, customer_a, **said)
    use(rangga, customer_b, **said, ends_before=TODAY)
    customers = [customer_a.pk, customer_b.pk]

    assert sources.perceived_of(service().pk, customers, TODAY) == {
        customer_a.pk: sources.Perceived(Decimal(40), "IDR")
    }


def test_credits_are_kept_by_nobody_yet():
    assert [name for name in sources.NAMES if name != "bands" and not sources.is_kept(name)] == [
        "credits"
    ]
