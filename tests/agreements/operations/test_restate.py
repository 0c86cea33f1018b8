"""What comes late is written beside what was issued, which never changes."""

import datetime as dt

import pytest

from agreements.models import Breach, Result, State, Verdict
from agreements.operations.close_period import close_due
from agreements.operations.tick import tick
from slm.models import Fact, HoursVersion, Layer
from slm.operations.mark_dirty import mark_dirty
from slm.operations.record_outage import correct_outage, withdraw_outage
from tests.agreements.closing import (
    BEGAN_AT,
    CLOSES_AT,
    JUNE_SECONDS,
    closed_june,
    correct,
    day,
)
from tests.agreements.scenes import indicator, outage

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
