"""Tariffs and comparisons for machines."""

import datetime as dt
from decimal import Decimal

import pytest

from agreements.operations.save_tariff import create_tariff, set_price
from tests.agreements.scenes import in_force, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tariff(sari, customer_a):
    made = create_tariff(
        code="TRF-A", title="Prices", customer=customer_a, currency="IDR", zone="UTC", actor=sari
    )
    for price, day in (("100", dt.date(2026, 1, 1)), ("120", dt.date(2026, 12, 1))):
        set_price(tariff=made, name="Gateway", price=Decimal(price), valid_from=day, actor=sari)
    return made


def get(client, user, path):
    return client.get(f"/api/v1/{path}", headers=token_of(user, "records:read"))


def test_prices_on_a_day(client, sari, tariff):
    now = get(client, sari, "tariffs/TRF-A/").json()
    assert (now["on"], [row["price"] for row in now["charges"]]) == ("2026-11-25", ["100.0000"])
    later = get(client, sari, "tariffs/TRF-A/?on=2026-12-01").json()
    assert [row["price"] for row in later["charges"]] == ["120.0000"]
    assert get(client, sari, "tariffs/TRF-A/?on=soon").status_code == 400


def test_customer_reads_its_own(client, alia, bram, tariff):
    assert [row["code"] for row in get(client, alia, "tariffs/").json()["results"]] == ["TRF-A"]
    assert get(client, bram, "tariffs/").json()["results"] == []
    assert get(client, bram, "tariffs/TRF-A/").status_code == 404


def test_versions_are_compared(client, sari, bram, customer_a):
    in_force(sari, customer_a)
    found = get(client, sari, "agreements/SLA-0042/compare/?from=1&to=1").json()
    assert [row["change"] for row in found["targets"]] == ["same"]
    assert get(client, sari, "agreements/SLA-0042/compare/?from=1").status_code == 400
    missing = get(client, sari, "agreements/SLA-0042/compare/?from=1&to=9")
    assert missing.status_code == 404
    hidden = get(client, bram, "agreements/SLA-0042/compare/?from=1&to=1")
    assert hidden.status_code == 404
