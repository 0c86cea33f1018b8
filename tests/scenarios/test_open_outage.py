"""An outage is reported late and breaks a promise: figures follow, each thing is told once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from agreements.models import Breach, State, Verdict
from agreements.operations.activate import activate
from agreements.operations.tick import tick
from agreements.queries.figures import figures_of
from notices.models import Delivery, Notice
from notices.models.facts import unpack
from slm.operations.record_outage import correct_outage, end_outage, record_outage, withdraw_outage
from slm.operations.save_hours_version import save_hours_version
from tests.cast import NOW
from tests.scenarios.building import make_agreement, make_hours, make_indicator, make_source

SECOND = dt.timedelta(seconds=1)
# November 2026 has 2 592 000 s; 99.5 % of them allow 12 960 s.
ALLOWED_SECONDS = 12_960


@pytest.fixture
def payroll(db):
    return make_indicator("PAYROLL")


@pytest.fixture
def tool(db):
    return make_source("TOOL")


@pytest.fixture
def promise(customer_a, sari, payroll):
    """99.5 % a month, round the clock in UTC, in force since October."""
    version = make_agreement(
        "SLA-0002",
        [customer_a],
        hours=make_hours("ALWAYS"),
        start_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC),
    )
    (commitment,) = activate(version=version, actor=sari, at=NOW)
    tick(at=NOW)
    return commitment


def current_verdict() -> Verdict:
    return Verdict.objects.select_related("commitment__measure", "period_state").latest(
        "period_start_at"
    )


def current_figures(at=NOW):
    verdict = current_verdict()
    return figures_of([verdict], at=at)[verdict.pk]


def declare(tool, payroll, at, **fields):
    return record_outage(source=tool, external_id="INC-1", service=payroll.service, at=at, **fields)


def test_late_outage_changes_the_current_figure_within_one_tick(promise, tool, payroll):
    assert current_figures().level.bad == 0
    start = dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC)
    declare(tool, payroll, NOW, start_at=start, end_at=start + 600 * SECOND)
    tick(at=NOW + 5 * SECOND)
    assert current_figures(NOW + 5 * SECOND).level.bad == 600


def test_late_outage_changes_a_period_that_is_over(promise, tool, payroll):
    start = dt.datetime(2026, 10, 3, 9, tzinfo=dt.UTC)
    declare(tool, payroll, NOW, start_at=start, end_at=start + 60 * SECOND)
    tick(at=NOW + 5 * SECOND)
    october, november = Verdict.objects.select_related(
        "commitment__measure", "period_state"
    ).order_by("period_start_at")
    figures = figures_of([october, november], at=NOW + 5 * SECOND)
    assert [figures[v.pk].level.bad for v in (october, november)] == [60, 0]


def test_open_outage_is_told_once_with_the_exact_instant(promise, tool, payroll):
    declare(tool, payroll, NOW, start_at=NOW)
    for step in range(5):
        tick(at=NOW + (1 + 5 * step) * SECOND)
    notice = Notice.objects.get()
    assert notice.kind == "agreements.at_risk"
    runs_out_at = NOW + (ALLOWED_SECONDS + 1) * SECOND
    assert unpack(notice.facts)["breaches_at"] == runs_out_at
    assert current_verdict().state == State.AT_RISK
    assert Breach.objects.count() == 0


def test_open_outage_breaches_at_the_first_second_above_the_budget(promise, tool, payroll):
    declare(tool, payroll, NOW, start_at=NOW)
    tick(at=NOW + ALLOWED_SECONDS * SECOND)
    assert Breach.objects.count() == 0
    tick(at=NOW + (ALLOWED_SECONDS + 1) * SECOND)
    breach = Breach.objects.get()
    assert breach.breached_at == NOW + (ALLOWED_SECONDS + 1) * SECOND
    assert Notice.objects.filter(kind="agreements.breach").count() == 1


def test_figures_grow_with_an_open_outage_without_touching_a_row(
    promise, tool, payroll, django_assert_num_queries
):
    declare(tool, payroll, NOW, start_at=NOW)
    tick(at=NOW + SECOND)
    verdict = current_verdict()
    with django_assert_num_queries(2):
        later = figures_of([verdict], at=NOW + 1_000 * SECOND)[verdict.pk]
    assert later.level.bad == 1_000


def test_withdrawn_outage_withdraws_its_breach(promise, tool, payroll, sari):
    start = dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC)
    fact = declare(tool, payroll, NOW, start_at=start, end_at=start + 20_000 * SECOND)
    tick(at=NOW + SECOND)
    assert Breach.objects.get().step == Breach.Step.OPEN
    withdraw_outage(fact=fact, change_reason="Another service", actor=sari, at=NOW + 2 * SECOND)
    tick(at=NOW + 3 * SECOND)
    assert Breach.objects.get().step == Breach.Step.WITHDRAWN
    assert current_figures(NOW + 3 * SECOND).level.bad == 0
    assert sorted(Notice.objects.values_list("kind", flat=True)) == [
        "agreements.breach",
        "agreements.breach_withdrawn",
    ]


def test_a_holiday_added_later_moves_the_figures_and_repeats_no_alert(promise, tool, payroll, sari):
    """What was broken stays broken by another second, and nobody is told again."""
    start = dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC)
    declare(tool, payroll, NOW, start_at=start, end_at=start + 20_000 * SECOND)
    tick(at=NOW + SECOND)
    service = current_figures(NOW + SECOND).whole.service
    told = list(Notice.objects.values_list("kind", "episode"))
    hours = promise.measure.hours
    save_hours_version(
        hours=hours,
        valid_from=dt.datetime(2026, 11, 26, tzinfo=dt.UTC),
        weekly=[[day, "00:00", "24:00"] for day in range(7)],
        closed_days={"2026-11-30": "Company day"},
        actor=sari,
        at=NOW + 2 * SECOND,
    )
    tick(at=NOW + 3 * SECOND)
    assert service - current_figures(NOW + 3 * SECOND).whole.service == 86_400
    assert list(Notice.objects.values_list("kind", "episode")) == told
    assert Breach.objects.get().step == Breach.Step.OPEN


def test_corrected_outage_moves_the_breach_and_tells_nothing_new(promise, tool, payroll, sari):
    start = dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC)
    fact = declare(tool, payroll, NOW, start_at=start, end_at=start + 20_000 * SECOND)
    tick(at=NOW + SECOND)
    correct_outage(
        fact=fact,
        start_at=start + 60 * SECOND,
        end_at=fact.end_at,
        layer=fact.layer,
        reason="",
        change_reason="The log of the switch",
        actor=sari,
        at=NOW + 2 * SECOND,
    )
    tick(at=NOW + 3 * SECOND)
    breach = Breach.objects.get()
    assert breach.breached_at == start + (60 + ALLOWED_SECONDS + 1) * SECOND
    assert Notice.objects.count() == 1


def test_outage_said_twice_is_one(promise, tool, payroll):
    first = declare(tool, payroll, NOW, start_at=NOW)
    again = declare(tool, payroll, NOW + SECOND, start_at=NOW)
    assert (again.pk, again.version_number) == (first.pk, 1)


def test_ended_outage_ends_the_risk(promise, tool, payroll, sari):
    fact = declare(tool, payroll, NOW, start_at=NOW)
    tick(at=NOW + SECOND)
    end_outage(fact=fact, end_at=NOW + 60 * SECOND, actor=sari, at=NOW + 60 * SECOND)
    tick(at=NOW + 61 * SECOND)
    verdict = current_verdict()
    assert verdict.breaches_at is None
    assert current_figures(NOW + 61 * SECOND).level.bad == 60


@pytest.mark.django_db(transaction=True)
def test_many_workers_tell_once(promise, tool, payroll, sari):
    declare(tool, payroll, NOW, start_at=NOW - 20_000 * SECOND)

    def work(step: int) -> None:
        try:
            tick(at=NOW + (1 + step) * SECOND)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as workers:
        list(workers.map(work, range(24)))
    assert Notice.objects.count() == 1
    assert Breach.objects.get().breached_at == NOW - (20_000 - ALLOWED_SECONDS - 1) * SECOND
    assert Delivery.objects.filter(notice__kind="agreements.breach", user=sari).count() > 0
