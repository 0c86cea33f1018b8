"""The demo's portfolio tells its four stories to whoever looks."""

import datetime as dt

import pytest
from django.db.models import Sum

from agreements.models import Agreement, State, Verdict
from agreements.queries.term_dates import dates_of
from brm.models import Customer
from brm.queries.gaps import Gap, Kind, gaps_of
from brm.queries.hours_spent import hours_spent
from brm.queries.satisfaction import outcome_satisfaction
from config.demo.seed import seed
from portfolio.models import CustomerValue, Improvement, RevenueFact
from portfolio.queries.trees import Trees
from tests.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TODAY = NOW.date()


def test_portfolio_has_trees_over_fourteen_months_and_its_four_stories(settings, tmp_path):
    settings.VAR = tmp_path
    seed(at=NOW, report=lambda _step: None)
    customers = {row.code: row for row in Customer.objects.filter(merged_into=None)}
    assert len(customers) >= 40
    assert len({row.parent_id for row in customers.values()}) >= 15
    assert RevenueFact.objects.values("month").distinct().count() == 14
    assert set(Improvement.objects.values_list("state", flat=True)) == {
        "proposed",
        "running",
        "done",
        "declined",
    }
    watermelon(customers["RIMBA"])
    rescue(customers["HARAPAN"])
    over_served(customers["MELATI"])
    never_contacted(customers["BAHTERA-TERMINAL"])


def watermelon(customer: Customer) -> None:
    """Every target met in each of the last three months, and the customer unhappy."""
    closed = Verdict.objects.filter(
        commitment__agreement__customers=customer,
        commitment__agreement__level=Agreement.Level.CUSTOMER,
        period_end_at__gt=NOW - dt.timedelta(days=120),
        closed_at__isnull=False,
    )
    assert closed.count() >= 6
    assert set(closed.values_list("state", flat=True)) == {State.MET}
    assert satisfaction_of(customer) < 50


def rescue(customer: Customer) -> None:
    """Of a value for tier A, unhappy, its agreement ends within a quarter."""
    assert CustomerValue.objects.get(customer=customer, month="2026-11-01").index_ppm >= 700_000
    assert satisfaction_of(customer) < 50
    agreement = Agreement.objects.get(code="SLA-0040")
    ends_on = dates_of(agreement, at=NOW).ends_on
    assert ends_on is not None
    assert 0 < (ends_on - TODAY).days <= 92


def over_served(customer: Customer) -> None:
    """One of the lowest values, and the most hours of all."""
    values = CustomerValue.objects.filter(month="2026-11-01", index_ppm__isnull=False)
    ranked = list(values.order_by("index_ppm").values_list("customer_id", flat=True))
    assert customer.pk in ranked[:3]
    hours = hours_of_organisations()
    others = [minutes for pk, minutes in hours.items() if pk != customer.pk]
    assert hours[customer.pk] > 3 * max(others)


def never_contacted(customer: Customer) -> None:
    """One of the three units with the most revenue, and nobody spoke with who decides there."""
    seen = list(Customer.objects.filter(merged_into=None))
    assert gaps_of(seen, on=TODAY)[customer.pk] == [
        Gap(Kind.NEVER_CONTACTED, "Surya Adiwangsa"),
    ]
    revenue = (
        RevenueFact.objects.filter(month="2026-10-01", currency="IDR")
        .values_list("customer__code")
        .annotate(total=Sum("amount"))
        .order_by("-total")
    )
    assert customer.code in [code for code, _total in revenue[:3]]


def satisfaction_of(customer: Customer) -> float:
    return float(outcome_satisfaction([customer.pk], as_of=NOW)[customer.pk].score)


def hours_of_organisations() -> dict[int, int]:
    trees = Trees()
    year = TODAY - dt.timedelta(days=365)
    return {
        root: sum(hours_spent(trees.beneath(root), year, TODAY).values())
        for root in trees.organisations()
    }
