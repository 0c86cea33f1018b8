"""Short ways to what most scenarios begin with, all through the models' own rules."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from agreements.models import Agreement, Party, Target, Version
from brm.models import Customer
from slm.models import HoursVersion, Indicator, Service, ServiceHours, Source
from tests.cast import NOW

WHOLE_WEEK = [[day, "00:00", "24:00"] for day in range(7)]


def make_source(code: str, **fields: Any) -> Source:
    return Source.objects.create(code=code, name=code.title(), **fields)


def make_hours(code: str, weekly: list[list[Any]] | None = None, zone: str = "UTC") -> ServiceHours:
    """Service hours with one version; round the clock unless `weekly` says otherwise."""
    hours = ServiceHours.objects.create(code=code, name=code.title(), zone=zone)
    HoursVersion.objects.create(
        hours=hours,
        number=1,
        valid_from=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        weekly=WHOLE_WEEK if weekly is None else weekly,
        created_at=NOW,
    )
    return hours


def make_indicator(code: str, source: Source | None = None, **fields: Any) -> Indicator:
    """A service of that code with an availability indicator; without a source nothing feeds it."""
    service = Service.objects.create(code=code, name=code.title())
    return Indicator.objects.create(
        service=service, source=source, **{"is_fed": source is not None, **fields}
    )


def make_agreement(
    code: str,
    customers: Iterable[Customer],
    *,
    hours: ServiceHours,
    start_at: dt.datetime,
    end_at: dt.datetime | None = None,
    indicators: Iterable[Indicator] | None = None,
    threshold_ppm: int = 995_000,
    **target: Any,
) -> Version:
    """An SLA ready to be activated, with one target for each indicator (for all when not named)."""
    agreement = Agreement.objects.create(code=code, title=code.title(), created_at=NOW)
    for customer in customers:
        Party.objects.create(agreement=agreement, customer=customer)
    version = Version.objects.create(
        agreement=agreement,
        number=1,
        effective_from=start_at,
        effective_to=end_at,
        evidence="Minutes of 3 August 2026",
    )
    for indicator in Indicator.objects.all() if indicators is None else indicators:
        Target.objects.create(
            version=version,
            indicator=indicator,
            hours=hours,
            threshold_ppm=threshold_ppm,
            **target,
        )
    return version
