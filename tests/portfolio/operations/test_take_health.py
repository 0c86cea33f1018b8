"""Health is kept once a month for every organisation, and its bands feed the values."""

import datetime as dt
from decimal import Decimal

import pytest

from brm.models import Customer
from portfolio.models import CustomerValue, HealthSnapshot
from portfolio.operations.compute_values import compute_values
from portfolio.operations.override_health import OverrideRefused, override_health
from portfolio.operations.take_health import take_due_health, take_health
from portfolio.queries.health_bands import bands_by_customer
from tests.brm.factories import make_customer
from tests.brm.feedback import tell
from tests.cast import NOW
from tests.portfolio.health import asked
from tests.portfolio.money import live, make_service

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def test_snapshot_keeps_score_inputs_and_deductions(rangga, customer_a):
    asked(rangga, customer_a, 4)
    assert take_health(actor=rangga, at=NOW) == 1
    row = HealthSnapshot.objects.get()
    assert (row.score, row.confidence_ppm, row.band) == (Decimal("55.38"), 650_000, "watch")
    assert [one["part"] for one in row.deductions] == ["satisfaction", "coverage", "commercial"]
    assert [one["points"] for one in row.deductions] == ["23.08", "15.38", "6.15"]
    first, second, *_others = row.components
    assert first["inputs"] == {"survey": "SRV-0001", "n": 1, "score": "40.00"}
    assert (second["score"], second["counts"]) == (None, False)


def test_taken_again_it_replaces_the_month(rangga, customer_a):
    asked(rangga, customer_a, 4)
    take_health(actor=None, at=NOW)
    tell(customer_a, rangga)
    take_health(actor=rangga, at=NOW)
    row = HealthSnapshot.objects.get()
    assert (row.score, row.taken_by) == (Decimal("53.08"), rangga)


def test_by_itself_it_is_taken_once_a_month(customer_a):
    assert take_due_health(at=NOW) == 1
    assert take_due_health(at=NOW) == 0
    assert take_due_health(at=NOW + dt.timedelta(days=10)) == 1
    assert HealthSnapshot.objects.count() == 2


def test_only_active_organisations_are_kept(customer_a):
    make_customer("UNIT", customer_a)
    make_customer("GONE", standing=Customer.Standing.FORMER)
    assert take_health(actor=None, at=NOW) == 1
    assert HealthSnapshot.objects.get().customer == customer_a


def test_a_unit_counts_with_its_organisation(rangga, customer_a):
    unit = make_customer("UNIT", customer_a)
    tell(unit, rangga)
    take_health(actor=None, at=NOW)
    complaints = HealthSnapshot.objects.get().components[3]
    assert complaints["inputs"] == {"open": 1, "escalated": 0, "overdue": 0}
    assert complaints["score"] == "90.00"


def test_bands_are_colours_and_units_have_their_organisations(rangga, customer_a, customer_b):
    unit = make_customer("UNIT", customer_a)
    asked(rangga, customer_a, 4)
    take_health(actor=None, at=NOW)
    ids = [customer_a.pk, unit.pk, customer_b.pk]
    assert bands_by_customer(ids, TODAY) == {customer_a.pk: "amber", unit.pk: "amber"}
    override_health(
        customer=customer_a,
        band="poor",
        reason="They told us",
        expires_on=TODAY,
        actor=rangga,
        at=NOW,
    )
    assert bands_by_customer(ids, TODAY)[unit.pk] == "red"
    assert bands_by_customer(ids, TODAY + dt.timedelta(days=1))[unit.pk] == "amber"


def test_values_use_the_band(rangga, customer_a):
    asked(rangga, customer_a, 10)
    take_health(actor=None, at=NOW)
    live(customer_a, make_service())
    compute_values(actor=None, at=NOW)
    assert CustomerValue.objects.get().inputs["future"]["band"] == "green"


def test_who_does_not_manage_the_customer_sets_no_band(tirta, customer_a):
    with pytest.raises(OverrideRefused):
        override_health(
            customer=customer_a,
            band="good",
            reason="Because",
            expires_on=TODAY,
            actor=tirta,
            at=NOW,
        )


def test_a_new_band_withdraws_the_one_before(rangga, customer_a):
    for band in ("poor", "good"):
        override_health(
            customer=customer_a,
            band=band,
            reason="Because",
            expires_on=TODAY,
            actor=rangga,
            at=NOW,
        )
    rows = list(customer_a.health_overrides.order_by("pk"))
    assert [(row.band, row.withdrawn_at) for row in rows] == [("poor", NOW), ("good", None)]
