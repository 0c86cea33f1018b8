"""Fills an empty installation with a fleet: indicators, their promises and a history of facts.

Rows go through the real tables, by COPY or in one statement for each table, a month at a time and
in the order of time, as they would have come. The same seed makes the same fleet.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from django.db import connection, transaction

from agreements.models import Agreement, Commitment, Target, Version
from agreements.queries.terms import terms_of
from common.db.copying import array, write_columns
from common.db.instants import from_seconds, to_seconds
from common.db.partitions import ensure_months
from slm.engine.layers import Layer
from slm.engine.periods import Cadence, PeriodKind, next_period, period_at
from slm.engine.zones import zone
from slm.models import (
    BucketDay,
    FactVersion,
    HoursVersion,
    Indicator,
    Measure,
    SampleBatch,
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
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO slm_service (code, name, kind, portfolio_state, description, outcome)"
            " SELECT %s || n, %s || n, 'business', 'live', '', ''"
            "   FROM generate_series(1, %s) AS n RETURNING id",
            [f"{prefix}-", f"{prefix.title()} ", indicators],
        )
        services = np.array(sorted(pk for (pk,) in cursor.fetchall()), dtype=np.int64)
        cursor.execute(
            "INSERT INTO slm_indicator"
            " (public_id, service_id, kind, name, source_id, is_fed, max_gap_seconds)"
            " SELECT gen_random_uuid(), pk, 'availability', '', NULL, FALSE, NULL"
            "   FROM unnest(%s::bigint[]) AS pk RETURNING id",
            [array(services)],
        )
        made = np.array(sorted(pk for (pk,) in cursor.fetchall()), dtype=np.int64)
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
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE bench_fact (service_id bigint, layer smallint,"
            " start_at timestamptz, end_at timestamptz, number bigserial) ON COMMIT DROP"
        )
        count = write_columns(
            "bench_fact",
            {
                "service_id": ("int8", services),
                "layer": ("int2", layers),
                "start_at": ("instant", starts),
                "end_at": ("instant", ends),
            },
        )
        cursor.execute(
            """
            WITH fresh AS (
                INSERT INTO slm_fact (source_id, external_id, kind, service_id, version_number,
                                      layer, start_at, end_at, is_void)
                SELECT %(source)s,
                       'B' || (SELECT coalesce(max(id), 0) FROM slm_fact) || '-' || number,
                       CASE layer WHEN 1 THEN 'maintenance' ELSE 'outage' END,
                       service_id, 1, layer, start_at, end_at, FALSE
                  FROM bench_fact ORDER BY number
                RETURNING id, layer, start_at, end_at)
            INSERT INTO slm_factversion (start_at, fact_id, number, end_at, layer, is_void,
                                         reason, change_reason, received_at)
            SELECT start_at, id, 1, end_at, layer, FALSE, '', '', end_at FROM fresh
            """,
            {"source": fleet.source.pk},
        )
    return count


@transaction.atomic
def make_promises(
    fleet: Fleet, *, from_at: dt.datetime, threshold_ppm: int = 995_000
) -> list[Commitment]:
    """Commitments of 99.5 % a month for each indicator, their first period due at `from_at`."""
    indicators = list(Indicator.objects.filter(pk__in=fleet.indicator_ids.tolist()).order_by("pk"))
    made: list[Commitment] = []
    for begin in range(0, len(indicators), TARGETS):
        code = f"{fleet.source.code}-{begin // TARGETS + 1}"
        agreement = Agreement.objects.create(code=code, title=code, created_at=fleet.at)
        version = Version.objects.create(
            agreement=agreement,
            number=1,
            effective_from=from_at,
            state=Version.State.SIGNED,
            evidence="Made by the bench",
        )
        targets = Target.objects.bulk_create(
            Target(
                version=version,
                indicator=indicator,
                hours=fleet.hours,
                threshold_ppm=threshold_ppm,
            )
            for indicator in indicators[begin : begin + TARGETS]
        )
        for place, target in enumerate(targets, start=begin):
            terms = terms_of(target, grace_days=3)
            made.append(
                Commitment(
                    agreement=agreement,
                    target=target,
                    measure_id=int(fleet.measure_ids[place]),
                    terms=terms.content(),
                    terms_hash=terms.content_hash(),
                    start_at=from_at,
                    next_period_at=from_at,
                    created_at=fleet.at,
                )
            )
    return Commitment.objects.bulk_create(made, batch_size=2_000)


@transaction.atomic
def settle() -> None:
    """Let the planner know what there is, as the server's own housekeeping would."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def watch_months(fleet: Fleet, *, start_at: dt.datetime, end_at: dt.datetime) -> None:
    """Period rows of each measure for the months that begin in `[start_at, end_at)`, computed."""
    clock = zone(ZONE)
    period = period_at(Cadence(PeriodKind.MONTH), to_seconds(start_at), clock)
    while period.start < to_seconds(end_at):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO slm_periodstate (measure_id, start_at, end_at, computed_to_at, tail,"
                " excluded_seconds, planned_seconds, down_seconds, partial_seconds,"
                " degraded_seconds, unknown_seconds, break_count, longest_break_seconds,"
                " excluded_ahead_seconds, planned_ahead_seconds, revision)"
                " SELECT pk, %s, %s, %s, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0"
                "   FROM unnest(%s::bigint[]) AS pk RETURNING id",
                [
                    from_seconds(period.start),
                    from_seconds(period.end),
                    from_seconds(period.start),
                    array(fleet.measure_ids),
                ],
            )
            made = [pk for (pk,) in cursor.fetchall()]
        recompute_periods(period_ids=made, at=fleet.at)
        period = next_period(period, clock)
