"""Tickets that a tool tells: once, again, otherwise, in any order, and wrongly."""

import datetime as dt

import pytest

from slm.models import Dirty, Indicator, WorkItem
from slm.operations.record_work_item import change_work_item, record_work_item, withdraw_work_item
from slm.operations.take_work_items import WorkItemRefused, WorkItemsRefused
from tests.slm.work_items import HOUR, MONDAY, WEEK_ENDS, make_desk


@pytest.fixture
def desk(db):
    return make_desk()


def marks():
    return sorted((row.from_at, row.to_at) for row in Dirty.objects.all())


def test_a_ticket_is_kept_as_it_was_told(desk):
    pauses = ((3, 4), (2, 3), (2, 3))
    ticket = desk.ticket(
        "T1", 1, responded=2, resolved=5, pauses=pauses, priority=" P1 ", title="Printer"
    )
    taken = desk.take(ticket)
    item = WorkItem.objects.get()
    assert (taken.new, taken.changed, taken.items) == (1, 0, [item])
    assert (item.priority, item.title, item.version_number) == ("P1", "Printer", 1)
    assert (item.opened_at, item.resolved_at) == (MONDAY + HOUR, MONDAY + 5 * HOUR)
    begin = int(MONDAY.timestamp())
    assert item.pauses == [[begin + 7200, begin + 10800], [begin + 10800, begin + 14400]]
    version = item.versions.get()
    assert (version.number, version.pauses, version.received_at) == (1, item.pauses, WEEK_ENDS)


def test_a_ticket_marks_from_its_opening_until_its_resolution_has_happened(desk):
    desk.take(desk.ticket("T1", 1, resolved=5))
    assert marks() == [(MONDAY + HOUR, MONDAY + 5 * HOUR + dt.timedelta(seconds=1))]


def test_an_open_ticket_marks_from_its_opening_on(desk):
    desk.take(desk.ticket("T1", 3, resolved=5), desk.ticket("T2", 1))
    assert marks() == [(MONDAY + HOUR, None)]


def test_said_again_it_changes_nothing(desk):
    desk.take(desk.ticket("T1", 1, resolved=5))
    Dirty.objects.all().delete()
    taken = desk.take(desk.ticket("T1", 1, resolved=5, told_at=MONDAY + 6 * HOUR))
    assert (taken.new, taken.changed, taken.same) == (0, 0, 1)
    assert WorkItem.objects.get().versions.count() == 1
    assert marks() == []


def test_said_otherwise_it_is_the_next_version_and_marks_old_and_new(desk):
    desk.take(desk.ticket("T1", 1, resolved=5))
    Dirty.objects.all().delete()
    desk.take(desk.ticket("T1", 2, resolved=3))
    assert [row.number for row in WorkItem.objects.get().versions.all()] == [2, 1]
    assert marks() == [(MONDAY + HOUR, MONDAY + 5 * HOUR + dt.timedelta(seconds=1))]


def test_a_ticket_that_was_reopened_is_open(desk):
    desk.take(desk.ticket("T1", 1, resolved=5), desk.ticket("T1", 1))
    item = WorkItem.objects.get()
    assert item.is_open
    assert [row.resolved_at for row in item.versions.all()] == [None, MONDAY + 5 * HOUR]


def test_the_later_word_in_one_batch_wins(desk):
    taken = desk.take(desk.ticket("T1", 1), desk.ticket("T1", 1, resolved=4))
    assert (taken.new, taken.changed) == (1, 1)
    assert WorkItem.objects.get().resolved_at == MONDAY + 4 * HOUR


def test_an_older_word_is_ignored(desk):
    desk.take(desk.ticket("T1", 1, resolved=5, told_at=MONDAY + 6 * HOUR))
    taken = desk.take(desk.ticket("T1", 1, told_at=MONDAY + 2 * HOUR))
    assert (taken.stale, taken.changed) == (1, 0)
    assert not WorkItem.objects.get().is_open


def test_an_older_word_is_known_after_the_tool_touched_it_without_change(desk):
    desk.take(desk.ticket("T1", 1, told_at=MONDAY + 2 * HOUR))
    desk.take(desk.ticket("T1", 1, told_at=MONDAY + 9 * HOUR))
    taken = desk.take(desk.ticket("T1", 1, resolved=5, told_at=MONDAY + 8 * HOUR))
    assert (taken.stale, taken.changed) == (1, 0)


def test_a_correction_outlives_the_tool_that_repeats_itself(desk, sari):
    ticket = desk.ticket("T1", 1, resolved=5)
    (item,) = desk.take(ticket).items
    change_work_item(
        item=item,
        ticket=desk.ticket("", 1, resolved=3),
        change_reason="Closed too late.",
        actor=sari,
        at=WEEK_ENDS,
    )
    desk.take(ticket)
    item.refresh_from_db()
    assert (item.version_number, item.resolved_at) == (2, MONDAY + 3 * HOUR)
    assert item.versions.get(number=2).actor == sari


def test_a_withdrawn_ticket_stays_withdrawn_until_something_new_is_said(desk, sari):
    ticket = desk.ticket("T1", 1)
    (item,) = desk.take(ticket).items
    withdraw_work_item(item=item, change_reason="A test.", actor=sari, at=WEEK_ENDS)
    desk.take(ticket)
    item.refresh_from_db()
    assert item.is_void
    desk.take(desk.ticket("T1", 1, responded=2))
    item.refresh_from_db()
    assert not item.is_void


def test_a_ticket_that_moves_to_another_service_marks_both(desk):
    other = make_desk("OTHER")
    desk.take(desk.ticket("T1", 1))
    Dirty.objects.all().delete()
    moved = other.ticket("T1", 1)
    desk.take(moved)
    assert {row.indicator for row in Dirty.objects.all()} == {desk.indicator, other.indicator}


def test_a_priority_that_changed_holds_from_what_the_tool_says(desk):
    desk.take(desk.ticket("T1", 1, priority="P3"))
    desk.take(desk.ticket("T1", 1, priority="P1", told_at=MONDAY + 4 * HOUR))
    assert WorkItem.objects.get().priority_since_at == MONDAY + 4 * HOUR


def test_a_priority_written_in_another_case_is_the_same(desk):
    desk.take(desk.ticket("T1", 1, priority="High"), desk.ticket("T1", 1, priority="HIGH"))
    assert WorkItem.objects.get().priority_since_at is None


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("resolved_at", {"opened": 5, "resolved": 4}),
        ("responded_at", {"opened": 5, "responded": 4}),
        ("resolved_at", {"opened": 5, "resolved": 24 * 8}),
        ("pauses", {"opened": 5, "pauses": ((7, 6),)}),
        ("pauses", {"opened": 5, "pauses": ((24 * 8, None),)}),
        ("pauses", {"opened": 5, "pauses": tuple((n / 10, n / 10) for n in range(201))}),
        ("opened_at", {"opened": -24 * 366 * 30}),
        ("priority", {"opened": 5, "priority": "x" * 25}),
        ("title", {"opened": 5, "title": "x" * 201}),
        ("paused_seconds", {"opened": 5, "paused_seconds": 10**9}),
        ("external_id", {"opened": 5, "reference": ""}),
        ("external_id", {"opened": 5, "reference": "a\nb"}),
    ],
)
def test_a_ticket_that_cannot_be_is_refused_at_its_field(desk, field, said):
    said = {"reference": "T1", **said}
    with pytest.raises(WorkItemsRefused) as refused:
        desk.take(
            desk.ticket("T0", 1), desk.ticket(said.pop("reference"), said.pop("opened"), **said)
        )
    assert [(row["row"], row["field"]) for row in refused.value.rows] == [(1, field)]
    assert not WorkItem.objects.exists()


def test_bad_rows_are_left_out_where_that_is_wished(desk):
    taken = desk.take(desk.ticket("T1", 5, resolved=4), desk.ticket("T2", 5), skip_bad=True)
    assert (taken.new, [row["row"] for row in taken.errors]) == (1, [0])
    assert [row and row.external_id for row in taken.items] == [None, "T2"]


def test_an_indicator_of_another_kind_is_refused(desk):
    Indicator.objects.filter(pk=desk.indicator.pk).update(kind=Indicator.Kind.COUNTER)
    desk.indicator.refresh_from_db()
    with pytest.raises(WorkItemsRefused) as refused:
        desk.take(desk.ticket("T1", 1))
    assert refused.value.rows[0]["field"] == "indicator"


def test_an_item_recorded_by_hand_gets_the_next_number(desk, sari):
    items = [
        record_work_item(ticket=desk.ticket("", 1), actor=sari, at=WEEK_ENDS) for _ in range(2)
    ]
    assert [item.external_id for item in items] == ["W-0001", "W-0002"]
    assert {item.source.code for item in items} == {"MANUAL"}


def test_a_reference_by_hand_that_is_taken_is_refused(desk, sari):
    record_work_item(ticket=desk.ticket("CALL-1", 1), actor=sari, at=WEEK_ENDS)
    with pytest.raises(WorkItemRefused):
        record_work_item(ticket=desk.ticket("CALL-1", 2), actor=sari, at=WEEK_ENDS)


def test_a_change_without_its_reason_is_refused(desk, sari):
    (item,) = desk.take(desk.ticket("T1", 1)).items
    with pytest.raises(WorkItemRefused) as refused:
        change_work_item(
            item=item, ticket=desk.ticket("T1", 2), change_reason=" ", actor=sari, at=WEEK_ENDS
        )
    assert refused.value.field == "change_reason"
    with pytest.raises(WorkItemRefused):
        withdraw_work_item(item=item, change_reason="", actor=sari, at=WEEK_ENDS)


def test_three_hundred_tickets_cost_as_many_statements_as_three(
    desk, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        desk.take(*(desk.ticket(f"T{n}", n / 10) for n in range(300)))
    with django_assert_max_num_queries(12):
        desk.take(*(desk.ticket(f"T{n}", n / 10, resolved=40) for n in range(300)))
