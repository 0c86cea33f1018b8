"""The lifecycle is a table: what it leads to, and how it is drawn."""

from itertools import pairwise

import pytest

from agreements.engine.lifecycle import (
    BY_NAME,
    FROZEN,
    TRANSITIONS,
    WRITABLE,
    Guard,
    State,
    drawn,
    leaving,
    pairs,
)


def test_way_from_intent_to_signed_is_in_the_table():
    way = ["intent", "draft", "negotiation", "agreed", "signing", "signed", "superseded"]
    assert set(pairwise(way)) <= pairs()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("draft", "signed"),
        ("agreed", "signed"),
        ("signed", "draft"),
        ("signed", "withdrawn"),
        ("superseded", "signed"),
        ("withdrawn", "draft"),
        ("signing", "draft"),
    ],
)
def test_short_cuts_and_ways_back_are_not_in_the_table(before, after):
    assert (before, after) not in pairs()


def test_ends_lead_nowhere():
    assert [leaving(state) for state in ("superseded", "withdrawn")] == [(), ()]


def test_every_state_but_the_beginnings_is_reached():
    assert {step.target for step in TRANSITIONS} == set(State) - {State.INTENT}


def test_text_is_writable_frozen_or_agreed():
    assert set(WRITABLE) | set(FROZEN) | {State.AGREED} == set(State)
    assert not set(WRITABLE) & set(FROZEN)


def test_no_step_leads_from_frozen_to_writable_but_a_decline():
    back = {pair for pair in pairs() if pair[0] in FROZEN and pair[1] in WRITABLE}
    assert back == {(State.SIGNING, State.NEGOTIATION)}
    assert BY_NAME["decline"].target == State.NEGOTIATION


def test_whoever_undoes_work_says_why():
    undoing = {"reopen", "decline", "redraft", "withdraw"}
    assert {step.name for step in TRANSITIONS if Guard.REASON in step.guards} == undoing


def test_drawn_way_marks_where_it_is_and_what_it_passed_by():
    marks = {place.state: place.mark for place in drawn("signing", ["draft", "agreed"])}
    assert marks == {
        "intent": "skip",
        "draft": "done",
        "negotiation": "skip",
        "agreed": "done",
        "signing": "now",
        "signed": "",
        "superseded": "",
    }


def test_withdrawn_is_drawn_where_it_happened():
    way = [(place.state, place.mark) for place in drawn("withdrawn", ["draft", "negotiation"])]
    assert way == [("draft", "done"), ("negotiation", "done"), ("withdrawn", "now")]
