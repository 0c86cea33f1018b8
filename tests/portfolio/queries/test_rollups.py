"""Revenue over the tree of customers."""

import datetime as dt
from decimal import Decimal

import pytest

from brm.queries.rollups import rolled_up
from portfolio.queries import registers
from tests.agreements.uses import use
from tests.brm.factories import make_customer
from tests.cast import NOW
from tests.portfolio.money import live, make_service, month, write

pytestmark = pytest.mark.django_db


def figure(key, customer, user):
    figures = rolled_up([customer], user=user, at=NOW)[customer.pk]
    return next(one for one in figures if one.rollup.key == key)


def test_revenue_is_of_twelve_whole_months_over_all_units(rangga, customer_a):
    unit, service = make_customer("UNIT", customer_a), make_service()
    live(customer_a, service, revenue="1000", months=14)
    live(unit, service, revenue="10", months=3)

    found = figure("revenue", customer_a, rangga)

    assert found.plain == Decimal(12_030)
    assert found.text == "€\xa012.0\xa0k"
    assert figure("revenue", unit, rangga).plain == Decimal(30)


def test_revenue_says_how_many_amounts_lacked_a_rate(rangga, customer_a):
    live(customer_a, make_service(), months=2, currency="USD")
    write(registers.RATES, {"currency": "USD", "month": month(1), "into": "EUR", "rate": "0.9"})

    found = figure("revenue", customer_a, rangga)

    assert (found.plain, found.value.lacking) == (Decimal(900), 1)
    assert found.text.endswith(", 1 amount without a rate")


def test_customer_without_figures_has_none(rangga, customer_a):
    assert figure("revenue", customer_a, rangga).value is None
    assert figure("users", customer_a, rangga).value is None


def test_users_are_those_of_the_most_used_service_of_each_unit(rangga, customer_a):
    pay, card = make_service(), make_service("CARD")
    unit = make_customer("UNIT", customer_a)
    use(rangga, customer_a, service=pay, users=120)
    use(rangga, customer_a, service=card, users=80)
    use(rangga, unit, service=pay, users=5)
    ended = {"ends_before": dt.date(2026, 11, 1)}
    use(rangga, unit, service=card, users=900, **ended)

    assert figure("users", customer_a, rangga).value == 125
