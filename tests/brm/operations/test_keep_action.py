"""Actions: one owner, a day, done or dropped."""

import pytest

from accounts.models import Role
from brm.operations.keep_action import ActionRefused, close_action, reopen_action
from tests.brm.factories import grant
from tests.brm.meetings import action_for, contact_of, limited_manager, make_contact, released
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def refused_field(verb, **fields):
    with pytest.raises(ActionRefused) as refused:
        verb(**fields)
    return refused.value.field


def test_an_action_takes_the_next_number_and_has_one_owner(rangga, customer_a):
    rina = make_contact(customer_a, "Rina")
    first, second = action_for(rangga, customer_a), action_for(rangga, customer_a, contact=rina)

    assert [first.code, second.code] == ["AC-0001", "AC-0002"]
    assert [first.owner_name, second.owner_name] == ["Rangga Hubungan", "Rina"]


def test_two_owners_none_or_a_stranger_are_refused(rangga, zaki, alia, customer_a, customer_b):
    rina, lia = make_contact(customer_a, "Rina"), make_contact(customer_b, "Lia")
    for owners in (
        {"contact": rina, "staff_owner": rangga},
        {"staff_owner": None},
        {"contact": lia},
        {"staff_owner": zaki},
        {"staff_owner": alia},
    ):
        with pytest.raises(ActionRefused) as refused:
            action_for(rangga, customer_a, **owners)
        assert refused.value.field == "owner"


def test_an_action_of_a_contact_is_not_internal(rangga, customer_a):
    rina = make_contact(customer_a, "Rina")
    with pytest.raises(ActionRefused) as refused:
        action_for(rangga, customer_a, contact=rina, is_internal=True)
    assert refused.value.field == "is_internal"


def test_one_acts_only_for_customers_one_speaks_with(customer_a, customer_b, tirta, oka):
    nadia = limited_manager(customer_a)
    for actor, customer in ((nadia, customer_b), (tirta, customer_a), (oka, customer_a)):
        with pytest.raises(ActionRefused) as refused:
            action_for(actor, customer)
        assert refused.value.field == "customer"


def test_the_meeting_must_be_about_the_customer(rangga, customer_a, customer_b):
    meeting = released(rangga, customer_a)
    with pytest.raises(ActionRefused) as refused:
        action_for(rangga, customer_b, interaction=meeting)
    assert refused.value.field == "customer"


def test_dropping_needs_a_reason_and_closing_happens_once(rangga, customer_a):
    action = action_for(rangga, customer_a)
    given = {"action": action, "actor": rangga, "at": NOW}

    assert refused_field(close_action, state="dropped", outcome=" ", **given) == "outcome"
    closed = close_action(state="dropped", outcome="Too dear", **given)
    assert (closed.state, closed.outcome, closed.closed_at) == ("dropped", "Too dear", NOW)
    with pytest.raises(ActionRefused, match="is closed"):
        close_action(state="done", outcome="", **given)
    assert reopen_action(**given).state == "open"


def test_its_owner_closes_it_without_speaking_with_the_customer(rangga, oka, tirta, customer_a):
    action = action_for(rangga, customer_a, staff_owner=oka)
    with pytest.raises(ActionRefused, match="not yours"):
        close_action(action=action, state="done", outcome="", actor=tirta, at=NOW)
    assert (
        refused_field(close_action, action=action, state="dropped", outcome="No", actor=oka, at=NOW)
        == "state"
    )
    assert close_action(action=action, state="done", outcome="", actor=oka, at=NOW).closed_by == oka


def test_a_contact_closes_what_was_shared_with_them(rangga, alia, customer_a):
    contact = contact_of(alia, customer_a)
    private = action_for(rangga, customer_a, contact=contact)
    with pytest.raises(ActionRefused, match="not yours"):
        close_action(action=private, state="done", outcome="", actor=alia, at=NOW)

    shared = action_for(
        rangga, customer_a, contact=contact, interaction=released(rangga, customer_a)
    )
    assert close_action(action=shared, state="done", outcome="", actor=alia, at=NOW).state == "done"


def test_another_contact_of_the_customer_does_not_close_it(rangga, alia, zaki, customer_a):
    grant(zaki, customer_a, Role.CUSTOMER)
    action = action_for(
        rangga,
        customer_a,
        contact=contact_of(alia, customer_a),
        interaction=released(rangga, customer_a),
    )
    with pytest.raises(ActionRefused, match="not yours"):
        close_action(action=action, state="done", outcome="", actor=zaki, at=NOW)
