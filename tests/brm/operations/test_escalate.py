"""Complaints climb by themselves: on time, once, to the right people, whoever runs it."""

import contextlib
import datetime as dt
import random
import threading

import pytest
from django.db import connection

from brm.models import Deputy, Escalation, Feedback
from brm.operations import escalate
from brm.operations.escalate import escalate_by_hand, escalate_due
from brm.operations.handle_feedback import acknowledge_feedback, resolve_feedback
from brm.operations.record_word import say_word
from brm.operations.save_ladder import (
    LadderRefused,
    WantedLevel,
    name_deputy,
    remove_ladder,
    save_due_time,
    save_ladder,
)
from brm.operations.take_feedback_step import FeedbackRefused
from brm.tasks import run_tend_feedback
from notices.models import Delivery, Notice
from slm.models import ServiceHours
from slm.operations.save_hours_version import save_hours_version
from tests.brm.factories import make_customer
from tests.brm.feedback import DAY, HOUR, make_ladder, resolved, tell
from tests.cast import NOW


def after(hours: float) -> dt.datetime:
    return NOW + dt.timedelta(hours=hours)


@pytest.fixture(autouse=True)
def _manager(customer_a, rangga):
    customer_a.manager = rangga
    customer_a.save()


def climbed(feedback) -> list[tuple[int, int]]:
    return list(feedback.escalations.values_list("episode", "level"))


def told() -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(notice__kind="brm.escalation", channel="bell")
    return sorted((row.notice.level, row.user.email) for row in rows)


def test_complaint_climbs_level_by_level(customer_a, rangga, sari):
    make_ladder(rangga)
    feedback = tell(customer_a, sari)

    assert feedback.escalates_at == after(1)
    assert [escalate_due(at=after(hours)) for hours in (0.99, 1, 1, 23.9, 24, 500)] == [
        0,
        1,
        0,
        0,
        1,
        0,
    ]
    assert climbed(feedback) == [(1, 1), (1, 2)]
    assert told() == [("level-1", "rangga@example.org"), ("level-2", "sari@example.org")]
    feedback.refresh_from_db()
    assert feedback.escalates_at is None


def test_worker_that_was_away_climbs_every_level_that_is_due(customer_a, rangga, sari):
    make_ladder(rangga)
    feedback = tell(customer_a, sari)

    assert escalate_due(at=after(30)) == 2
    rows = feedback.escalations.values_list("due_at", "escalated_at")
    assert list(rows) == [(after(1), after(30)), (after(24), after(30))]


def test_acknowledging_stops_the_level_that_says_so(customer_a, rangga, sari):
    make_ladder(rangga)
    feedback = tell(customer_a, sari)

    acknowledged = acknowledge_feedback(feedback=feedback, actor=rangga, at=after(0.5))

    assert acknowledged.escalates_at == after(24)
    assert escalate_due(at=after(25)) == 1
    assert climbed(feedback) == [(1, 2)]


def test_resolving_stops_it_and_a_no_begins_it_anew(customer_a, rangga, alia):
    make_ladder(rangga)
    feedback = resolved(customer_a, rangga)
    assert escalate_due(at=after(100)) == 0

    say_word(feedback=feedback, said="no", words="Still.", actor=alia, at=after(100))

    assert escalate_due(at=after(100.9)) == 0
    assert escalate_due(at=after(101)) == 1
    assert climbed(feedback) == [(2, 1)]


def test_second_episode_climbs_the_same_levels_again(customer_a, rangga, alia):
    make_ladder(rangga)
    feedback = tell(customer_a, rangga)
    escalate_due(at=after(2))
    acknowledge_feedback(feedback=feedback, actor=rangga, at=after(2))
    resolve_feedback(feedback=feedback, resolution="x", actor=rangga, at=after(3))
    say_word(feedback=feedback, said="no", words="No.", actor=alia, at=after(4))

    escalate_due(at=after(30))

    assert climbed(feedback) == [(1, 1), (2, 1), (2, 2)]
    assert len([level for level, _who in told() if level == "level-1"]) == 2


def test_only_complaints_climb(customer_a, rangga, sari):
    make_ladder(rangga)
    compliment = tell(customer_a, sari, kind="compliment")

    assert compliment.escalates_at is None
    assert escalate_due(at=after(100)) == 0


def test_own_ladder_holds_for_the_units_below(customer_a, customer_b, rangga, sari):
    make_ladder(rangga)
    make_ladder(rangga, WantedLevel(2 * HOUR, "manager"), customer=customer_a)
    unit = make_customer("LOKET", customer_a)

    assert tell(unit, sari).escalates_at == after(2)
    assert tell(customer_b, sari).escalates_at == after(1)


def test_changed_ladder_holds_for_open_complaints(customer_a, rangga, sari):
    make_ladder(rangga)
    feedback = tell(customer_a, sari)
    own = make_ladder(rangga, WantedLevel(3 * HOUR, "manager"), customer=customer_a)
    feedback.refresh_from_db()
    assert feedback.escalates_at == after(3)

    remove_ladder(ladder=own, actor=rangga, at=NOW)

    feedback.refresh_from_db()
    assert feedback.escalates_at == after(1)


def test_time_runs_in_service_hours(customer_a, rangga, sari):
    hours = ServiceHours.objects.create(code="OFFICE", name="Office", zone="Asia/Jakarta")
    save_hours_version(
        hours=hours,
        valid_from=NOW - dt.timedelta(days=400),
        weekly=[[day, "08:00", "16:00"] for day in range(5)],
        country="",
        subdivision="",
        closed_days={},
        special_days={},
        actor=sari,
        at=NOW,
    )
    make_ladder(rangga, WantedLevel(8 * HOUR, "manager"), hours="OFFICE")

    # Wednesday 09:41: 6 h 19 min are left of the day, the rest is Thursday's.
    assert tell(customer_a, sari).escalates_at == dt.datetime(2026, 11, 26, 2, 41, tzinfo=dt.UTC)


def test_deputy_stands_in_for_the_manager(customer_a, rangga, sari, oka):
    make_ladder(rangga, WantedLevel(HOUR, "deputy"), WantedLevel(2 * HOUR, "person", person=oka))
    name_deputy(manager=rangga, deputy=sari, actor=rangga, at=NOW)
    tell(customer_a, sari)

    escalate_due(at=after(3))

    assert told() == [("level-1", "sari@example.org"), ("level-2", "oka@example.org")]
    name_deputy(manager=rangga, deputy=None, actor=rangga, at=NOW)
    assert not Deputy.objects.exists()


def test_nobody_climbs_into_an_empty_room(customer_b, rangga, sari):
    """Customer B has no manager: those who manage relationships are told."""
    make_ladder(rangga)
    feedback = tell(customer_b, sari)

    escalate_due(at=after(1))

    assert feedback.escalations.get().told == ["Rangga Hubungan"]


def test_by_hand_it_climbs_before_its_time(customer_a, rangga, sari):
    make_ladder(rangga)
    feedback = tell(customer_a, sari)
    escalate_by_hand(feedback=feedback, reason="The minister called", actor=sari, at=after(0.1))
    escalate_by_hand(feedback=feedback, reason="Again", actor=sari, at=after(0.2))

    with pytest.raises(FeedbackRefused, match="no higher level"):
        escalate_by_hand(feedback=feedback, reason="Once more", actor=sari, at=after(0.3))
    assert escalate_due(at=after(100)) == 0
    assert climbed(feedback) == [(1, 1), (1, 2)]


def test_by_hand_says_why(customer_a, rangga, sari, tirta):
    make_ladder(rangga)
    feedback = tell(customer_a, sari)

    with pytest.raises(FeedbackRefused) as refused:
        escalate_by_hand(feedback=feedback, reason=" ", actor=sari, at=NOW)
    assert refused.value.field == "reason"
    with pytest.raises(FeedbackRefused, match="may not answer"):
        escalate_by_hand(feedback=feedback, reason="x", actor=tirta, at=NOW)


def test_one_that_fails_does_not_hold_up_the_others(customer_a, rangga, sari, monkeypatch):
    make_ladder(rangga)
    bad, good = tell(customer_a, sari), tell(customer_a, sari)
    real = escalate.people_of_level

    def broken(level, feedback):
        if feedback.pk == bad.pk:
            raise RuntimeError("torn")
        return real(level, feedback)

    monkeypatch.setattr(escalate, "people_of_level", broken)

    assert escalate_due(at=after(1)) == 1
    assert (climbed(bad), climbed(good)) == ([], [(1, 1)])
    monkeypatch.undo()
    assert escalate_due(at=after(1)) == 1


@pytest.mark.parametrize("seed", range(4))
def test_killed_and_run_again_at_random_it_climbs_each_level_once(
    customer_a, rangga, sari, alia, monkeypatch, seed
):
    """A worker killed anywhere, late or twice ends where one that was never hurt ends."""
    dice = random.Random(seed)
    make_ladder(
        rangga,
        WantedLevel(HOUR, "manager", stop="acknowledged"),
        WantedLevel(5 * HOUR, "manager"),
        WantedLevel(9 * HOUR, "role", role="service_level_manager"),
        WantedLevel(2 * DAY, "role", role="service_owner"),
    )
    rows = [tell(customer_a, sari, at=after(dice.random() * 6)) for _ in range(5)]
    real = escalate.tell_of_escalation

    class Killed(BaseException):
        """Nothing catches it, as nothing catches a kill."""

    def shaky(**said):
        if dice.random() < 0.5:
            raise Killed
        real(**said)
        if dice.random() < 0.3:
            raise Killed

    monkeypatch.setattr(escalate, "tell_of_escalation", shaky)
    for hour in range(7, 60, 3):
        for _attempt in range(dice.randint(1, 3)):
            with contextlib.suppress(Killed):
                escalate_due(at=after(hour))
    monkeypatch.setattr(escalate, "tell_of_escalation", real)
    escalate_due(at=after(60))
    escalate_due(at=after(60))

    assert {row.pk: climbed(row) for row in rows} == {
        row.pk: [(1, 1), (1, 2), (1, 3), (1, 4)] for row in rows
    }
    assert Notice.objects.filter(kind="brm.escalation").count() == 20
    assert not Feedback.objects.exclude(escalates_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_climb_each_level_once(customer_a, rangga, sari):
    make_ladder(rangga)
    rows = [tell(customer_a, sari) for _ in range(8)]
    gate = threading.Barrier(4)
    counts = []

    def work():
        gate.wait()
        try:
            counts.append(escalate_due(at=after(30)))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(counts) + escalate_due(at=after(30)) == 16
    assert Escalation.objects.count() == 16
    assert {row.pk: climbed(row) for row in rows} == {row.pk: [(1, 1), (1, 2)] for row in rows}


def test_task_reads_the_clock(customer_a, rangga, sari, time_machine):
    make_ladder(rangga)
    feedback = tell(customer_a, sari)
    time_machine.move_to(after(2), tick=False)

    assert run_tend_feedback() == {"escalated": 1, "reminded": 0}
    assert run_tend_feedback() == {"escalated": 0, "reminded": 0}
    assert climbed(feedback) == [(1, 1)]


@pytest.mark.parametrize(
    ("levels", "field"),
    [
        ([], None),
        ([WantedLevel(0, "manager")], "after_1"),
        ([WantedLevel(HOUR, "manager"), WantedLevel(HOUR, "manager")], "after_2"),
        ([WantedLevel(HOUR, "person")], "person_1"),
        ([WantedLevel(HOUR, "role")], "role_1"),
        ([WantedLevel(n * HOUR, "manager") for n in range(1, 11)], None),
    ],
)
def test_ladder_is_refused_at_its_line(rangga, levels, field):
    with pytest.raises(LadderRefused) as refused:
        save_ladder(customer=None, hours="", levels=levels, actor=rangga, at=NOW)

    assert refused.value.field == field


def test_ladder_of_everybody_is_for_who_manages_everybody(customer_a, sari, rangga):
    with pytest.raises(LadderRefused, match="may not change"):
        make_ladder(sari)
    with pytest.raises(LadderRefused, match="not known"):
        make_ladder(rangga, hours="NEVER")


def test_due_time_holds_for_what_comes_later(customer_a, rangga, sari):
    before = tell(customer_a, sari)
    save_due_time(
        severity="medium",
        acknowledge_seconds=HOUR,
        resolve_seconds=2 * HOUR,
        hours="",
        actor=rangga,
        at=NOW,
    )

    assert tell(customer_a, sari).resolve_by_at == after(2)
    assert before.resolve_by_at == NOW + dt.timedelta(days=7)
    with pytest.raises(LadderRefused) as refused:
        save_due_time(
            severity="low",
            acknowledge_seconds=2 * HOUR,
            resolve_seconds=HOUR,
            hours="",
            actor=rangga,
            at=NOW,
        )
    assert refused.value.field == "resolve"
