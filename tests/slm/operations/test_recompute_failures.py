"""Sums that do not add up are loud, and harm nobody else."""

import datetime as dt

import numpy as np
import pytest
import structlog
from structlog.testing import capture_logs

from slm.engine.layers import PartsDoNotAddUp
from slm.models import BucketDay, Dirty, PeriodState
from slm.operations import recompute
from slm.operations.recompute import run_cycle
from slm.operations.record_outage import record_outage
from slm.operations.watch_period import measure_for, watch_periods
from slm.signals import periods_recomputed
from tests.scenarios.building import make_hours, make_indicator, make_source

SECOND = dt.timedelta(seconds=1)
START = dt.datetime(2026, 10, 20, tzinfo=dt.UTC)
END = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)
AT = START + 9_000 * SECOND


@pytest.fixture(autouse=True)
def _fresh_log(monkeypatch):
    """A logger keeps the first configuration it meets; another test may have made it speak."""
    monkeypatch.setattr(recompute, "log", structlog.get_logger(recompute.__name__))


@pytest.fixture
def states(db) -> list[PeriodState]:
    """Periods of five indicators, each with an outage that no cycle has seen yet."""
    hours, tool = make_hours("ALWAYS"), make_source("TOOL")
    made = []
    for number in range(5):
        indicator = make_indicator(f"S{number}")
        row = measure_for(indicator=indicator, hours=hours)
        watched = watch_periods(wanted=[(row, START, END)], at=START)
        made.append(watched[row.pk, START, END])
        record_outage(
            source=tool,
            external_id=f"INC-{number}",
            service=indicator.service,
            start_at=START + 600 * SECOND,
            end_at=START + 1_200 * SECOND,
            at=AT,
        )
    return made


@pytest.fixture
def broken(states, monkeypatch) -> PeriodState:
    """The third measure's sums never add up."""
    real = recompute.sum_up

    def sum_up(watched, history, now):
        if (watched.measure == states[2].measure_id).any():
            raise PartsDoNotAddUp("a fault")
        return real(watched, history, now)

    monkeypatch.setattr(recompute, "sum_up", sum_up)
    return states[2]


def test_others_are_computed_and_the_broken_one_keeps_its_row(states, broken):
    with capture_logs() as logs:
        run_cycle(at=AT)
    rows = [PeriodState.objects.get(pk=state.pk) for state in states]
    assert [row.down_seconds for row in rows] == [600, 600, 0, 600, 600]
    assert [row.failed_at for row in rows] == [None, None, AT, None, None]
    assert rows[2].revision == states[2].revision
    assert BucketDay.objects.filter(measure=broken.measure).count() == 0
    assert Dirty.objects.count() == 0
    assert [(log["event"], log["log_level"], log["measure"]) for log in logs] == [
        ("slm.parts_do_not_add_up", "error", broken.measure_id)
    ]


def test_broken_one_is_not_told_as_computed(states, broken):
    heard = []

    def hear(period_ids, **_kwargs):
        heard.extend(period_ids)

    periods_recomputed.connect(hear)
    try:
        run_cycle(at=AT)
    finally:
        periods_recomputed.disconnect(hear)
    assert heard == sorted(state.pk for state in states if state.pk != broken.pk)


def test_broken_one_is_tried_again_and_mends(states, broken, monkeypatch):
    run_cycle(at=AT)
    monkeypatch.undo()
    assert run_cycle(at=AT + 3_599 * SECOND) == 0
    assert run_cycle(at=AT + 3_600 * SECOND) == 1
    broken.refresh_from_db()
    assert (broken.down_seconds, broken.failed_at) == (600, None)


def test_engine_refuses_parts_that_do_not_add_up(states, monkeypatch):
    """The check itself bites: a calendar that lies about one answer is found out."""
    from slm.engine import bulk

    real = bulk._measure_chunk

    def lying(calendar, start, end, minimum_break, claims, totals, own):
        lane, day, parts = real(calendar, start, end, minimum_break, claims, totals, own)
        totals[own, 1] += 1
        return lane, day, parts

    monkeypatch.setattr(bulk, "_measure_chunk", lying)
    with capture_logs() as logs:
        run_cycle(at=AT)
    assert {log["measure"] for log in logs} == {state.measure_id for state in states}
    kept = PeriodState.objects.values_list("down_seconds", flat=True)
    assert np.unique(list(kept)).tolist() == [0]
