"""Duties of either party, done or not (R79)."""

import datetime as dt

import pytest

from agreements.models import Obligation
from agreements.operations.keep_obligation import (
    ObligationRefused,
    add_obligation,
    answer_obligation,
)
from agreements.queries.obligations import duties_of
from tests.agreements.scenes import draft
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(sari, customer_a, customer_b):
    return draft(sari, customer_a, customer_b)


def add(agreement, actor, party=None, **fields):
    values = {"what": "Name a contact", "rule": "each quarter"} | fields
    return add_obligation(agreement=agreement, party=party, actor=actor, at=NOW, **values)


def test_duty_is_kept_and_answered_with_its_history(agreement, sari, customer_a):
    party = agreement.parties.get(customer=customer_a)
    row = add(agreement, sari, party, due_on=dt.date(2026, 12, 1))
    answered = answer_obligation(
        obligation=row, state="done", note="By e-mail.", actor=sari, at=NOW
    )

    assert (answered.state, answered.note, answered.answered_at) == ("done", "By e-mail.", NOW)
    events = Obligation.pgh_event_model.objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")
    assert [event.state for event in events] == ["open", "done"]


@pytest.mark.parametrize(("fields", "name"), [({"what": " "}, "what"), ({"rule": ""}, "due_on")])
def test_duty_without_what_or_when_is_refused(agreement, sari, fields, name):
    with pytest.raises(ObligationRefused) as refused:
        add(agreement, sari, **fields)
    assert refused.value.field == name


def test_party_of_another_agreement_is_refused(agreement, sari, customer_a):
    other = draft(sari, customer_a, code="SLA-0043")
    with pytest.raises(ObligationRefused) as refused:
        add(other, sari, agreement.parties.get(customer=customer_a))
    assert refused.value.field == "party"


def test_not_done_needs_a_reason(agreement, sari):
    row = add(agreement, sari)
    with pytest.raises(ObligationRefused) as refused:
        answer_obligation(obligation=row, state="not_done", note=" ", actor=sari, at=NOW)
    assert refused.value.field == "note"


def test_an_answer_is_one_of_the_states(agreement, sari):
    duty = add(agreement, sari)
    with pytest.raises(ObligationRefused) as refused:
        answer_obligation(obligation=duty, state="perhaps", note="", actor=sari, at=NOW)
    assert refused.value.field == "state"
    assert Obligation.objects.get().state == Obligation.State.OPEN


def test_customer_knows_its_own_duties_and_ours(agreement, sari, alia, bram, customer_a):
    add(agreement, sari, what="Ours")
    add(agreement, sari, agreement.parties.get(customer=customer_a), what="Of A")

    def seen(user):
        rows = duties_of(agreement, user, may_manage=False)
        return sorted((row.what, row.may_answer) for row in rows)

    assert seen(alia) == [("Of A", True), ("Ours", False)]
    assert seen(bram) == [("Ours", False)]
    assert seen(sari) == [("Of A", False), ("Ours", False)]
