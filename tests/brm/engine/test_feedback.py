"""The table of the ways that feedback may go."""

import pytest

from brm.engine.feedback import BY_NAME, TRANSITIONS, Kind, State, Who, leaving, triples


def names(kind, state):
    return [step.name for step in leaving(kind, state)]


@pytest.mark.parametrize(
    ("kind", "state", "steps"),
    [
        ("complaint", "new", ["acknowledge", "withdraw"]),
        ("complaint", "acknowledged", ["investigate", "resolve", "withdraw"]),
        ("complaint", "investigating", ["resolve", "withdraw"]),
        ("complaint", "resolved", ["accept", "reject"]),
        ("complaint", "reopened", ["acknowledge", "withdraw"]),
        ("complaint", "closed", []),
        ("compliment", "new", ["acknowledge"]),
        ("suggestion", "acknowledged", ["investigate", "answer"]),
        ("comment", "investigating", ["answer"]),
        ("comment", "closed", []),
    ],
)
def test_steps_that_lead_from_a_state(kind, state, steps):
    assert names(kind, state) == steps


def test_only_the_customer_closes_or_reopens_a_complaint():
    ends = [
        step
        for step in TRANSITIONS
        if Kind.COMPLAINT in step.kinds and step.target in (State.CLOSED, State.REOPENED)
    ]

    assert {step.name for step in ends} == {"accept", "reject", "withdraw"}
    assert {step.who for step in ends} == {Who.CUSTOMER}


def test_triples_hold_the_kind():
    assert (Kind.COMPLIMENT, State.ACKNOWLEDGED, State.CLOSED) in triples()
    assert (Kind.COMPLAINT, State.ACKNOWLEDGED, State.CLOSED) in triples()  # taken back
    assert (Kind.COMPLAINT, State.NEW, State.RESOLVED) not in triples()
    assert len(BY_NAME) == len(TRANSITIONS)
