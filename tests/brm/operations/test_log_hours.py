"""Hours: whole minutes, within a day, one's own or a colleague's."""

import datetime as dt

import pytest

from brm.models import HoursEntry
from brm.operations.log_hours import (
    HoursRefused,
    log_hours,
    log_meeting_hours,
    remove_hours,
    shares,
)
from brm.queries.hours_spent import hours_spent, time_split
from tests.brm.meetings import held, limited_manager, planned
from tests.cast import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def log(actor, customer, user=None, **fields):
    given = {
        "spent_on": TODAY,
        "spent_minutes": 60,
        "discipline": "exploring",
        "focus": "process",
    } | fields
    return log_hours(customer=customer, user=user or actor, actor=actor, at=NOW, **given)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"spent_minutes": 0}, "spent_minutes"),
        ({"spent_minutes": 1441}, "spent_minutes"),
        ({"spent_on": TODAY + dt.timedelta(days=2)}, "spent_on"),
        ({"discipline": "sleeping"}, "discipline"),
        ({"focus": "both"}, "focus"),
    ],
)
def test_impossible_hours_are_refused(rangga, customer_a, fields, field):
    with pytest.raises(HoursRefused) as refused:
        log(rangga, customer_a, **fields)
    assert refused.value.field == field


def test_who_logs_for_whom(rangga, oka, tirta, alia, customer_a, customer_b):
    nadia = limited_manager(customer_a)
    log(oka, customer_a)
    log(rangga, customer_a, user=oka)
    for actor, customer, user, field in (
        (oka, customer_a, rangga, "user"),
        (rangga, customer_a, alia, "user"),
        (tirta, customer_a, tirta, "customer"),
        (nadia, customer_b, nadia, "customer"),
        (alia, customer_a, alia, "customer"),
    ):
        with pytest.raises(HoursRefused) as refused:
            log(actor, customer, user=user)
        assert refused.value.field == field


def test_a_meeting_is_logged_in_one_step_and_once(rangga, sari, customer_a):
    meeting = held(rangga, customer_a, staff=(sari,))

    def step():
        return log_meeting_hours(
            interaction=meeting,
            minutes=[(rangga, 90), (sari, 0)],
            discipline="servicing",
            focus="relationship",
            actor=rangga,
            at=NOW,
        )

    assert [len(step()), len(step())] == [1, 0]
    entry = HoursEntry.objects.get()
    assert (entry.user, entry.spent_minutes, entry.interaction) == (rangga, 90, meeting)


def test_several_customers_share_the_minutes(rangga, customer_a, customer_b):
    meeting = held(rangga, customer_a, customer_b)
    log_meeting_hours(
        interaction=meeting,
        minutes=[(rangga, 61)],
        discipline="servicing",
        focus="relationship",
        actor=rangga,
        at=NOW,
    )
    ids = [customer_a.pk, customer_b.pk]
    assert hours_spent(ids, TODAY, TODAY) == {ids[0]: 31, ids[1]: 30}
    assert shares(10, 3) == [4, 3, 3]


def test_a_planned_meeting_takes_no_hours_yet(rangga, customer_a):
    with pytest.raises(HoursRefused, match="once the meeting was held"):
        log_meeting_hours(
            interaction=planned(rangga, customer_a),
            minutes=[(rangga, 60)],
            discipline="servicing",
            focus="relationship",
            actor=rangga,
            at=NOW,
        )


def test_hours_are_taken_back_by_whoever_may_change_them(rangga, oka, sari, customer_a):
    entry = log(oka, customer_a)
    other = log(sari, customer_a)
    with pytest.raises(HoursRefused, match="not yours"):
        remove_hours(entry=other, actor=oka, at=NOW)
    remove_hours(entry=entry, actor=oka, at=NOW)
    remove_hours(entry=other, actor=rangga, at=NOW)
    assert HoursEntry.objects.count() == 0


def test_time_is_split_by_discipline_and_focus(rangga, customer_a, customer_b):
    log(rangga, customer_a, spent_minutes=30)
    log(rangga, customer_a, spent_minutes=15, focus="relationship")
    log(rangga, customer_b, spent_minutes=45, discipline="shaping", focus="relationship")

    split = time_split(HoursEntry.objects.all())

    assert [
        (row.discipline, row.relationship_minutes, row.process_minutes) for row in split.shares
    ] == [
        ("shaping", 45, 0),
        ("exploring", 15, 30),
        ("servicing", 0, 0),
        ("harvesting", 0, 0),
    ]
    assert (split.minutes, str(split.relationship_share)) == (90, "2/3")


def test_nothing_logged_is_not_nothing_spent(rangga, customer_a, customer_b):
    log(rangga, customer_a)
    ids = [customer_a.pk, customer_b.pk]
    assert hours_spent(ids, TODAY, TODAY) == {customer_a.pk: 60}
    assert hours_spent(ids, TODAY - dt.timedelta(days=9), TODAY - dt.timedelta(days=1)) == {}
    assert time_split(HoursEntry.objects.none()).relationship_share is None
