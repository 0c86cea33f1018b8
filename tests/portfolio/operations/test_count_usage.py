"""What counters counted becomes use."""

import datetime as dt

import pytest

from common.db.partitions import ensure_months
from portfolio.models import UsageFact
from portfolio.operations.count_usage import count_usage
from portfolio.operations.keep_usage_counter import CounterRefused, keep_usage_counter
from slm.models import CounterReading, Indicator, Source
from tests.cast import NOW
from tests.portfolio.money import make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(db):
    ensure_months(CounterReading, dt.date(2026, 9, 1), dt.date(2026, 11, 30))
    source = Source.objects.create(code="TOOL", name="Tool", kind=Source.Kind.REST)
    indicator = Indicator.objects.create(
        service=make_service(), kind=Indicator.Kind.COUNTER, source=source
    )
    for day, total in ((dt.date(2026, 9, 30), 100), (dt.date(2026, 10, 20), 450)):
        CounterReading.objects.create(
            indicator=indicator,
            read_at=dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC),
            good=total - 5,
            total=total,
            source=source,
            received_at=NOW,
        )
    return indicator


def test_events_of_a_month_become_its_use(counter, customer_a, rangga):
    keep_usage_counter(indicator=counter, customer=customer_a, unit="payment", actor=rangga, at=NOW)
    count_usage(actor=None, at=NOW)
    uses = UsageFact.objects.filter(month=dt.date(2026, 10, 1))
    assert [(use.quantity, use.unit, use.origin) for use in uses] == [(350, "payment", "counted")]


def test_counted_twice_it_changes_nothing(counter, customer_a, rangga):
    keep_usage_counter(indicator=counter, customer=customer_a, unit="payment", actor=rangga, at=NOW)
    count_usage(actor=None, at=NOW)
    taken = count_usage(actor=None, at=NOW)
    assert (taken.new, taken.changed) == (0, 0)


def test_without_counters_nothing_is_counted(db):
    assert count_usage(actor=None, at=NOW).new == 0


def test_an_indicator_that_counts_no_events_is_refused(customer_a, rangga):
    indicator = Indicator.objects.create(service=make_service())
    with pytest.raises(CounterRefused) as refused:
        keep_usage_counter(
            indicator=indicator, customer=customer_a, unit="payment", actor=rangga, at=NOW
        )
    assert refused.value.field == "indicator"
