"""Schedules plan their reviews ahead, once, and tell what is overdue, once."""

import datetime as dt

import pytest

from brm.models import Interaction, ReviewSchedule
from brm.operations.plan_meeting import cancel_meeting
from brm.operations.plan_reviews import plan_reviews
from brm.operations.save_schedule import ScheduleRefused, end_schedule, save_schedule
from brm.operations.tell_due import tell_due
from brm.queries.reviews_due import reviews_due
from brm.tasks import run_plan_reviews, run_tell_due
from notices.models import Delivery, Notice
from notices.queries.wording import word
from tests.brm.meetings import (
    action_for,
    contact_of,
    held,
    limited_manager,
    local,
    make_contact,
    planned,
    released,
    schedule_of,
)
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def days():
    return list(Interaction.objects.order_by("due_on").values_list("due_on", flat=True))


@pytest.fixture
def schedule(rangga, customer_a):
    customer_a.manager = rangga
    customer_a.save()
    return schedule_of(customer_a, first_on=dt.date(2026, 11, 30))


def test_reviews_are_planned_ahead_and_once(schedule, rangga):
    assert [plan_reviews(at=NOW), plan_reviews(at=NOW), run_plan_reviews()] == [2, 0, 0]
    assert days() == [dt.date(2026, 11, 30), dt.date(2026, 12, 30)]
    first = Interaction.objects.earliest("due_on")
    assert (first.planned_at, first.chair, first.created_by) == (
        local(2026, 11, 30, 10),
        rangga,
        None,
    )


def test_who_came_last_is_asked_again(schedule, rangga, customer_a):
    rina = make_contact(customer_a, "Rina")
    held(rangga, customer_a, contacts=(rina,), on=NOW)

    plan_reviews(at=NOW)

    meeting = Interaction.objects.latest("due_on")
    assert {str(row) for row in meeting.participants.all()} == {"Rina", "Rangga Hubungan"}


def test_a_called_off_review_is_not_planned_again(schedule, rangga):
    plan_reviews(at=NOW)
    first = Interaction.objects.earliest("due_on")
    cancel_meeting(interaction=first, because="Holiday", actor=rangga, at=NOW)

    assert plan_reviews(at=NOW) == 0
    (due,) = reviews_due([schedule.customer_id], as_of=NOW)
    assert (due.due_on, due.days_left, due.is_overdue) == (dt.date(2026, 12, 30), 35, False)


def test_an_ended_schedule_plans_nothing_and_calls_off_what_was_planned(schedule, rangga):
    plan_reviews(at=NOW)
    with pytest.raises(ScheduleRefused):
        end_schedule(schedule=schedule, because=" ", on=NOW.date(), actor=rangga, at=NOW)
    end_schedule(schedule=schedule, because="They left", on=NOW.date(), actor=rangga, at=NOW)

    assert plan_reviews(at=NOW) == 0
    assert set(Interaction.objects.values_list("state", "cancelled_because")) == {
        ("cancelled", "They left")
    }
    assert reviews_due([schedule.customer_id], as_of=NOW) == []


def test_one_running_schedule_of_each_review(schedule, rangga, customer_a):
    second = ReviewSchedule(
        customer=customer_a,
        review_type="monthly",
        every_months=2,
        first_on=NOW.date(),
        starts_at_time=dt.time(9),
    )
    with pytest.raises(ScheduleRefused) as refused:
        save_schedule(schedule=second, actor=rangga, at=NOW)
    assert refused.value.field == "review_type"


def test_schedules_of_other_customers_are_refused(schedule, customer_b):
    nadia = limited_manager(customer_b)
    with pytest.raises(ScheduleRefused) as refused:
        save_schedule(schedule=schedule, actor=nadia, at=NOW)
    assert refused.value.field == "customer"


def test_due_counts_local_days_of_the_customer(schedule):
    # 30 November begins in Jakarta at 17:00 UTC of the 29th.
    last_second = dt.datetime(2026, 11, 30, 16, 59, 59, tzinfo=dt.UTC)
    (due,) = reviews_due([schedule.customer_id], as_of=last_second)
    (late,) = reviews_due([schedule.customer_id], as_of=last_second + dt.timedelta(seconds=1))
    assert [(due.days_left, due.is_overdue), (late.days_left, late.is_overdue)] == [
        (0, False),
        (-1, True),
    ]


def test_a_held_review_moves_the_next_day_on(schedule, rangga, customer_a):
    meeting = held(rangga, customer_a, on=NOW)
    (due,) = reviews_due([customer_a.pk], as_of=NOW)
    assert (meeting.due_on, due.due_on) == (dt.date(2026, 11, 30), dt.date(2026, 12, 30))
    assert due.last_held_at == NOW


def test_an_overdue_review_is_told_once_for_each_day(schedule, rangga):
    late = local(2026, 12, 2)
    assert [tell_due(at=NOW), tell_due(at=late), tell_due(at=late)] == [0, 1, 0]
    assert run_tell_due() == 0
    notice = Notice.objects.get(kind="brm.review_overdue")
    assert {row.user for row in Delivery.objects.filter(notice=notice)} == {rangga}
    assert word(notice).title.startswith("Dinas Contoh: review was due on")
    assert "Plan one" in word(notice).body


def test_an_action_is_told_before_its_day_and_when_it_is_late(rangga, oka, customer_a):
    customer_a.manager = rangga
    customer_a.save()
    action_for(rangga, customer_a, staff_owner=oka, due_on=dt.date(2026, 11, 28))
    told = [tell_due(at=at) for at in (NOW - dt.timedelta(days=1), NOW, NOW, local(2026, 11, 29))]

    assert told == [0, 1, 0, 1]
    recipients = {
        row.notice.level: row.user.name for row in Delivery.objects.filter(channel="bell", user=oka)
    }
    assert recipients == {"due": "Oka Pemilik", "overdue": "Oka Pemilik"}
    assert Delivery.objects.filter(user=rangga).values("notice").distinct().count() == 1


def test_a_contact_is_told_only_of_what_was_shared(rangga, alia, customer_a):
    contact = contact_of(alia, customer_a)
    action_for(rangga, customer_a, contact=contact, due_on=NOW.date())
    assert tell_due(at=NOW) == 0
    action_for(
        rangga,
        customer_a,
        contact=contact,
        due_on=NOW.date(),
        interaction=released(rangga, customer_a),
    )
    assert tell_due(at=NOW) == 1
    assert Notice.objects.get(kind="brm.action_due").url == "/my/actions/AC-0002/done/"


def test_a_review_planned_late_is_overdue_all_the_same(schedule, rangga, customer_a):
    planned(rangga, customer_a, planned_at=local(2026, 12, 10))
    (due,) = reviews_due([customer_a.pk], as_of=local(2026, 12, 2))
    assert (due.due_on, due.is_overdue, due.meeting.code) == (
        dt.date(2026, 11, 30),
        True,
        "MT-0001",
    )
