"""A period is closed once, by itself or by hand, and its figures are frozen."""

import datetime as dt
import threading

import pytest
from django.db import InternalError, connections, transaction

from agreements.models import Result, State, Verdict
from agreements.operations.activate import activate
from agreements.operations.close_period import ClosingRefused, close_due, close_period
from agreements.operations.tick import tick
from slm.models import PeriodState
from tests.agreements.closing import (
    CLOSES_AT,
    JULY,
    JUNE_SECONDS,
    LABEL,
    closed_june,
    correct,
    day,
    june,
)
from tests.agreements.scenes import draft, indicator, outage, write

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


def verdict() -> Verdict:
    return Verdict.objects.get(period_label=LABEL)


def test_period_is_closed_by_itself_when_its_grace_is_over(sari, customer_a):
    june(sari, customer_a)
    assert verdict().closes_at == CLOSES_AT
    assert tick(at=CLOSES_AT - SECOND)["closed"] == 0
    assert (Result.objects.count(), verdict().closed_at) == (0, None)
    assert tick(at=CLOSES_AT)["closed"] == 1
    assert verdict().closed_at == CLOSES_AT
    assert tick(at=CLOSES_AT + SECOND)["closed"] == 0


def test_result_keeps_all_that_it_follows_from(sari, customer_a):
    commitment = june(sari, customer_a)
    tick(at=CLOSES_AT)
    result = Result.objects.get()
    assert (result.good_seconds, result.measured_seconds) == (2_588_400, JUNE_SECONDS)
    assert result.percent == "99.8611"
    assert result.parts == {
        "service": JUNE_SECONDS,
        "excluded": 0,
        "planned": 0,
        "down": 3_600,
        "partial": 0,
        "degraded": 0,
        "unknown": 0,
        "good": 2_588_400,
    }
    assert result.terms == commitment.terms
    assert (result.number, result.state) == (1, State.MISSED)
    assert (result.actor, result.reason, result.cause) == (None, "", {})
    assert (result.engine_version, len(result.calendar_hash)) == ("1", 64)
    assert result.data_revision == verdict().period_state.revision
    assert result.issued_at == CLOSES_AT


def test_weights_that_cut_a_second_are_frozen_exactly(sari, customer_a):
    june(sari, customer_a, minutes=0, degraded_ppm=333_333)
    outage(indicator(), "O-2", day(6, 12), 10, layer=4, at=JULY)
    tick(at=CLOSES_AT)
    result = Result.objects.get()
    assert result.good_ppm_seconds == JUNE_SECONDS * 1_000_000 - 3_333_330
    assert result.measured_ppm_seconds == JUNE_SECONDS * 1_000_000


def test_nothing_measured_is_frozen_as_no_data(sari, customer_a):
    silent = indicator()
    silent.is_fed = True
    silent.save()
    june(sari, customer_a, minutes=0)
    tick(at=CLOSES_AT)
    result = Result.objects.get()
    assert (result.state, result.percent, result.measured_ppm_seconds) == ("no_data", None, 0)


def test_grace_of_a_late_activation_runs_from_then(sari, customer_a):
    agreement = draft(sari, customer_a)
    version = write(agreement, [indicator()], sari, starts_on=dt.date(2026, 6, 1))
    activate(version=version, actor=sari, at=day(7, 20, 9, 45))
    tick(at=day(7, 20, 9, 45))
    assert verdict().closes_at == day(7, 24)
    assert tick(at=day(7, 24) - SECOND)["closed"] == 0
    assert tick(at=day(7, 24))["closed"] == 1


def test_fact_of_the_grace_is_in_what_is_issued(sari, customer_a):
    june(sari, customer_a)
    correct(45, sari, at=day(7, 3))
    tick(at=CLOSES_AT)
    assert Result.objects.get().good_seconds == 2_589_300


def test_period_whose_sums_failed_stays_open(sari, customer_a):
    june(sari, customer_a)
    PeriodState.objects.update(failed_at=JULY)
    assert close_due(at=CLOSES_AT) == 0
    PeriodState.objects.update(failed_at=None)
    assert close_due(at=CLOSES_AT) == 1


def test_period_with_facts_to_compute_waits_for_them(sari, customer_a):
    june(sari, customer_a)
    correct(45, sari, at=CLOSES_AT)
    assert close_due(at=CLOSES_AT) == 0
    tick(at=CLOSES_AT)
    assert Result.objects.get().good_seconds == 2_589_300


def test_frozen_row_is_never_changed_nor_deleted(sari, customer_a):
    closed_june(sari, customer_a)
    with pytest.raises(InternalError), transaction.atomic():
        Result.objects.update(state=State.MET)
    with pytest.raises(InternalError), transaction.atomic():
        Result.objects.get().delete()
    assert Result.objects.get().state == State.MISSED


# By hand ---------------------------------------------------------------------------------------


def test_manager_closes_before_the_grace_is_over(sari, customer_a):
    june(sari, customer_a)
    result = close_period(verdict=verdict(), actor=sari, reason=" Both agreed. ", at=JULY)
    assert (result.number, result.actor, result.reason) == (1, sari, "Both agreed.")
    assert verdict().closed_at == result.issued_at == JULY
    assert tick(at=CLOSES_AT)["closed"] == 0


def test_closing_twice_is_one_record(sari, ayu, customer_a):
    june(sari, customer_a)
    first = close_period(verdict=verdict(), actor=sari, reason="Agreed", at=JULY)
    again = close_period(verdict=verdict(), actor=ayu, reason="", at=day(7, 2))
    assert again == first
    assert Result.objects.get().actor == sari


def test_running_period_is_not_closed(sari, customer_a):
    june(sari, customer_a)
    running = Verdict.objects.get(period_label="month:2026-07-01")
    with pytest.raises(ClosingRefused) as refused:
        close_period(verdict=running, actor=sari, reason="Agreed", at=day(7, 3))
    assert refused.value.field == "period"
    assert Result.objects.count() == 0


def test_closing_by_hand_needs_a_reason(sari, customer_a):
    june(sari, customer_a)
    with pytest.raises(ClosingRefused) as refused:
        close_period(verdict=verdict(), actor=sari, reason="  ", at=day(7, 3))
    assert refused.value.field == "reason"
    assert Result.objects.count() == 0


def test_closing_by_hand_waits_for_the_last_facts(sari, customer_a):
    june(sari, customer_a)
    correct(45, sari, at=day(7, 3))
    with pytest.raises(ClosingRefused) as refused:
        close_period(verdict=verdict(), actor=sari, reason="Agreed", at=day(7, 3))
    assert refused.value.field == "period"
    tick(at=day(7, 3))
    result = close_period(verdict=verdict(), actor=sari, reason="Agreed", at=day(7, 3))
    assert result.good_seconds == 2_589_300


# Two at once -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_close_once(sari, customer_a):
    june(sari, customer_a)
    start, counts = threading.Barrier(2), []

    def work():
        try:
            start.wait()
            counts.append(close_due(at=CLOSES_AT))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(counts) == [0, 1]
    assert Result.objects.count() == 1
