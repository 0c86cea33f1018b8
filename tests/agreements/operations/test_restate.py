"""What comes late is written beside what was issued, which never changes."""

import datetime as dt

import pytest

from agreements.models import Breach, Result, State, Verdict
from agreements.operations.close_period import close_due
from agreements.operations.tick import tick
from common.db.instants import to_seconds
from notices.models import Notice, Severity
from slm.models import Fact, HoursVersion, Layer, Slice
from slm.models import State as SampleState
from slm.operations.decide_exclusion import approve_exclusion, refuse_exclusion
from slm.operations.decide_maintenance import approve_maintenance, cancel_maintenance
from slm.operations.ingest_samples import ingest_samples
from slm.operations.mark_dirty import mark_dirty
from slm.operations.record_outage import correct_outage, withdraw_outage
from slm.operations.write_protections import Part
from tests.agreements.closing import (
    BEGAN_AT,
    CLOSES_AT,
    JUNE_SECONDS,
    closed_june,
    correct,
    day,
)
from tests.agreements.scenes import indicator, outage
from tests.slm.protections import plan, propose

pytestmark = pytest.mark.django_db
LATER = day(7, 20)


def figures():
    return list(
        Result.objects.order_by("number").values_list(
            "number", "state", "good_ppm_seconds", "measured_ppm_seconds"
        )
    )


ISSUED = (1, "missed", 2_588_400_000_000, JUNE_SECONDS * 1_000_000)


def test_correction_in_july_restates_june_beside_what_was_issued(sari, oka, customer_a):
    """T26: 60 minutes were issued, 45 are right: 99.861111 % stays, 99.895833 % stands beside."""
    verdict = closed_june(sari, customer_a)
    before = Result.objects.values().get()
    correct(45, oka, at=LATER, why="Clock of the tool was wrong")
    tick(at=LATER)
    issued, restated = Result.objects.order_by("number")
    assert Result.objects.values().get(number=1) == before
    assert (issued.good_seconds, issued.measured_seconds) == (2_588_400, JUNE_SECONDS)
    assert (restated.good_seconds, restated.measured_seconds) == (2_589_300, JUNE_SECONDS)
    assert [row.level.good * 10**8 // row.level.measured for row in (issued, restated)] == [
        99_861_111,
        99_895_833,
    ]
    assert (restated.number, restated.state, issued.state) == (2, State.MET, State.MISSED)
    assert (restated.actor, restated.reason) == (oka, "Clock of the tool was wrong")
    assert restated.cause == {
        "kind": "corrected",
        "fact": "O-1",
        "of": "outage",
        "received_at": LATER.astimezone(dt.UTC).isoformat(),
    }
    verdict.refresh_from_db()
    assert (verdict.closed_at, verdict.restated_at) == (CLOSES_AT, LATER)


def test_judging_a_closed_period_again_is_the_identical_record(sari, customer_a):
    """Law 6."""
    verdict = closed_june(sari, customer_a)
    kept = ["state", "is_close", "breaches_at", "next_check_at", "closed_at", "restated_at"]
    before = Verdict.objects.values(*kept).get(pk=verdict.pk), list(Result.objects.values())
    for hours in (1, 2):
        mark_dirty(indicators=[indicator()], from_at=day(6, 1), to_at=day(7, 1), at=LATER)
        assert tick(at=LATER + dt.timedelta(hours=hours))["judged"] > 0
    after = Verdict.objects.values(*kept).get(pk=verdict.pk), list(Result.objects.values())
    assert after == before
    assert close_due(at=LATER) == 0


def test_correction_without_effect_on_the_period_restates_nothing(sari, customer_a):
    closed_june(sari, customer_a)
    outage(indicator(), "O-2", BEGAN_AT + dt.timedelta(minutes=10), 60, at=LATER)
    outage(indicator(), "O-3", day(7, 2), 60, at=LATER)
    tick(at=LATER)
    assert figures() == [ISSUED]


def test_withdrawn_outage_withdraws_the_breach_too(sari, oka, customer_a):
    closed_june(sari, customer_a)
    assert Breach.objects.get().step == Breach.Step.OPEN
    fact = Fact.objects.get(external_id="O-1")
    withdraw_outage(fact=fact, change_reason="Probe fault", actor=oka, at=LATER)
    tick(at=LATER)
    restated = Result.objects.get(number=2)
    assert (restated.state, restated.percent) == (State.MET, "100.0000")
    assert (restated.cause["kind"], restated.reason, restated.actor) == (
        "withdrawn",
        "Probe fault",
        oka,
    )
    assert Breach.objects.get().step == Breach.Step.WITHDRAWN


def test_late_outage_opens_a_breach_and_restates(sari, customer_a):
    closed_june(sari, customer_a, minutes=45)
    assert (Result.objects.get().state, Breach.objects.count()) == (State.MET, 0)
    outage(indicator(), "O-2", day(6, 20), 900, at=LATER)
    tick(at=LATER)
    restated = Result.objects.get(number=2)
    assert (restated.state, restated.good_seconds) == (State.MISSED, 2_588_400)
    assert (restated.cause["kind"], restated.cause["fact"], restated.reason) == ("late", "O-2", "")
    assert Breach.objects.get().step == Breach.Step.OPEN


def test_each_correction_is_a_further_number_and_back_again_is_one_too(sari, oka, customer_a):
    closed_june(sari, customer_a)
    for index, minutes in enumerate((45, 50, 60)):
        at = LATER + dt.timedelta(days=index)
        correct(minutes, oka, at=at)
        tick(at=at)
    assert [(row[0], row[2]) for row in figures()] == [
        (1, 2_588_400_000_000),
        (2, 2_589_300_000_000),
        (3, 2_589_000_000_000),
        (4, 2_588_400_000_000),
    ]


def test_several_facts_are_counted_and_nobody_is_named(sari, oka, customer_a):
    closed_june(sari, customer_a)
    correct(45, oka, at=LATER)
    outage(indicator(), "O-2", day(6, 20), 60, at=LATER)
    outage(indicator(), "O-3", day(5, 20), 60, at=LATER)  # May is no part of it
    tick(at=LATER)
    restated = Result.objects.get(number=2)
    assert restated.cause == {"kind": "facts", "count": 2}
    assert (restated.reason, restated.actor) == ("", None)


def test_outage_moved_out_of_the_period_is_the_cause(sari, oka, customer_a):
    closed_june(sari, customer_a)
    correct_outage(
        fact=Fact.objects.get(external_id="O-1"),
        start_at=day(7, 10),
        end_at=day(7, 10, 1),
        layer=Layer.DOWN,
        reason="",
        change_reason="It was July",
        actor=oka,
        at=LATER,
    )
    tick(at=LATER)
    restated = Result.objects.get(number=2)
    assert (restated.percent, restated.reason) == ("100.0000", "It was July")


def test_changed_hours_are_named(sari, customer_a):
    closed_june(sari, customer_a)
    HoursVersion.objects.update(weekly=[[n, "00:00", "12:00"] for n in range(7)])
    mark_dirty(indicators=[indicator()], from_at=day(6, 1), to_at=day(7, 1), at=LATER)
    tick(at=LATER)
    restated = Result.objects.get(number=2)
    assert restated.cause == {"kind": "hours"}
    assert restated.measured_seconds == JUNE_SECONDS // 2


def test_terms_without_late_correction_leave_what_was_issued(sari, oka, customer_a):
    verdict = closed_june(sari, customer_a)
    commitment = verdict.commitment
    commitment.terms["late_correction"] = "none"
    commitment.save()
    correct(45, oka, at=LATER)
    tick(at=LATER)
    verdict.refresh_from_db()
    assert figures() == [ISSUED]
    assert (verdict.state, verdict.next_check_at) == (State.MISSED, None)
    assert Breach.objects.get().step == Breach.Step.OPEN


def test_exclusion_approved_late_is_named_as_what_it_is(sari, oka, customer_a):
    closed_june(sari, customer_a)
    row = propose(
        indicator(),
        BEGAN_AT,
        BEGAN_AT + dt.timedelta(minutes=30),
        actor=oka,
        evidence="Minutes",
        at=LATER,
    )
    tick(at=LATER)
    assert figures() == [ISSUED]
    approve_exclusion(exclusion=row, decision_reason="Their switch", actor=sari, at=LATER)
    tick(at=LATER)
    restated = Result.objects.get(number=2)
    assert (restated.cause["kind"], restated.cause["of"], restated.cause["fact"]) == (
        "approved",
        "exclusion",
        "X-0001",
    )
    assert (restated.reason, restated.actor) == ("Their switch", sari)
    later = LATER + dt.timedelta(days=1)
    refuse_exclusion(exclusion=row, decision_reason="Seen again", actor=sari, at=later)
    tick(at=later)
    assert Result.objects.get(number=3).cause["kind"] == "lapsed"


def test_maintenance_of_several_parts_is_one_cause_and_what_waits_is_none(sari, oka, customer_a):
    closed_june(sari, customer_a)
    service = indicator().service
    parts = [Part(service), Part(service, Slice.objects.create(service=service, code="SBY"))]
    end_at = BEGAN_AT + dt.timedelta(minutes=30)
    late = {"announced_at": None, "actor": oka, "at": LATER, "parts": parts}
    row = plan(indicator(), BEGAN_AT, end_at, **late)
    plan(indicator(), BEGAN_AT, end_at, **late, title="Waits")
    approve_maintenance(maintenance=row, decision_reason="They agreed", actor=sari, at=LATER)
    tick(at=LATER)
    restated = Result.objects.get(number=2)
    assert (restated.cause["kind"], restated.cause["of"], restated.cause["fact"]) == (
        "approved",
        "maintenance",
        "M-0001",
    )
    later = LATER + dt.timedelta(days=1)
    cancel_maintenance(maintenance=row, change_reason="Never was", actor=oka, at=later)
    tick(at=later)
    assert Result.objects.get(number=3).cause["kind"] == "withdrawn"


def test_samples_that_came_late_are_named(sari, customer_a):
    of = indicator()
    of.is_fed, of.max_gap_seconds = True, 600
    of.save()
    ingest(of, [(minute, "up") for minute in range(0, 60, 10)], at=day(6, 10, 12))
    closed_june(sari, customer_a, minutes=0)
    issued = Result.objects.get()
    assert issued.measured_seconds == 3_600
    ingest(of, [(minute, "down") for minute in range(60, 70, 10)], at=LATER)
    tick(at=LATER)
    restated = Result.objects.get(number=2)
    assert (restated.cause, restated.measured_seconds) == ({"kind": "samples"}, 4_200)


def ingest(of, samples, *, at):
    """States of the minutes after ten on 10 June."""
    codes = {"up": SampleState.UP, "down": SampleState.DOWN}
    ingest_samples(
        indicator=of,
        source=of.source,
        instants=[to_seconds(BEGAN_AT) + minute * 60 for minute, _state in samples],
        states=[codes[state] for _minute, state in samples],
        at=at,
    )


def restatements():
    rows = Notice.objects.filter(kind="agreements.restated").order_by("episode")
    return [
        (
            row.episode,
            row.severity,
            row.facts["before_state"],
            row.facts["after_state"],
            row.facts["before_percent"],
            row.facts["after_percent"],
        )
        for row in rows
    ]


def test_each_restatement_is_told_once_and_louder_where_the_word_changed(sari, oka, customer_a):
    verdict = closed_june(sari, customer_a)
    correct(50, oka, at=LATER)
    for hours in range(3):
        mark_dirty(indicators=[indicator()], from_at=day(6, 1), to_at=day(7, 1), at=LATER)
        tick(at=LATER + dt.timedelta(hours=hours))
    later = LATER + dt.timedelta(days=1)
    correct(45, oka, at=later)
    tick(at=later)
    assert restatements() == [
        (2, Severity.WARNING, "missed", "met", "99.8611", "99.8842"),
        (3, Severity.INFO, "met", "met", "99.8842", "99.8958"),
    ]
    notice = Notice.objects.get(kind="agreements.restated", episode=2)
    assert notice.url == f"{verdict.commitment.get_absolute_url()}?at=2026-06-01"
    assert notice.scope == [customer_a.pk]
    assert {row.user for row in notice.deliveries.all()} == {sari}
