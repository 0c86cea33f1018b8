"""A meeting is held: who came, what it found open, who is told."""

import datetime as dt

import pytest

from brm.models import Carried
from brm.operations.hold_meeting import hold_meeting
from brm.operations.keep_action import close_action
from brm.operations.plan_meeting import MeetingRefused
from brm.signals import meeting_held
from tests.brm.meetings import action_for, held, make_contact, planned
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def hold(meeting, actor, **fields):
    came = set(meeting.participants.values_list("pk", flat=True))
    return hold_meeting(
        interaction=meeting,
        actor=actor,
        **({"held_at": NOW, "came": came, "at": NOW} | fields),
    )


def test_who_came_is_kept_and_followers_are_told(rangga, customer_a):
    rina, dodi = make_contact(customer_a, "Rina"), make_contact(customer_a, "Dodi")
    meeting = planned(rangga, customer_a, contacts=(rina, dodi))
    came = meeting.participants.exclude(contact=dodi).values_list("pk", flat=True)
    heard = []

    def hear(sender, **facts):
        heard.append(facts)

    meeting_held.connect(hear)
    try:
        hold(meeting, rangga, came=set(came), outcome_rating=4, outcome_words=" good ")
    finally:
        meeting_held.disconnect(hear)

    assert {str(row): row.attended for row in meeting.participants.all()} == {
        "Rangga Hubungan": True,
        "Rina": True,
        "Dodi": False,
    }
    (facts,) = heard
    assert (facts["contacts"], facts["customers"], facts["at"]) == ([rina], [customer_a], NOW)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.outcome_rating, meeting.outcome_words) == ("held", 4, "good")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"held_at": NOW + dt.timedelta(minutes=1)}, "held_at"),
        ({"came": set()}, "came"),
        ({"outcome_rating": 6}, "outcome_rating"),
    ],
)
def test_what_cannot_be_is_refused(rangga, customer_a, fields, field):
    meeting = planned(rangga, customer_a)
    with pytest.raises(MeetingRefused) as refused:
        hold(meeting, rangga, **fields)
    assert refused.value.field == field


def test_a_meeting_is_held_once(rangga, customer_a):
    meeting = held(rangga, customer_a)
    with pytest.raises(MeetingRefused, match="held or called off"):
        hold(meeting, rangga)


def test_open_actions_are_carried_until_they_are_done(rangga, customer_a, customer_b):
    days = [NOW - dt.timedelta(days=back) for back in (90, 60, 30)]
    first = held(rangga, customer_a, on=days[0])
    stays = action_for(rangga, customer_a, interaction=first, at=days[0])
    done = action_for(rangga, customer_a, interaction=first, at=days[0])
    action_for(rangga, customer_b, at=days[0])
    second = held(rangga, customer_a, on=days[1])
    close_action(action=done, state="done", outcome="", actor=rangga, at=days[1])
    third = held(rangga, customer_a, on=days[2])

    carried = list(Carried.objects.order_by("interaction_id", "action_id").values_list())
    assert [(row[2], row[1]) for row in carried] == [
        (second.pk, stays.pk),
        (second.pk, done.pk),
        (third.pk, stays.pk),
    ]


def test_a_meeting_without_that_point_carries_nothing(rangga, customer_a):
    action_for(rangga, customer_a, at=NOW - dt.timedelta(days=9))
    held(rangga, customer_a, kind="workshop", review_type="")
    assert Carried.objects.count() == 0
