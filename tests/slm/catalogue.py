"""A small catalogue that tests of pages and doors begin from."""

import datetime as dt
from dataclasses import dataclass

from slm.models import Fact, Indicator, Provider, Service, ServiceHours, Slice, Source
from slm.operations.record_outage import record_outage
from slm.operations.save_hours_version import save_hours_version
from tests.cast import NOW

WEEK = [[day, "08:00", "16:00"] for day in range(5)]


@dataclass
class Catalogue:
    """A payment gateway with a slice, a source that feeds it, hours, and an outage that ended."""

    provider: Provider
    service: Service
    slice: Slice
    source: Source
    indicator: Indicator
    hours: ServiceHours
    outage: Fact


def make_service(code: str, **fields) -> Service:
    return Service.objects.create(code=code, name=fields.pop("name", f"Service {code}"), **fields)


def make_catalogue() -> Catalogue:
    provider = Provider.objects.create(code="TEAM", name="Own team", kind="internal")
    service = make_service("PAY-GW", name="Payment gateway", provider=provider)
    part = Slice.objects.create(service=service, code="SBY", name="Surabaya")
    source = Source.objects.create(
        code="PROBE", name="Jakarta probe", expected_interval_seconds=3600
    )
    indicator = Indicator.objects.create(service=service, source=source)
    hours = ServiceHours.objects.create(code="OFFICE", name="Office hours", zone="Asia/Jakarta")
    save_hours_version(
        hours=hours,
        valid_from=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        weekly=WEEK,
        actor=None,
        at=NOW,
    )
    outage = record_outage(
        source=source,
        external_id="INC/1",
        service=service,
        start_at=NOW - dt.timedelta(hours=3),
        end_at=NOW - dt.timedelta(hours=2),
        reason="Release",
        at=NOW - dt.timedelta(hours=2),
    )
    return Catalogue(provider, service, part, source, indicator, hours, outage)
