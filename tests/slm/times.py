"""What tests of response times begin from, and a counter that knows nothing of buckets."""

import datetime as dt

from slm.engine.metrics import Metric
from slm.models import Indicator, PeriodState, Service, ServiceHours, Source
from slm.operations.ingest_response_times import ingest_response_times
from slm.operations.save_hours_version import save_hours_version
from slm.operations.watch_period import measure_for, watch_periods

# Monday 23 November 2026, 00:00 in Jakarta.
MONDAY = dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC)
ALWAYS = [[day, "00:00", "24:00"] for day in range(7)]


def make_timed(code: str = "WEB", source: Source | None = None) -> Indicator:
    """An indicator of response times, fed by a source of the same code unless one is given."""
    service = Service.objects.create(code=code, name=f"Service {code}")
    source = source or Source.objects.create(code=f"SRC-{code}", name=f"Source of {code}")
    return Indicator.objects.create(
        service=service, source=source, kind=Indicator.Kind.RESPONSE_TIME
    )


def make_hours(code: str, weekly=ALWAYS, zone: str = "Asia/Jakarta") -> ServiceHours:
    hours = ServiceHours.objects.create(code=code, name=code, zone=zone)
    save_hours_version(
        hours=hours,
        valid_from=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        weekly=weekly,
        actor=None,
        at=MONDAY,
    )
    return hours


def send(indicator: Indicator, rows, at: dt.datetime, source: Source | None = None):
    """Ingest `(milliseconds since MONDAY, ms)` rows."""
    begin = round(MONDAY.timestamp()) * 1000
    return ingest_response_times(
        indicator=indicator,
        source=source or indicator.source,
        instants=[begin + row[0] for row in rows],
        values=[row[1] for row in rows],
        at=at,
    )


def promise(
    indicator: Indicator,
    hours: ServiceHours,
    within: int,
    start_at: dt.datetime,
    end_at: dt.datetime,
    at: dt.datetime,
) -> PeriodState:
    """A watched period of a promised threshold."""
    measure = measure_for(
        indicator=indicator, hours=hours, metric=Metric.WITHIN_TIME, within=within
    )
    wanted = measure, start_at, end_at
    return watch_periods(wanted=[wanted], at=at)[measure.pk, start_at, end_at]
