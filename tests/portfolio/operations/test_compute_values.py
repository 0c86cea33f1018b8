"""Values of a month: kept with their inputs, the same whoever looks, replaced when done again."""

import datetime as dt
from decimal import Decimal

import pytest
from pghistory.core import event_models

from brm.models import Customer
from portfolio.models import CustomerValue, RevenueFact, ValueSettings
from portfolio.operations.compute_values import compute_due_values, compute_values
from portfolio.queries import sources
from portfolio.queries.sources import Credit
from tests.cast import NOW
from tests.portfolio.money import live, make_service, month

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(db):
    return make_service()


@pytest.fixture
def others(monkeypatch):
    """Sources that a test registers, forgotten afterwards."""
    monkeypatch.setattr(sources, "_SOURCES", {})
    return sources.register_source


def test_past_is_the_margin_of_the_twelve_whole_months(customer_a, service):
    live(customer_a, service, revenue="1000", cost="600", months=14)
    compute_values(actor=None, at=NOW)
    value = CustomerValue.objects.get()
    assert (value.month, value.currency, value.past) == (dt.date(2026, 11, 1), "EUR", 12 * 400)
    assert len(value.inputs["past"]["months"]) == 12


def test_future_is_discounted_by_the_renewal_of_an_unknown_health(customer_a, service):
    ValueSettings.objects.create(horizon_months=12)
    live(customer_a, service, revenue="1000", cost="600")
    compute_values(actor=None, at=NOW)
    value = CustomerValue.objects.get()
    # 400 a month, each times (0.8 ÷ 1.1)^(t ÷ 12), t = 1 … 12.
    share = (Decimal("0.8") / Decimal("1.1")) ** (Decimal(1) / 12)
    expected = sum(400 * share**step for step in range(1, 13))
    assert value.future == expected.quantize(Decimal("0.0001"))
    assert value.inputs["future"]["band"] == ""
    assert value.inputs["future"]["band_used"] == "amber"


def test_a_known_health_band_gives_its_renewal(customer_a, service, others):
    others("bands", lambda customers, as_of: {customer_a.pk: "green"})
    live(customer_a, service)
    compute_values(actor=None, at=NOW)
    assert CustomerValue.objects.get().inputs["future"]["retention_percent"] == "95"


def test_credits_are_taken_from_the_past(customer_a, service, others):
    given = Credit(customer_a.pk, 2026 * 12 + 8, Decimal(50), "EUR")
    others("credits", lambda customers, since, until: [given])
    live(customer_a, service)
    compute_values(actor=None, at=NOW)
    assert CustomerValue.objects.get().past == 12 * 400 - 50


def test_without_credits_it_says_so(customer_a, service, others):
    live(customer_a, service)
    compute_values(actor=None, at=NOW)
    past = CustomerValue.objects.get().inputs["past"]
    assert (past["credits_kept"], past["credit_count"]) == (False, 0)


def test_a_customer_is_worth_what_its_units_are(customer_a, service):
    unit = Customer.objects.create(code="UNIT", name="Unit", parent=customer_a)
    live(unit, service)
    compute_values(actor=None, at=NOW)
    values = {row.customer_id: row for row in CustomerValue.objects.all()}
    assert values[customer_a.pk].past == values[unit.pk].past == 4_800
    assert (values[customer_a.pk].index_ppm, values[unit.pk].index_ppm) == (500_000, None)


def test_organisations_are_ranked_among_all(customer_a, customer_b, service):
    live(customer_a, service, revenue="1000")
    live(customer_b, service, revenue="5000")
    compute_values(actor=None, at=NOW)
    ranks = CustomerValue.objects.order_by("past").values_list("past_rank_ppm", "index_ppm")
    assert list(ranks) == [(0, 0), (1_000_000, 1_000_000)]


def test_a_strategic_weight_counts_a_fifth(customer_a, customer_b, service, others):
    others("strategic", lambda customers: {customer_a.pk: 5})
    live(customer_a, service, revenue="1000")
    live(customer_b, service, revenue="5000")
    compute_values(actor=None, at=NOW)
    values = {row.customer_id: row for row in CustomerValue.objects.all()}
    assert values[customer_a.pk].index_ppm == 200_000
    assert values[customer_a.pk].inputs["index"]["known_ppm"] == 1_000_000
    assert values[customer_b.pk].inputs["index"]["known_ppm"] == 800_000


def test_a_customer_of_whom_nothing_is_known_has_no_value(customer_a, customer_b, service):
    live(customer_a, service)
    assert compute_values(actor=None, at=NOW).count == 1
    assert CustomerValue.objects.get().customer == customer_a


def test_former_customers_are_not_ranked(customer_a, customer_b, service):
    customer_b.standing = Customer.Standing.FORMER
    customer_b.save()
    live(customer_a, service)
    live(customer_b, service)
    compute_values(actor=None, at=NOW)
    assert CustomerValue.objects.get().customer == customer_a


def test_amounts_without_a_rate_are_left_out_and_counted(customer_a, service):
    live(customer_a, service, currency="USD", months=3)
    assert compute_values(actor=None, at=NOW).count == 0


def test_done_again_it_replaces_the_month_and_keeps_the_history(customer_a, service, rangga):
    live(customer_a, service)
    compute_values(actor=None, at=NOW)
    RevenueFact.objects.filter(month=month(1)).update(amount=2_000)
    found = compute_values(actor=rangga, at=NOW + dt.timedelta(hours=1))
    (events,) = event_models(tracks_model=CustomerValue)
    assert (found.count, found.replaced) == (1, 1)
    assert CustomerValue.objects.get().computed_by == rangga
    assert list(events.objects.order_by("pgh_id").values_list("past", flat=True)) == [4_800, 5_800]


def test_the_month_is_worked_out_once_by_itself(customer_a, service):
    live(customer_a, service)
    assert compute_due_values(at=NOW).count == 1
    assert compute_due_values(at=NOW + dt.timedelta(days=1)) is None
    assert compute_due_values(at=NOW + dt.timedelta(days=10)).count == 1
