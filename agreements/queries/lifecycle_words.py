"""The lifecycle in the reader's words, and drawn for one version."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.engine.lifecycle import BY_NAME, State, Transition, Who, drawn, leaving
from agreements.models import Agreement, Step, Version
from agreements.queries.signing import signing_of

DO: dict[str, Any] = {
    "begin_draft": _("Begin the draft"),
    "negotiate": _("Hand to the customer"),
    "agree": _("Agree on the text"),
    "agree_outside": _("Take over what was agreed outside"),
    "reopen": _("Negotiate again"),
    "open_signing": _("Send out for signing"),
    "decline": _("Decline to sign"),
    "lapse": _("Time for signing is over"),
    "redraft": _("Change the text anew"),
    "activate": _("Put in force"),
    "supersede": _("Replaced by the next version"),
    "withdraw": _("Withdraw"),
}

DO_BENEATH: dict[str, Any] = {"negotiate": _("Begin the negotiation")}

WHO: dict[Who, Any] = {
    Who.MANAGER: _("the agreement's manager"),
    Who.EITHER_SIDE: _("the customer, or the manager for it"),
    Who.SIGNATORY: _("whoever is asked to sign"),
    Who.CLOCK: _("the clock"),
}


@dataclass(frozen=True, slots=True)
class DrawnState:
    """One station of the way: its name, how it is marked, since when and by whom."""

    state: str
    name: Any
    mark: str
    since_at: dt.datetime | None
    by: str
    note: Any


def drawn_way(version: Version, *, at: dt.datetime) -> list[DrawnState]:
    """The stations of a version in order, from the table of the lifecycle."""
    steps = list(version.steps.select_related("actor__person").order_by("number"))
    been = {step.before for step in steps} | {step.after for step in steps}
    if not steps and version.state != Version.State.INTENT:
        been.add(Version.State.DRAFT)
    reached: dict[str, Step] = {step.after: step for step in steps}
    found = []
    for place in drawn(version.state, been):
        step = reached.get(place.state) if place.mark in {"done", "now"} else None
        found.append(
            DrawnState(
                state=place.state,
                name=Version.State(place.state).label,
                mark=place.mark,
                since_at=step.taken_at if step else None,
                by=str(step.actor or "") if step else "",
                note=_note(version, place.state, place.mark, at),
            )
        )
    return found


def _note(version: Version, state: State, mark: str, at: dt.datetime) -> Any:
    if state is State.NEGOTIATION and mark == "now":
        turn = version.rounds.filter(closed_at=None).first()
        if turn is not None:
            return _("round %(number)d, turn: %(side)s") % {
                "number": turn.number,
                "side": turn.get_turn_display(),
            }
    if state is State.SIGNING and mark == "now" and version.signatories.exists():
        signing = signing_of(version, at=at)
        return _("%(done)d of %(all)d signed") % {
            "done": signing.done_count,
            "all": len(signing.places),
        }
    return _("passed by") if mark == "skip" else ""


def steps_for_people(version: Version) -> list[Transition]:
    """The steps that a person, not the clock, may take from where the version stands."""
    return [step for step in leaving(version.state) if step.who is not Who.CLOCK]


def do_words(name: str, kind: str) -> Any:
    """The step as a verb on a button, for an agreement of this kind.

    A team or a supplier has no pages of its own: nothing is handed to it here.
    """
    if kind != Agreement.Kind.SLA and name in DO_BENEATH:
        return DO_BENEATH[name]
    return DO[BY_NAME[name].name]
