"""Ninety days: from the rows of a watched measure and from the facts, the same to the second."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Installation
from common.db.instants import to_seconds
from slm.models import HoursVersion, Indicator, ServiceHours, State
from slm.operations.ingest_samples import ingest_samples
from slm.operations.recompute import run_cycle
from slm.operations.record_outage import record_outage
from slm.operations.watch_period import measure_for, watch_periods
from slm.queries.levels import recent_levels
from tests.cast import NOW
from tests.slm.catalogue import make_catalogue

JAKARTA = dt.timezone(dt.timedelta(hours=7))


@pytest.fixture
def indicator(db):
    Installation.objects.update_or_create(pk=1, defaults={"zone": "Asia/Jakarta"})
    found = make_catalogue()
    begin = to_seconds(NOW) - 100 * 86_400
    ingest_samples(
        indicator=found.indicator,
        source=found.source,
        instants=[begin, begin + 40 * 86_400, begin + 40 * 86_400 + 200_000],
        states=[State.UP, State.DOWN, State.UP],
        at=NOW,
    )
    record_outage(
        source=found.source,
        external_id="OPEN",
        service=found.service,
        start_at=NOW - dt.timedelta(minutes=12),
        at=NOW,
    )
    return found.indicator


@pytest.fixture
def round_the_clock(db):
    hours = ServiceHours.objects.create(code="24X7", name="Always", zone="Asia/Jakarta")
    HoursVersion.objects.create(
        hours=hours,
        number=1,
        valid_from=NOW,
        weekly=[[day, "00:00", "24:00"] for day in range(7)],
        created_at=NOW,
    )
    return hours


def watch(indicator, hours, first, last, at):
    watch_periods(
        wanted=[
            (
                measure_for(indicator=indicator, hours=hours),
                dt.datetime(2026, month, 1, tzinfo=JAKARTA),
                dt.datetime(2026, month + 1, 1, tzinfo=JAKARTA),
            )
            for month in range(first, last + 1)
        ],
        at=at,
    )
    run_cycle(at=at)


def days(indicator, at):
    (found,) = recent_levels([indicator], at)
    return [(day.on, day.parts) for day in found.days]


def test_ninety_local_days_end_with_today(indicator):
    found = days(indicator, NOW)
    assert len(found) == 90
    assert found[-1][0] == dt.date(2026, 11, 25)
    assert found[-1][1].service == 9 * 3600 + 41 * 60


def test_facts_are_measured_round_the_clock_until_hours_are_named(indicator):
    (found,) = recent_levels([indicator], NOW)
    assert found.hours is None
    # The state log was down 200 000 s; the two outages took an hour and twelve minutes.
    assert found.bad_seconds == 200_000 + 3600 + 720
    assert found.bad_days == 4
    assert found.month_level.bad == 3600 + 720


def test_rows_of_a_measure_say_the_same(indicator, round_the_clock):
    live = days(indicator, NOW)
    watch(indicator, round_the_clock, 8, 11, NOW)
    (found,) = recent_levels([indicator], NOW)
    assert found.hours == round_the_clock
    assert [(day.on, day.parts) for day in found.days] == live


@pytest.mark.parametrize("later", [dt.timedelta(minutes=7), dt.timedelta(days=2, hours=5)])
def test_what_goes_on_is_counted_without_another_cycle(later, indicator, round_the_clock):
    live = days(indicator, NOW + later)
    watch(indicator, round_the_clock, 8, 11, NOW)
    assert days(indicator, NOW + later) == live


def test_days_that_nobody_watches_have_no_value(indicator, round_the_clock):
    watch(indicator, round_the_clock, 11, 11, NOW)
    found = dict(days(indicator, NOW))
    assert found[dt.date(2026, 10, 31)] is None
    assert found[dt.date(2026, 11, 1)].service == 86_400


def test_several_cost_as_much_as_one(indicator, round_the_clock):
    def cost(rows):
        with CaptureQueriesContext(connection) as queries:
            recent_levels(rows, NOW)
        return len(queries)

    watch(indicator, round_the_clock, 8, 11, NOW)
    other = Indicator.objects.create(service=indicator.service, name="other")
    third = Indicator.objects.create(service=indicator.service, name="third")
    assert cost([indicator, other, third]) == cost([indicator, other])


def test_nothing_measured_is_no_value(indicator):
    lonely = Indicator.objects.create(service=indicator.service, name="lonely")
    record = lonely.service.facts.all()
    record.update(is_void=True)
    (found,) = recent_levels([lonely], NOW)
    assert (found.level.share, found.coverage.share) == (None, 0)
