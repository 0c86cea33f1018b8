"""The kept counts are those of looking at every sample, whatever the hours and exclusions."""

import datetime as dt
import json
import random
from pathlib import Path

import numpy as np
import pytest

from accounts.models import Installation
from common.db.instants import from_seconds, to_seconds
from slm.engine.counts import Count, CountedPeriod
from slm.engine.latency import counted
from slm.engine.metrics import Metric
from slm.engine.spans import spans
from slm.models import Exclusion, PeriodState, TimesDay, TimesFeed, TimesShare
from slm.operations.count_thresholds import count_thresholds
from slm.operations.decide_exclusion import approve_exclusion
from slm.operations.forget_raw_samples import forget_raw_samples
from slm.operations.ingest_response_times import ingest_response_times
from slm.operations.propose_exclusion import propose_exclusion
from slm.operations.recompute import recompute_periods, run_cycle
from slm.operations.watch_period import measure_for
from slm.operations.write_protections import Part
from slm.queries.calendars import calendar_for, hours_value
from slm.queries.counted import within_time
from tests.cases.kinds import calendar_of, instant, span_list
from tests.slm.times import MONDAY, make_hours, make_timed, promise, send

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
DAY_MS = 86_400_000
LATER = MONDAY + 6 * DAY
ODD_HOURS = [[day, "07:58", "17:03"] for day in range(5)]
CASES = [
    case
    for case in json.loads(
        (Path(__file__).resolve().parents[2] / "cases" / "measuring.json").read_text()
    )["cases"]
    if case["kind"] == "latency"
]


@pytest.fixture(autouse=True)
def _jakarta(db):
    Installation.objects.create(zone="Asia/Jakarta")


def period_of(indicator, calendar, start, end, *, within=800, protected=()):
    return CountedPeriod(
        id=7,
        indicator=indicator.pk,
        metric=Metric.WITHIN_TIME,
        within=within,
        priority="",
        start=start,
        end=end,
        calendar=calendar,
        protected=spans(protected),
    )


def read(period, at=LATER):
    return within_time.counts_of([period], at=to_seconds(at))[period.id]


@pytest.mark.parametrize("seed", range(12))
def test_counts_are_those_of_looking_at_every_sample(seed):
    dice = random.Random(seed)
    indicator = make_timed()
    hours = make_hours("H", dice.choice([ODD_HOURS, [[d, "00:00", "24:00"] for d in range(7)]]))
    if dice.random() < 0.5:
        measure_for(indicator=indicator, hours=hours, metric=Metric.WITHIN_TIME, within=800)
    base = to_seconds(MONDAY)
    kept = {}
    for _request in range(4):
        first = dice.randrange(0, 3 * 86_400_000)
        step = dice.randrange(1, 600_000)
        rows = [(first + n * step, dice.randrange(0, 1_600)) for n in range(400)]
        kept |= dict(rows)
        send(indicator, rows, LATER)
    calendar = calendar_for(hours_value(hours, hours.versions.all()), base, base + 9 * 86_400)
    at = np.array(sorted(kept)) + base * 1000
    ms = np.array([kept[key] for key in sorted(kept)])
    for _try in range(6):
        start = base + dice.randrange(0, 3 * 86_400)
        end = start + dice.randrange(0, 5 * 86_400)
        edges = [base + dice.randrange(0, 4 * 86_400) for _ in range(6)]
        protected = [(edge, edge + dice.randrange(-50, 9_000)) for edge in edges]
        inside = counted(calendar, at // 1000, start=start, end=end, protected=spans(protected))
        wanted = Count(int((ms[inside] <= 800).sum()), int(inside.sum()))
        assert read(period_of(indicator, calendar, start, end, protected=protected)) == wanted


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
@pytest.mark.parametrize("is_promised_first", [True, False])
def test_measuring_case_comes_out_of_the_tables(case, is_promised_first):
    inputs = case["inputs"]
    indicator = make_timed()
    start, end = (instant(text) for text in inputs["period"])
    rows = [(instant(at), ms) for at, ms in inputs["samples_ms"]]
    promised = {
        "indicator": indicator,
        "hours": make_hours("H"),
        "metric": Metric.WITHIN_TIME,
        "within": inputs["threshold_ms"],
    }
    if is_promised_first:
        measure_for(**promised)
    ingest_response_times(
        indicator=indicator,
        source=indicator.source,
        instants=[at * 1000 for at, _ms in rows],
        values=[ms for _at, ms in rows],
        at=LATER,
    )
    measure_for(**promised)
    found = read(
        period_of(
            indicator,
            calendar_of(inputs, start, end, *(at for at, _ms in rows)),
            start,
            end,
            within=inputs["threshold_ms"],
            protected=span_list(inputs.get("excluded", []) + inputs.get("planned", []), end),
        )
    )
    assert [found.good, found.total] == case["expected"]["good_total"]
    assert not found.incomplete


def test_watched_period_follows_late_samples_and_a_late_exclusion(sari, oka):
    indicator = make_timed()
    hours = make_hours("H")
    state = promise(indicator, hours, 800, MONDAY, MONDAY + 7 * DAY, MONDAY)

    def pair():
        state.refresh_from_db()
        return state.good_count, state.total_count, state.is_incomplete

    send(indicator, [(0, 100), (3_600_000, 900), (3_900_000, 901)], LATER)
    run_cycle(at=LATER)
    assert pair() == (1, 3, False)
    send(indicator, [(60_000, 900)], LATER)
    run_cycle(at=LATER)
    assert pair() == (1, 4, False)
    proposed = propose_exclusion(
        part=Part(indicator.service),
        cause=Exclusion.Cause.CUSTOMER,
        start_at=MONDAY + HOUR - dt.timedelta(seconds=20),
        end_at=MONDAY + HOUR + dt.timedelta(seconds=20),
        evidence="Their proxy stood still",
        actor=oka,
        at=LATER,
    )
    approve_exclusion(exclusion=proposed, decision_reason="Seen", actor=sari, at=LATER)
    run_cycle(at=LATER + dt.timedelta(seconds=1))
    assert pair() == (1, 3, False)


def test_promise_made_after_the_samples_is_counted_from_the_archive():
    indicator = make_timed()
    send(indicator, [(n * 3_600_000, 100 * n) for n in range(12)], LATER)
    state = promise(indicator, make_hours("H"), 500, MONDAY, MONDAY + DAY, LATER)
    assert (state.good_count, state.total_count, state.is_incomplete) == (6, 12, False)
    count_thresholds(indicators=[indicator])
    assert TimesShare.objects.get().count == 6
    PeriodState.objects.update(good_count=0)
    recompute_periods(period_ids=[state.pk], at=LATER)
    state.refresh_from_db()
    assert (state.good_count, state.total_count) == (6, 12)


def test_period_without_samples_has_no_count():
    indicator = make_timed()
    hours = make_hours("H")
    base = to_seconds(MONDAY)
    calendar = calendar_for(hours_value(hours, hours.versions.all()), base, base + 86_400)
    assert read(period_of(indicator, calendar, base, base + 3_600)) == Count(0, 0)
    send(indicator, [(7_200_000, 5)], LATER)
    assert read(period_of(indicator, calendar, base, base + 3_600)) == Count(0, 0)


def test_three_periods_cost_as_many_queries_as_one(django_assert_num_queries):
    made = [make_timed(code) for code in ("A", "B", "C")]
    hours = make_hours("H")
    base = to_seconds(MONDAY)
    calendar = calendar_for(hours_value(hours, hours.versions.all()), base, base + 86_400)
    for indicator in made:
        measure_for(indicator=indicator, hours=hours, metric=Metric.WITHIN_TIME, within=800)
        send(indicator, [(0, 1), (5_000, 900)], LATER)
    wanted = [period_of(one, calendar, base, base + 86_400) for one in made]
    for periods in (wanted[:1], wanted):
        with django_assert_num_queries(3):
            within_time.counts_of(periods, at=base)


# What is left when the archive is gone ----------------------------------------------------------


def test_whole_five_minutes_are_counted_without_the_archive_and_cut_ones_say_so():
    indicator = make_timed()
    hours = make_hours("H")
    measure_for(indicator=indicator, hours=hours, metric=Metric.WITHIN_TIME, within=800)
    send(indicator, [(0, 1), (10_000, 900), (400_000, 5)], LATER)
    later = MONDAY + 100 * DAY
    assert forget_raw_samples(keep_days=40, grace_days=3, dispute_days=30, at=later) == 1
    base = to_seconds(MONDAY)
    calendar = calendar_for(hours_value(hours, hours.versions.all()), base, base + 86_400)
    whole = period_of(indicator, calendar, base, base + 86_400)
    assert read(whole) == Count(2, 3)
    cut = period_of(indicator, calendar, base, base + 86_400, protected=[(base + 5, base + 8)])
    assert read(cut) == Count(1, 1, incomplete=True)
    unknown = period_of(indicator, calendar, base, base + 86_400, within=5)
    assert read(unknown) == Count(0, 0, incomplete=True)
    assert TimesDay.objects.get().count == 3
    assert TimesFeed.objects.get().raw_from_at == from_seconds(base + 60 * 86_400)
