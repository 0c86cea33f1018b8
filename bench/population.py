"""Fills an empty installation with a fleet: indicators, their promises and a history of facts.

Rows go through the real tables, by COPY or in one statement for each table, a month at a time and
in the order of time, as they would have come. The same seed makes the same fleet.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from django.db import transaction

from accounts.models import Role, RoleAssignment, User
from agreements.models import Agreement, Party, Target, Version
from agreements.operations.activate import activate
from common.db.instants import from_seconds, to_seconds
from common.db.partitions import ensure_months
from config.demo.bulk import insert_rows, new_ids
from slm.engine.layers import Layer
from slm.engine.periods import Cadence, PeriodKind, next_period, period_at
from slm.engine.zones import zone
from slm.models import (
    BucketDay,
    Fact,
    FactVersion,
    HoursVersion,
    Indicator,
    Measure,
    PeriodState,
    Provider,
    SampleBatch,
    Service,
    ServiceHours,
    Source,
    StateRun,
)
from slm.operations.recompute import recompute_periods

ZONE = "Europe/Berlin"
OFFICE: list[tuple[int, str, str]] = [(day, "08:00", "18:00") for day in range(5)]
OUTAGES, MAINTENANCES = 10, 2  # per indicator and month
TARGETS = 100  # per agreement


@dataclass(frozen=True, slots=True)
class Fleet:
    """What was made: ids in order, and the span of the history."""

    source: Source
    hours: ServiceHours
    service_ids: np.ndarray
    indicator_ids: np.ndarray
    measure_ids: np.ndarray
    start_at: dt.datetime
    at: dt.datetime


@transaction.atomic
def make_fleet(*, indicators: int, months: int, at: dt.datetime, prefix: str = "FLEET") -> Fleet:
    """Services with one indicator each, office hours, and a measure for each; no facts yet.

    The history will begin `months - 1` whole local months before the one of `at`.
    """
    month = Cadence(PeriodKind.MONTH)
    clock = zone(ZONE)
    current = period_at(month, to_seconds(at), clock)
    first = current
    for _ in range(months - 1):
        first = period_at(month, first.start - 1, clock)
    make_months(from_seconds(first.start), at)
    source = Source.objects.create(code=prefix, name=f"Bench {prefix.title()}")
    hours = ServiceHours.objects.create(code=f"{prefix}-OFFICE", name="Office", zone=ZONE)
    HoursVersion.objects.create(
        hours=hours,
        number=1,
        valid_from=dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
        weekly=OFFICE,
        created_at=at,
    )
    services = new_ids(Service, indicators)
    insert_rows(
        Service,
        {"id": ("int8", services)},
        {"code": "%(prefix)s || place", "name": "%(name)s || place"},
        parameters={"prefix": f"{prefix}-", "name": f"{prefix.title()} "},
    )
    made = new_ids(Indicator, indicators)
    insert_rows(
        Indicator,
        {
            "id": ("int8", made),
            "service_id": ("int8", services),
            "is_fed": ("flag", np.zeros(indicators)),
        },
        {"public_id": "gen_random_uuid()"},
    )
    Measure.objects.bulk_create(
        [Measure(indicator_id=pk, hours=hours) for pk in made.tolist()], batch_size=2_000
    )
    measures = Measure.objects.filter(hours=hours).order_by("indicator_id")
    return Fleet(
        source=source,
        hours=hours,
        service_ids=services,
        indicator_ids=made,
        measure_ids=np.array(measures.values_list("pk", flat=True), dtype=np.int64),
        start_at=from_seconds(first.start),
        at=at,
    )


def make_months(start_at: dt.datetime, end_at: dt.datetime) -> None:
    """Make the partitions that a history and its figures need."""
    first = start_at.date() - dt.timedelta(days=31)
    last = end_at.date() + dt.timedelta(days=31)
    for model in (BucketDay, FactVersion, SampleBatch, StateRun):
        ensure_months(model, first, last)


def fill_facts(fleet: Fleet, *, start_at: dt.datetime, end_at: dt.datetime, seed: int = 7) -> int:
    """Ten outages and two maintenances for each indicator and month in `[start_at, end_at)`."""
    dice = np.random.default_rng(seed)
    clock = zone(ZONE)
    period = period_at(Cadence(PeriodKind.MONTH), to_seconds(start_at), clock)
    count = 0
    while period.start < to_seconds(end_at):
        until = min(period.end, to_seconds(end_at))
        services = np.repeat(fleet.service_ids, OUTAGES + MAINTENANCES)
        planned = np.tile(np.arange(OUTAGES + MAINTENANCES) >= OUTAGES, len(fleet.service_ids))
        start = dice.integers(period.start, until, len(services))
        length = np.where(planned, 7_200, dice.integers(60, 720, len(services)))
        end = np.minimum(start + length, until)
        order = np.argsort(start, kind="stable")
        count += write_facts(
            fleet,
            services=services[order],
            layers=np.where(planned, Layer.PLANNED, Layer.DOWN)[order],
            starts=start[order],
            ends=end[order],
        )
        period = next_period(period, clock)
    return count


@transaction.atomic
def write_facts(
    fleet: Fleet, *, services: np.ndarray, layers: np.ndarray, starts: np.ndarray, ends: np.ndarray
) -> int:
    """Facts with their first version, as one request each would have left them."""
    ids = new_ids(Fact, len(services))
    spans = {
        "start_at": ("instant", starts),
        "end_at": ("instant", ends),
        "layer": ("int2", layers),
    }
    insert_rows(
        Fact,
        {"id": ("int8", ids), "service_id": ("int8", services), **spans},
        {
            "source_id": "%(source)s",
            "external_id": "'B' || id",
            "kind": "CASE layer WHEN 1 THEN 'maintenance' ELSE 'outage' END",
        },
        parameters={"source": fleet.source.pk},
    )
    return insert_rows(
        FactVersion,
        {"fact_id": ("int8", ids), "number": ("int4", np.ones(len(ids))), **spans},
        {"received_at": "end_at"},
    )


@transaction.atomic
def make_promises(fleet: Fleet, *, from_at: dt.datetime, threshold_ppm: int = 995_000) -> None:
    """Agreements that promise each indicator 99.5 % a month, in force from `from_at` on."""
    provider = Provider.objects.create(code=fleet.source.code, name="Bench provider")
    manager = make_manager()
    indicators = list(Indicator.objects.filter(pk__in=fleet.indicator_ids.tolist()).order_by("pk"))
    for begin in range(0, len(indicators), TARGETS):
        code = f"{fleet.source.code}-{begin // TARGETS + 1}"
        agreement = Agreement.objects.create(
            code=code, title=code, kind=Agreement.Kind.OLA, level="", created_at=fleet.at
        )
        Party.objects.create(agreement=agreement, provider=provider, role=Party.Role.PROVIDER)
        version = Version.objects.create(
            agreement=agreement, number=1, effective_from=from_at, evidence="Made by the bench"
        )
        Target.objects.bulk_create(
            Target(
                version=version,
                indicator=indicator,
                hours=fleet.hours,
                threshold_ppm=threshold_ppm,
            )
            for indicator in indicators[begin : begin + TARGETS]
        )
        activate(version=version, actor=manager, at=fleet.at)


def make_manager() -> User:
    """A service level manager, the same one for every part of the bench."""
    user = User.objects.filter(email="bench@example.org").first()
    if user is None:
        user = User.objects.create_user("bench@example.org", name="Bench")
        RoleAssignment.objects.create(user=user, role=Role.SERVICE_LEVEL_MANAGER)
    return user


def watch_months(fleet: Fleet, *, start_at: dt.datetime, end_at: dt.datetime) -> None:
    """Period rows of each measure for the months that begin in `[start_at, end_at)`, computed."""
    clock = zone(ZONE)
    period = period_at(Cadence(PeriodKind.MONTH), to_seconds(start_at), clock)
    while period.start < to_seconds(end_at):
        count = len(fleet.measure_ids)
        made = new_ids(PeriodState, count)
        insert_rows(
            PeriodState,
            {
                "id": ("int8", made),
                "measure_id": ("int8", fleet.measure_ids),
                "start_at": ("instant", np.full(count, period.start)),
                "end_at": ("instant", np.full(count, period.end)),
                "computed_to_at": ("instant", np.full(count, period.start)),
                "tail": ("int2", np.zeros(count)),
            },
        )
        recompute_periods(period_ids=made, at=fleet.at)
        period = next_period(period, clock)
