"""Plan a meeting, change it, call it off."""

import datetime as dt

import pytest

from brm.models import Interaction
from brm.operations.install_agendas import install_agendas
from brm.operations.plan_meeting import (
    MeetingPlan,
    MeetingRefused,
    cancel_meeting,
    change_meeting,
)
from tests.brm.factories import make_customer
from tests.brm.meetings import held, limited_manager, make_contact, planned, schedule_of
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def plan(customer, **fields):
    return MeetingPlan(
        **(
            {
                "kind": "call",
                "customers": (customer,),
                "planned_at": NOW,
                "zone": "Asia/Jakarta",
            }
            | fields
        )
    )


def test_a_review_takes_the_agenda_of_its_type(rangga, customer_a):
    meeting = planned(rangga, customer_a)

    assert (meeting.code, meeting.state) == ("MT-0001", "planned")
    assert meeting.subject == "Service review, Dinas Contoh"
    parts = list(meeting.agenda.values_list("part", flat=True))
    assert (parts[:3], parts[-1], len(parts)) == (["minutes", "actions", "levels"], "next", 10)
    assert [str(row) for row in meeting.participants.all()] == ["Rangga Hubungan"]


def test_an_agenda_speaks_the_language_of_the_customer(rangga, customer_a):
    customer_a.language = "id"
    customer_a.save()

    meeting = planned(rangga, customer_a)

    assert meeting.agenda.first().title == "Notulen sebelumnya"


def test_the_same_reference_is_kept_once(rangga, customer_a):
    from brm.operations.plan_meeting import plan_meeting

    plan_meeting(plan=plan(customer_a), external_id="T-1", actor=rangga, at=NOW)
    with pytest.raises(MeetingRefused) as refused:
        plan_meeting(plan=plan(customer_a), external_id="T-1", actor=rangga, at=NOW)
    assert refused.value.field == "external_id"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"customers": ()}, "customers"),
        ({"kind": "service_review"}, "review_type"),
        ({"review_type": "annual"}, "review_type"),
        ({"duration_minutes": 0}, "duration_minutes"),
        ({"zone": "Mars/Olympus"}, "zone"),
    ],
)
def test_an_impossible_plan_is_refused(rangga, customer_a, fields, field):
    from brm.operations.plan_meeting import plan_meeting

    with pytest.raises(MeetingRefused) as refused:
        plan_meeting(plan=plan(customer_a, **fields), actor=rangga, at=NOW)
    assert refused.value.field == field
    assert Interaction.objects.count() == 0


def test_a_contact_of_another_customer_does_not_come(rangga, customer_a, customer_b):
    stranger = make_contact(customer_b, "Lia Lain")
    with pytest.raises(MeetingRefused) as refused:
        planned(rangga, customer_a, contacts=(stranger,))
    assert refused.value.field == "contacts"


def test_a_contact_of_a_unit_comes(rangga, customer_a):
    unit = make_customer("LOKET", customer_a)
    clerk = make_contact(unit, "Umi Unit")
    meeting = planned(rangga, customer_a, contacts=(clerk,))
    assert {str(row) for row in meeting.participants.all()} == {"Umi Unit", "Rangga Hubungan"}


def test_one_plans_only_with_customers_one_speaks_with(customer_a, customer_b, tirta):
    nadia = limited_manager(customer_a)
    planned(nadia, customer_a)
    for actor, customers in ((nadia, [customer_a, customer_b]), (tirta, [customer_a])):
        with pytest.raises(MeetingRefused) as refused:
            planned(actor, *customers)
        assert refused.value.field == "customers"


def test_a_review_stands_for_the_nearest_day_that_is_owed(rangga, customer_a):
    schedule = schedule_of(customer_a)
    first = planned(rangga, customer_a, planned_at=dt.datetime(2026, 9, 3, 3, tzinfo=dt.UTC))
    second = planned(rangga, customer_a, planned_at=dt.datetime(2026, 9, 4, 3, tzinfo=dt.UTC))

    assert (first.schedule, first.due_on) == (schedule, dt.date(2026, 8, 31))
    assert second.due_on == dt.date(2026, 9, 30)


def test_a_review_of_another_type_is_owed_to_nobody(rangga, customer_a):
    schedule_of(customer_a)
    assert planned(rangga, customer_a, review_type="annual").schedule is None


def test_a_changed_kind_takes_its_agenda_and_keeps_what_was_written(rangga, customer_a):
    meeting = planned(rangga, customer_a)
    point = meeting.agenda.get(part="levels")
    point.minutes = "Prepared."
    point.save()

    changed = change_meeting(
        interaction=meeting, plan=plan(customer_a, chair=rangga), actor=rangga, at=NOW
    )

    assert changed.kind == "call"
    assert list(changed.agenda.values_list("part", flat=True)) == ["levels", "actions", ""]


def test_what_was_held_is_not_planned_again(rangga, customer_a):
    meeting = held(rangga, customer_a)
    with pytest.raises(MeetingRefused, match="is over"):
        change_meeting(interaction=meeting, plan=plan(customer_a), actor=rangga, at=NOW)
    with pytest.raises(MeetingRefused, match="not planned any more"):
        cancel_meeting(interaction=meeting, because="Late", actor=rangga, at=NOW)


def test_a_meeting_is_called_off_with_a_reason(rangga, customer_a):
    meeting = planned(rangga, customer_a)
    with pytest.raises(MeetingRefused) as refused:
        cancel_meeting(interaction=meeting, because="  ", actor=rangga, at=NOW)
    assert refused.value.field == "because"

    done = cancel_meeting(interaction=meeting, because="Flood", actor=rangga, at=NOW)
    assert (done.state, done.cancelled_because) == ("cancelled", "Flood")


def test_standard_agendas_come_once(db):
    assert install_agendas() == 0
