"""How a version may go from statement of intent to signed and beyond, as data (decision 21).

The page draws this table, the verbs obey it, and the database refuses what is not in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a version stands, in the order of the way."""

    INTENT = "intent"
    DRAFT = "draft"
    NEGOTIATION = "negotiation"
    AGREED = "agreed"
    SIGNING = "signing"
    SIGNED = "signed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Who(StrEnum):
    """Who takes a step."""

    MANAGER = "manager"
    EITHER_SIDE = "either_side"
    SIGNATORY = "signatory"
    CLOCK = "clock"


class Guard(StrEnum):
    """What must be there before a step is taken."""

    PARTIES = "parties"
    TARGETS = "targets"
    TERM = "term"
    HOURS = "hours"
    SECTIONS = "sections"
    PILOT = "pilot"
    ROUND = "round"
    SETTLED = "settled"
    EVIDENCE = "evidence"
    REASON = "reason"
    SIGNATORIES = "signatories"
    AUTHORITY = "authority"
    SIGNATURES = "signatures"
    UNCHANGED = "unchanged"
    GATE = "gate"


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: its name, from where to where, whose it is, and what must be there before."""

    name: str
    sources: tuple[State, ...]
    target: State
    who: Who
    guards: tuple[Guard, ...] = ()

    @property
    def needs_reason(self) -> bool:
        """Whether whoever takes it says why."""
        return Guard.REASON in self.guards


_COMPLETE = (Guard.PARTIES, Guard.TARGETS, Guard.TERM, Guard.HOURS)

TRANSITIONS: tuple[Transition, ...] = (
    Transition("begin_draft", (State.INTENT,), State.DRAFT, Who.MANAGER),
    Transition(
        "negotiate", (State.DRAFT,), State.NEGOTIATION, Who.MANAGER, (Guard.PARTIES, Guard.TARGETS)
    ),
    Transition(
        "agree",
        (State.NEGOTIATION,),
        State.AGREED,
        Who.EITHER_SIDE,
        (*_COMPLETE, Guard.ROUND, Guard.SETTLED),
    ),
    # Agreed outside the application: by minutes, e-mail or a document (R19).
    Transition(
        "agree_outside",
        (State.DRAFT, State.NEGOTIATION),
        State.AGREED,
        Who.MANAGER,
        (*_COMPLETE, Guard.SETTLED, Guard.EVIDENCE),
    ),
    Transition("reopen", (State.AGREED,), State.NEGOTIATION, Who.MANAGER, (Guard.REASON,)),
    Transition(
        "open_signing",
        (State.AGREED,),
        State.SIGNING,
        Who.MANAGER,
        (*_COMPLETE, Guard.SECTIONS, Guard.PILOT, Guard.SIGNATORIES, Guard.AUTHORITY),
    ),
    Transition("decline", (State.SIGNING,), State.NEGOTIATION, Who.SIGNATORY, (Guard.REASON,)),
    Transition("lapse", (State.SIGNING,), State.AGREED, Who.CLOCK),
    # The text froze on entering signing: it goes on in a new draft.
    Transition("redraft", (State.SIGNING,), State.WITHDRAWN, Who.MANAGER, (Guard.REASON,)),
    Transition(
        "activate",
        (State.SIGNING,),
        State.SIGNED,
        Who.MANAGER,
        (
            *_COMPLETE,
            Guard.SECTIONS,
            Guard.PILOT,
            Guard.SIGNATURES,
            Guard.UNCHANGED,
            Guard.GATE,
        ),
    ),
    Transition("supersede", (State.SIGNED,), State.SUPERSEDED, Who.CLOCK),
    Transition(
        "withdraw",
        (State.INTENT, State.DRAFT, State.NEGOTIATION, State.AGREED, State.SIGNING),
        State.WITHDRAWN,
        Who.MANAGER,
        (Guard.REASON, Guard.PILOT),
    ),
)

BY_NAME = {step.name: step for step in TRANSITIONS}
BEGINNINGS = (State.INTENT, State.DRAFT)
WRITABLE = (State.INTENT, State.DRAFT, State.NEGOTIATION)
# Text, term and targets of these do not change any more; the database sees to it.
FROZEN = (State.SIGNING, State.SIGNED, State.SUPERSEDED, State.WITHDRAWN)
# Not in force yet and not given up.
UNDER_WAY = (*WRITABLE, State.AGREED, State.SIGNING)


def leaving(state: str) -> tuple[Transition, ...]:
    """The steps that may be taken from here, in the table's order."""
    return tuple(step for step in TRANSITIONS if state in step.sources)


def pairs() -> frozenset[tuple[State, State]]:
    """Every change of state that the table knows."""
    return frozenset((source, step.target) for step in TRANSITIONS for source in step.sources)


WAY = (
    State.INTENT,
    State.DRAFT,
    State.NEGOTIATION,
    State.AGREED,
    State.SIGNING,
    State.SIGNED,
    State.SUPERSEDED,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A state on the drawn way: `done`, `now`, `skip` (passed by) or nothing yet."""

    state: State
    mark: str


def drawn(now: str, been: Iterable[str]) -> tuple[Place, ...]:
    """The way with its marks for a version that is at `now` and has been at `been`.

    A withdrawn version has its way up to where it was withdrawn, then that.
    """
    visited = set(been) | {now}
    current = State(now)
    if current is State.WITHDRAWN:
        way = (*(state for state in WAY[:-1] if state in visited), State.WITHDRAWN)
        return tuple(Place(state, "now" if state is current else "done") for state in way)
    position = WAY.index(current)
    found = []
    for index, state in enumerate(WAY):
        if state is current:
            mark = "now"
        elif index > position:
            mark = ""
        else:
            mark = "done" if state in visited else "skip"
        found.append(Place(state, mark))
    return tuple(found)
