"""How feedback may go from new to closed, as data (R9, R53).

The page draws this table, the verbs obey it, and the database refuses what is not in it. Only the
customer's word closes a complaint; what asks for no remedy is closed by our answer.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What somebody tells us."""

    COMPLAINT = "complaint"
    COMPLIMENT = "compliment"
    COMMENT = "comment"
    SUGGESTION = "suggestion"


class State(StrEnum):
    """Where it stands, in the order of the way."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    INVESTIGATING = "investigating"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"


class Who(StrEnum):
    """Whose step it is."""

    PROVIDER = "provider"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: its name, from where to where, whose it is, for which kinds of feedback."""

    name: str
    sources: tuple[State, ...]
    target: State
    who: Who
    kinds: tuple[Kind, ...] = tuple(Kind)


_COMPLAINTS = (Kind.COMPLAINT,)
_OTHERS = (Kind.COMPLIMENT, Kind.COMMENT, Kind.SUGGESTION)
_UNSETTLED = (State.NEW, State.REOPENED, State.ACKNOWLEDGED, State.INVESTIGATING)

TRANSITIONS: tuple[Transition, ...] = (
    Transition("acknowledge", (State.NEW, State.REOPENED), State.ACKNOWLEDGED, Who.PROVIDER),
    Transition("investigate", (State.ACKNOWLEDGED,), State.INVESTIGATING, Who.PROVIDER),
    Transition(
        "resolve",
        (State.ACKNOWLEDGED, State.INVESTIGATING),
        State.RESOLVED,
        Who.PROVIDER,
        _COMPLAINTS,
    ),
    Transition(
        "answer",
        (State.ACKNOWLEDGED, State.INVESTIGATING),
        State.CLOSED,
        Who.PROVIDER,
        _OTHERS,
    ),
    Transition("accept", (State.RESOLVED,), State.CLOSED, Who.CUSTOMER, _COMPLAINTS),
    Transition("reject", (State.RESOLVED,), State.REOPENED, Who.CUSTOMER, _COMPLAINTS),
    Transition("withdraw", _UNSETTLED, State.CLOSED, Who.CUSTOMER, _COMPLAINTS),
)

BY_NAME = {step.name: step for step in TRANSITIONS}
BEGINNINGS = (State.NEW,)
# Nobody of ours has taken it up, at first or again.
UNTOUCHED = (State.NEW, State.REOPENED)
# Something is still to be done by us.
UNSETTLED = _UNSETTLED


def leaving(kind: str, state: str) -> tuple[Transition, ...]:
    """The steps that feedback of a kind may take from here, in the table's order."""
    return tuple(step for step in TRANSITIONS if state in step.sources and kind in step.kinds)


def triples() -> frozenset[tuple[Kind, State, State]]:
    """Every change of state that the table knows, by kind."""
    return frozenset(
        (kind, source, step.target)
        for step in TRANSITIONS
        for source in step.sources
        for kind in step.kinds
    )
