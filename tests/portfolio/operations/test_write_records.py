"""Figures come in once, are corrected with their history, and are refused with a reason."""

import datetime as dt
from decimal import Decimal

import pytest
from pghistory.core import event_models

from brm.models import Customer
from portfolio.models import CompetitorPrice, ExchangeRate, Price, RevenueFact, UsageFact
from portfolio.operations.write_records import RecordRefused
from portfolio.queries import registers
from tests.cast import NOW
from tests.portfolio.money import make_service, month, offer, price, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(db):
    return make_service()


@pytest.fixture
def row(customer_a, service):
    return {
        "customer": customer_a,
        "service": service,
        "month": month(1),
        "amount": Decimal("1250.5"),
        "currency": "EUR",
    }


def test_revenue_is_kept_by_the_first_day_of_its_month(row):
    taken = write(registers.REVENUE, row | {"month": dt.date(2026, 10, 19)})
    kept = RevenueFact.objects.get()
    assert (taken.new, kept.month, kept.amount) == (1, dt.date(2026, 10, 1), Decimal("1250.5"))
    assert (kept.kind, kept.origin, kept.recorded_at) == ("actual", "entered", NOW)


def test_the_same_row_again_changes_nothing(row):
    write(registers.REVENUE, row)
    taken = write(registers.REVENUE, row, at=NOW + dt.timedelta(days=1))
    assert (taken.new, taken.changed, taken.same) == (0, 0, 1)
    assert RevenueFact.objects.get().recorded_at == NOW


def test_a_correction_keeps_what_stood_there_in_the_history(row):
    write(registers.REVENUE, row)
    taken = write(registers.REVENUE, row | {"amount": Decimal(900)})
    (events,) = event_models(tracks_model=RevenueFact)
    assert (taken.changed, RevenueFact.objects.get().amount) == (1, 900)
    assert list(events.objects.order_by("pgh_id").values_list("amount", flat=True)) == [
        Decimal("1250.5"),
        900,
    ]


def test_a_key_that_is_known_is_refused_where_only_new_ones_are_wanted(row):
    write(registers.REVENUE, row)
    with pytest.raises(RecordRefused, match="known already"):
        write(registers.REVENUE, row, only_new=True)


def test_a_row_that_stands_twice_is_refused(row):
    with pytest.raises(RecordRefused, match="twice"):
        write(registers.REVENUE, row, row)
    assert not RevenueFact.objects.exists()


def test_one_bad_row_refuses_all_of_them(row):
    bad = row | {"month": month(2), "amount": Decimal(-1)}
    with pytest.raises(RecordRefused) as refused:
        write(registers.REVENUE, row, bad)
    assert [(error["row"], error["field"]) for error in refused.value.rows] == [(1, "amount")]
    assert not RevenueFact.objects.exists()


def test_bad_rows_are_named_and_left_out_where_that_is_wished(row):
    bad = row | {"month": month(2), "currency": "XXZ"}
    taken = write(registers.REVENUE, bad, row, skip_bad=True)
    assert (taken.new, [error["row"] for error in taken.errors]) == (1, [0])


def test_a_month_to_come_is_refused(row):
    with pytest.raises(RecordRefused) as refused:
        write(registers.REVENUE, row | {"month": dt.date(2026, 12, 1)})
    assert refused.value.field == "month"


def test_the_running_month_is_taken(row):
    assert write(registers.REVENUE, row | {"month": dt.date(2026, 11, 1)}).new == 1


def test_the_currency_is_the_customers_own_where_none_is_said(row, customer_a):
    customer_a.currency = "IDR"
    write(registers.REVENUE, row | {"currency": ""})
    assert RevenueFact.objects.get().currency == "IDR"


def test_internal_customers_are_charged_notionally(row, customer_a):
    customer_a.relation = Customer.Relation.INTERNAL
    write(registers.REVENUE, row)
    assert RevenueFact.objects.get().kind == "notional"


def test_a_notional_charge_of_an_external_customer_is_refused(row):
    with pytest.raises(RecordRefused, match="internal"):
        write(registers.REVENUE, row | {"kind": "notional"})


def test_use_of_two_units_stands_side_by_side(customer_a, service):
    of = {"customer": customer_a, "service": service, "month": month(1), "quantity": Decimal(3)}
    write(registers.USAGE, of | {"unit": "user"}, of | {"unit": "site"})
    assert UsageFact.objects.count() == 2


def test_a_rate_is_into_the_reporting_currency(db):
    write(registers.RATES, {"month": month(1), "currency": "usd", "rate": Decimal("0.92")})
    rate = ExchangeRate.objects.get()
    assert (rate.currency, rate.into, rate.rate) == ("USD", "EUR", Decimal("0.92"))


def test_the_reporting_currency_has_no_rate(db):
    with pytest.raises(RecordRefused, match="reporting currency itself"):
        write(registers.RATES, {"month": month(1), "currency": "EUR", "rate": Decimal(1)})


def test_a_new_price_ends_the_open_one_before_it(service):
    price(service, "10")
    price(service, "12", valid_from=month(3))
    assert list(Price.objects.order_by("valid_from").values_list("amount", "valid_until")) == [
        (10, month(3)),
        (12, None),
    ]


def test_prices_of_one_batch_end_one_another_in_order(service):
    shared = {"service": service, "customer": None, "unit": "user", "currency": "EUR"}
    taken = write(
        registers.PRICES,
        shared | {"amount": Decimal(12), "valid_from": month(3)},
        shared | {"amount": Decimal(10), "valid_from": month(9)},
    )
    assert taken.new == 2
    assert {one.after["valid_until"] for one in taken.written} == {month(3), None}


def test_prices_never_overlap(service):
    price(service, "12", valid_from=month(3))
    with pytest.raises(RecordRefused, match="Another price"):
        price(service, "10", valid_from=month(9))


def test_prices_of_a_customer_and_of_everybody_stand_side_by_side(service, customer_a):
    price(service, "12")
    price(service, "11", customer_a)
    price(service, "400", unit="")
    assert Price.objects.count() == 3


def test_a_competitors_price_of_tomorrow_is_refused(service):
    with pytest.raises(RecordRefused) as refused:
        offer(service, "Other", "9", dated_on=dt.date(2026, 11, 26))
    assert refused.value.field == "dated_on"


@pytest.mark.parametrize("comparability", [0, 6])
def test_comparability_is_one_to_five(service, comparability):
    with pytest.raises(RecordRefused) as refused:
        offer(service, "Other", "9", comparability=comparability)
    assert refused.value.field == "comparability"
    assert not CompetitorPrice.objects.exists()


def test_a_currency_that_nobody_has_is_refused(row):
    with pytest.raises(RecordRefused) as refused:
        write(registers.REVENUE, row | {"currency": "QQQ"})
    assert refused.value.field == "currency"
