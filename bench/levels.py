"""A month of a fleet from its raw facts, checks from period rows, and cycles."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

import numpy as np
from django.db import connection

from agreements.models import Verdict
from agreements.operations.evaluate import evaluate_due
from agreements.operations.roll_periods import roll_periods
from agreements.operations.tick import tick
from agreements.queries.plain_rows import plain_verdicts
from bench.population import Fleet, fill_facts, make_months, watch_months, write_facts
from bench.results import Results, best_ms, once_ms
from common.db.copying import array
from common.db.instants import from_seconds, to_seconds
from config.demo.bulk import settle
from slm.engine.calendar import Calendar
from slm.engine.layers import Layer, measure
from slm.engine.spans import spans
from slm.models import Dirty, Fact, PeriodState
from slm.operations.recompute import recompute_periods, run_cycle, summed
from slm.queries.calendars import calendar_for, hours_by_id
from slm.queries.watched import read_watched

WINDOWS = """
CREATE TABLE bench_window (start_at timestamptz PRIMARY KEY, end_at timestamptz, served bigint)
"""
# What one writes who knows SQL: a walk over each target's sorted events, with a counter for each
# layer, and the service time up to an instant looked up in a table of the windows.
WALK = """
CREATE FUNCTION bench_served(at timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT served + extract(epoch FROM least(at, end_at) - start_at)::bigint
                       FROM bench_window WHERE start_at <= at ORDER BY start_at DESC LIMIT 1), 0)
$$;
CREATE FUNCTION bench_walk(wanted bigint[], since timestamptz, until timestamptz)
RETURNS TABLE (indicator_id bigint, planned bigint, down bigint) LANGUAGE plpgsql STABLE AS $$
DECLARE
    edge record;
    planned_open int := 0; down_open int := 0;
    served_last bigint; served_now bigint;
BEGIN
    indicator_id := NULL; planned := 0; down := 0;
    FOR edge IN
        SELECT i.id, e.at, e.layer, e.step
          FROM slm_indicator i
          JOIN slm_fact f ON f.service_id = i.service_id AND NOT f.is_void
           AND f.start_at < until AND f.start_at >= since - interval '5 days'
           AND (f.end_at > since OR f.end_at IS NULL)
         CROSS JOIN LATERAL (VALUES (greatest(f.start_at, since), f.layer, 1),
                                    (least(f.end_at, until), f.layer, -1)) AS e(at, layer, step)
         WHERE i.id = ANY(wanted)
         ORDER BY i.id, e.at
    LOOP
        IF indicator_id IS DISTINCT FROM edge.id THEN
            IF indicator_id IS NOT NULL THEN RETURN NEXT; END IF;
            indicator_id := edge.id; planned := 0; down := 0;
            planned_open := 0; down_open := 0;
        END IF;
        served_now := bench_served(edge.at);
        IF planned_open > 0 THEN planned := planned + served_now - served_last;
        ELSIF down_open > 0 THEN down := down + served_now - served_last;
        END IF;
        served_last := served_now;
        IF edge.layer = 1 THEN planned_open := planned_open + edge.step;
        ELSE down_open := down_open + edge.step;
        END IF;
    END LOOP;
    IF indicator_id IS NOT NULL THEN RETURN NEXT; END IF;
END $$;
"""
MULTIRANGES = """
WITH said AS (
    SELECT i.id,
           range_agg(tstzrange(f.start_at, f.end_at)) FILTER (WHERE f.layer = 1) AS planned,
           range_agg(tstzrange(f.start_at, f.end_at)) FILTER (WHERE f.layer = 2) AS down
      FROM slm_indicator i
      JOIN slm_fact f ON f.service_id = i.service_id AND NOT f.is_void
       AND f.start_at < %(until)s AND f.start_at >= %(since)s - interval '5 days'
       AND f.end_at > %(since)s
     WHERE i.id = ANY(%(wanted)s::bigint[]) GROUP BY i.id
), hours AS (
    SELECT range_agg(tstzrange(start_at, end_at)) * tstzmultirange(tstzrange(%(since)s, %(until)s))
           AS served FROM bench_window
)
SELECT said.id,
       (SELECT coalesce(sum(extract(epoch FROM upper(p) - lower(p))), 0)::bigint
          FROM unnest(hours.served * coalesce(planned, '{}')) AS p),
       (SELECT coalesce(sum(extract(epoch FROM upper(p) - lower(p))), 0)::bigint
          FROM unnest(hours.served * (coalesce(down, '{}') - coalesce(planned, '{}'))) AS p)
  FROM said, hours ORDER BY said.id
"""

Sums = dict[int, tuple[int, int]]


def measure_month(results: Results, fleet: Fleet, *, times: int) -> None:
    """The running month from raw facts: read and computed, beside three other ways to do it."""
    periods = PeriodState.objects.filter(
        measure__in=fleet.measure_ids.tolist(), end_at__gt=fleet.at
    )
    ids = np.array(periods.values_list("pk", flat=True), dtype=np.int64)
    start, end = periods.values_list("start_at", "end_at")[0]
    now = to_seconds(fleet.at)
    calendar = _calendar(fleet, to_seconds(start), to_seconds(end))
    _make_functions(calendar, to_seconds(start), now)

    own = best_ms(lambda: summed(read_watched(ids), now), times=times)
    others: dict[str, tuple[Callable[[], Sums], int]] = {
        "sql_walk": (lambda: _walk(fleet, start), 2),
        "multiranges": (lambda: _multiranges(fleet, start), 2),
        "python_loop": (lambda: _loop(fleet, start, calendar), 1),
    }
    truth = _own_sums(ids, now)
    results.add("month.read_and_compute", own, "ms")
    for name, (way, repeats) in others.items():
        found: list[Sums] = []
        spent = best_ms(partial(_into, found, way), times=repeats)
        for indicator_id, sums in truth.items():
            if found[0].get(indicator_id, (0, 0)) != sums:
                raise AssertionError(f"{name} finds other sums of indicator {indicator_id}")
        results.add(f"month.{name}", spent, "ms")
        if name == "sql_walk":
            results.at_least("month.faster_than_sql_walk", spent / own, "times", 4)
        else:
            results.add(f"month.faster_than_{name}", spent / own, "times")
    written = once_ms(lambda: recompute_periods(period_ids=ids, at=fleet.at))
    results.add("month.with_rows_written", written, "ms")


def measure_check(results: Results, fleet: Fleet, *, times: int) -> None:
    """Every verdict of the running month judged from period rows."""
    roll_periods(at=fleet.at)
    evaluate_due(at=fleet.at)
    settle()
    verdicts = Verdict.objects.filter(
        commitment__measure__in=fleet.measure_ids.tolist(), period_end_at__gt=fleet.at
    )
    ids = np.array(sorted(verdicts.values_list("pk", flat=True)), dtype=np.int64)
    now = to_seconds(fleet.at)
    plain = plain_verdicts(ids=ids, now=now)
    spent = best_ms(lambda: plain_verdicts(ids=ids, now=now), times=times)
    results.at_most("check.from_period_rows", spent, "ms", 25)
    results.add("check.plain_share", len(plain.ids) / max(len(ids), 1), "share")


def measure_cycles(results: Results, fleet: Fleet, *, times: int, name: str) -> float:
    """A cycle in which one indicator of a hundred has a new outage, until it is on disk."""
    clock = count(1)
    dice = np.random.default_rng(11)

    def prepare() -> dt.datetime:
        at = fleet.at + dt.timedelta(seconds=5 * next(clock))
        wanted = max(1, len(fleet.indicator_ids) // 100)
        some = dice.choice(len(fleet.indicator_ids), wanted, replace=False)
        ends = to_seconds(at) - dice.integers(60, 1_800, wanted)
        starts = ends - dice.integers(20, 60, wanted)
        write_facts(
            fleet,
            services=fleet.service_ids[some],
            layers=np.full(wanted, Layer.DOWN),
            starts=starts,
            ends=ends,
        )
        Dirty.objects.bulk_create(
            Dirty(
                indicator_id=pk, from_at=from_seconds(begin), to_at=from_seconds(end), created_at=at
            )
            for pk, begin, end in zip(
                fleet.indicator_ids[some].tolist(), starts.tolist(), ends.tolist(), strict=True
            )
        )
        return at

    cycles, ticks = [], []
    for _ in range(times):
        at = prepare()
        cycles.append(once_ms(partial(run_cycle, at=at)))
        ticks.append(cycles[-1] + once_ms(partial(tick, at=at)))
    cycle = float(np.median(cycles))
    if name:
        results.at_most(f"cycle.1_percent{name}", cycle, "ms", 20)
        results.add(f"cycle.1_percent_until_judged{name}", float(np.median(ticks)), "ms")
    return cycle


def measure_history(results: Results, fleet: Fleet, *, more_months: int, times: int) -> None:
    """The same cycle again after the fleet was given a past that is three times as long."""
    before = measure_cycles(results, fleet, times=times, name="")
    results.add("cycle.nothing_changed", best_ms(lambda: run_cycle(at=fleet.at)), "ms")
    earlier = fleet.start_at - dt.timedelta(days=30.4 * more_months)
    make_months(earlier, fleet.start_at)
    fill_facts(fleet, start_at=earlier, end_at=fleet.start_at, seed=13)
    watch_months(fleet, start_at=earlier, end_at=fleet.start_at)
    settle()
    measure_cycles(results, fleet, times=max(1, times // 3), name="")
    after = measure_cycles(results, fleet, times=times, name="_with_long_history")
    results.add("history.facts", Fact.objects.count(), "facts")
    results.at_most("history.cycle_with_three_years_to_one", after / before, "times", 1.2)


def _into(found: list[Sums], way: Callable[[], Sums]) -> None:
    found.append(way())


def _calendar(fleet: Fleet, start: int, end: int) -> Calendar:
    return calendar_for(hours_by_id([fleet.hours.pk])[fleet.hours.pk], start, end)


def _make_functions(calendar: Calendar, start: int, end: int) -> None:
    windows = calendar.windows(start, end)
    served = np.append(0, np.cumsum(windows[:, 1] - windows[:, 0]))[:-1]
    with connection.cursor() as cursor:
        cursor.execute(WINDOWS)
        cursor.execute(
            "INSERT INTO bench_window SELECT to_timestamp(a), to_timestamp(b), c"
            "  FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS w(a, b, c)",
            [array(windows[:, 0]), array(windows[:, 1]), array(served)],
        )
        cursor.execute(WALK)
        cursor.execute("ANALYZE bench_window")


def _own_sums(ids: np.ndarray, now: int) -> Sums:
    periods = read_watched(ids)
    parts = summed(periods, now).parts
    rows = zip(periods.indicator.tolist(), parts[:, 2:4].tolist(), strict=True)
    return {indicator_id: (planned, down) for indicator_id, (planned, down) in rows}


def _walk(fleet: Fleet, start: dt.datetime) -> Sums:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM bench_walk(%s::bigint[], %s, %s)",
            [array(fleet.indicator_ids), start, fleet.at],
        )
        return {pk: (planned, down) for pk, planned, down in cursor.fetchall()}


def _multiranges(fleet: Fleet, start: dt.datetime) -> Sums:
    asked: dict[str, Any] = {
        "wanted": array(fleet.indicator_ids),
        "since": start,
        "until": fleet.at,
    }
    with connection.cursor() as cursor:
        cursor.execute(MULTIRANGES, asked)
        return {pk: (planned, down) for pk, planned, down in cursor.fetchall()}


def _loop(fleet: Fleet, start: dt.datetime, calendar: Calendar) -> Sums:
    """One target after the other, through the engine that pages use for one."""
    begin, now = to_seconds(start), to_seconds(fleet.at)
    said: dict[int, dict[Layer, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    rows = Fact.objects.filter(
        is_void=False,
        start_at__lt=fleet.at,
        end_at__gt=start,
        service__in=fleet.service_ids.tolist(),
    ).values_list("service_id", "layer", "start_at", "end_at")
    for service_id, layer, start_at, end_at in rows:
        said[service_id][Layer(layer)].append((to_seconds(start_at), to_seconds(end_at)))
    found = {}
    owners = dict(zip(fleet.service_ids.tolist(), fleet.indicator_ids.tolist(), strict=True))
    for service_id, layers in said.items():
        parts = measure(calendar, {k: spans(v) for k, v in layers.items()}, begin, now)
        found[owners[service_id]] = (parts.planned, parts.down)
    return found
