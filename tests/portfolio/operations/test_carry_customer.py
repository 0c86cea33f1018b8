"""Money, prices, uses and improvements go along when a customer becomes one with another."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import Sum

from agreements.models import ServiceUse
from agreements.operations.save_use import save_use
from brm.operations.merge_customer import CannotMerge, loads_of, merge_customer
from portfolio.models import (
    CompetitorPrice,
    CostFact,
    Improvement,
    Price,
    RevenueFact,
    UsageFact,
)
from portfolio.queries import registers
from tests.agreements.uses import use
from tests.brm.business import outcome
from tests.cast import NOW
from tests.portfolio.improvements import make_improvement
from tests.portfolio.money import live, make_service, month, offer, price, write


@pytest.fixture
def service(db):
    return make_service()


@pytest.fixture
def merge(customer_a, customer_b, rangga):
    return lambda: merge_customer(
        customer=customer_a, into=customer_b, reason="Entered twice.", actor=rangga, at=NOW
    )


def totals():
    return [
        RevenueFact.objects.aggregate(whole=Sum("amount"))["whole"],
        CostFact.objects.aggregate(whole=Sum("amount"))["whole"],
        UsageFact.objects.aggregate(whole=Sum("quantity"))["whole"],
    ]


def test_figures_of_the_same_month_are_added_and_nothing_is_lost(
    merge, customer_a, customer_b, service
):
    live(customer_a, service, revenue="1000", months=3)
    live(customer_b, service, revenue="200", months=2)
    before = totals()

    merge()

    assert totals() == before
    amounts = RevenueFact.objects.filter(customer=customer_b).order_by("-month")
    assert list(amounts.values_list("amount", flat=True)) == [1_200, 1_200, 1_000]
    assert not RevenueFact.objects.filter(customer=customer_a).exists()


def test_prices_and_offers_go_along(merge, customer_a, customer_b, service):
    price(service, "3", customer_a, valid_until=month(10))
    price(service, "4", customer_b, valid_from=month(10))
    offer(service, "Rival", "2", customer=customer_a)
    offer(service, "Rival", "2.5", customer=customer_b)
    offer(service, "Other", "2", customer=customer_a)
    assert {load.key: load.count for load in loads_of(customer_a)}["money"] == 3

    merge()

    assert [row.customer for row in Price.objects.all()] == [customer_b, customer_b]
    assert set(CompetitorPrice.objects.values_list("customer", "competitor", "amount")) == {
        (customer_b.pk, "Rival", Decimal("2.5")),
        (customer_b.pk, "Other", Decimal(2)),
    }


def test_two_prices_for_the_same_time_are_refused(merge, customer_a, customer_b, service):
    price(service, "3", customer_a)
    price(service, "4", customer_b, valid_from=month(2))

    with pytest.raises(CannotMerge) as refusal:
        merge()

    assert refusal.value.message == (
        "Both have a price of Pay for the same time. End one of the two first."
    )


def test_two_currencies_of_one_month_are_refused(merge, customer_a, customer_b, service):
    live(customer_a, service, months=1)
    row = {"customer": customer_b, "service": service, "month": month(1), "amount": Decimal(9)}
    write(registers.REVENUE, row | {"currency": "USD"})

    with pytest.raises(CannotMerge) as refusal:
        merge()

    assert refusal.value.message == (
        "Both have an amount for Pay in 2026-10, in two currencies. Write one of them in the"
        " other's currency first."
    )


def test_improvement_for_both_is_for_one_once(merge, rangga, customer_a, customer_b):
    shared = make_improvement(rangga, customer_a, customer_b)
    own = make_improvement(rangga, customer_a)

    merge()

    assert [list(row.customers.all()) for row in (shared, own)] == [[customer_b]] * 2
    assert Improvement.objects.filter(customers=customer_a).count() == 0


def test_of_two_uses_of_a_service_one_remains_with_what_either_says(
    merge, rangga, customer_a, customer_b, service
):
    wish = outcome(rangga, customer_a)
    save_use(
        customer=customer_a,
        service=service,
        users=120,
        users_on=dt.date(2026, 11, 1),
        month_value=Decimal(40),
        month_value_by="Head",
        month_value_on=dt.date(2026, 11, 1),
        weights={wish: 7},
        actor=rangga,
    )
    use(rangga, customer_b, service=service, users=None, users_on=None)
    other = use(rangga, customer_a, service=make_service("CARD"))

    merge()

    kept = ServiceUse.objects.get(customer=customer_b, service=service)
    assert (kept.users, kept.hour_cost, kept.month_value) == (120, 7_500_000, 40)
    assert list(kept.dependencies.values_list("outcome", "weight")) == [(wish.pk, 7)]
    other.refresh_from_db()
    assert other.customer == customer_b
