"""Tariffs: prices with their days, which never overlap."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from agreements.models import Charge
from agreements.operations.save_tariff import TariffRefused, create_tariff, end_price, set_price
from agreements.queries.tariffs import charges_on

pytestmark = pytest.mark.django_db
JANUARY, JULY = dt.date(2026, 1, 1), dt.date(2026, 7, 1)


@pytest.fixture
def tariff(sari):
    return create_tariff(
        code="trf-1", title="Prices", customer=None, currency="IDR", zone="Asia/Jakarta", actor=sari
    )


def price(tariff, actor, amount, start=JANUARY, **fields):
    values = {"name": "Gateway", "price": Decimal(amount), "valid_from": start} | fields
    return set_price(tariff=tariff, actor=actor, **values)


def on(tariff, day):
    return [(row.item.name, row.price) for row in charges_on(tariff, day)]


def test_code_is_kept_in_capitals_and_once(tariff, sari):
    assert tariff.code == "TRF-1"
    with pytest.raises(TariffRefused) as refused:
        create_tariff(
            code="TRF-1", title="Again", customer=None, currency="IDR", zone="UTC", actor=sari
        )
    assert refused.value.field == "code"


@pytest.mark.parametrize(("field", "value"), [("currency", "rp"), ("zone", "Mars/Base")])
def test_what_cannot_be_is_refused_at_its_field(sari, field, value):
    values = {"currency": "IDR", "zone": "UTC"} | {field: value}
    with pytest.raises(TariffRefused) as refused:
        create_tariff(code="T", title="T", customer=None, actor=sari, **values)
    assert refused.value.field == field


def test_new_price_ends_the_open_one(tariff, sari):
    price(tariff, sari, "100")
    price(tariff, sari, "120", JULY)

    assert on(tariff, dt.date(2025, 12, 31)) == []
    assert on(tariff, JULY - dt.timedelta(days=1)) == [("Gateway", Decimal(100))]
    assert on(tariff, JULY) == [("Gateway", Decimal(120))]


def test_price_for_days_that_have_one_is_refused(tariff, sari):
    price(tariff, sari, "100", JULY)
    with pytest.raises(TariffRefused) as refused:
        price(tariff, sari, "90", JANUARY)
    assert refused.value.field == "valid_from"


def test_database_refuses_two_prices_at_a_time(tariff, sari):
    item = price(tariff, sari, "100").item
    with pytest.raises(IntegrityError), transaction.atomic():
        Charge.objects.create(item=item, price=1, valid_from=JULY)


def test_refusals_of_a_price(tariff, sari):
    for fields, name in (
        ({"amount": "-1"}, "price"),
        ({"amount": "1", "valid_to": JANUARY}, "valid_to"),
        ({"amount": "1", "per": "unit"}, "unit"),
    ):
        with pytest.raises(TariffRefused) as refused:
            price(tariff, sari, **fields)
        assert refused.value.field == name


def test_price_ends_on_a_day(tariff, sari):
    charge = price(tariff, sari, "100")
    end_price(charge=charge, valid_to=JULY, actor=sari)
    assert on(tariff, JULY) == []
    with pytest.raises(TariffRefused):
        end_price(charge=charge, valid_to=dt.date(2026, 8, 1), actor=sari)
    with pytest.raises(TariffRefused):
        end_price(charge=charge, valid_to=JANUARY, actor=sari)
