"""The words, icons and colours of a state: always the three together, always these words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class State:
    """How one state is shown: `tone` is the value of data-state, `icon` a name in the sprite.

    `icon` None draws the pulsing dot of something that is going on.
    """

    tone: str
    icon: str | None
    word: Any


STATES: dict[str, State] = {
    # Verdicts
    "met": State("met", "met", _("Met")),
    "met_so_far": State("met", "met", _("Met so far")),
    "close": State("met", "met", _("Met, close")),
    "at_risk": State("risk", "risk", _("At risk")),
    "missed": State("missed", "missed", _("Missed")),
    "no_data": State("none", "none", _("No data")),
    "withdrawn": State("none", "restated", _("Withdrawn")),
    "restated": State("act", "restated", _("Restated")),
    # Health of a relationship
    "good": State("met", "met", _("Good")),
    "watch": State("risk", "risk", _("To watch")),
    "poor": State("missed", "missed", _("Poor")),
    "insufficient": State("none", "none", _("Insufficient data")),
    # What counted
    "counts": State("missed", "missed", _("Counts")),
    "excluded": State("none", "excluded", _("Excluded")),
    "ignored": State("none", "skip", _("Ignored")),
    "unknown": State("none", "none", _("Unknown")),
    "planned": State("none", "review", _("Planned")),
    # Services and sources
    "up": State("met", "met", pgettext_lazy("service", "Up")),
    "degraded": State("risk", "risk", _("Degraded")),
    "partial": State("risk", "risk", _("Partly down")),
    "down": State("missed", "missed", pgettext_lazy("service", "Down")),
    "silent": State("none", "silent", _("Silent")),
    "late": State("risk", "clock", _("Late")),
    "open": State("missed", None, _("Open now")),
    # Documents and work
    "draft": State("act", "pen", _("Draft")),
    "in_negotiation": State("act", "talk", _("In negotiation")),
    "in_signing": State("act", "pen", _("In signing")),
    "signed": State("met", "met", _("Signed")),
    "agreed": State("met", "met", _("Agreed")),
    "in_force": State("met", "met", _("In force")),
    "pending": State("none", "clock", _("Pending")),
    "expired": State("none", "none", _("Expired")),
    "terminated": State("none", "x", _("Terminated")),
    "superseded": State("none", "restated", _("Superseded")),
    "waiting": State("none", "clock", _("Waiting")),
    "done": State("met", "met", _("Done")),
    "paused": State("none", "clock", _("Paused")),
    "overdue": State("missed", "clock", _("Overdue")),
    "approved": State("met", "met", _("Approved")),
    "refused": State("missed", "x", _("Refused")),
    "proposed": State("act", "check", _("Proposed")),
    "failed": State("missed", "missed", _("Failed")),
    "cancelled": State("none", "x", _("Cancelled")),
    # Surveys
    "scheduled": State("none", "clock", _("Scheduled")),
    "survey_open": State("act", "talk", pgettext_lazy("survey", "Open")),
    "ended": State("risk", "pen", _("Waits for its analysis")),
    "answered": State("met", "met", _("Answered")),
    "unanswered": State("none", "clock", _("Has not answered")),
    "unsampled": State("none", "none", pgettext_lazy("survey", "Not sampled")),
    "running": State("act", "clock", _("Running")),
    "held": State("act", "check", _("Held")),
    "dropped": State("none", "x", _("Dropped")),
    # Feedback
    "new": State("act", "mail", pgettext_lazy("feedback", "New")),
    "acknowledged": State("act", "check", _("Acknowledged")),
    "investigating": State("act", "search", _("Being looked into")),
    "resolved": State("none", "clock", _("Resolved")),
    "closed": State("met", "met", _("Closed")),
    "reopened": State("missed", "restated", _("Reopened")),
    "escalated": State("missed", "up", _("Escalated")),
    # People and customers
    "active": State("met", "met", _("Active")),
    "invited": State("act", "mail", _("Invited")),
    "deactivated": State("none", "x", _("Deactivated")),
    "supportive": State("met", "plus", _("Supportive")),
    "neutral": State("none", "none", _("Neutral")),
    "critical": State("missed", "missed", _("Critical")),
    "prospect": State("act", "open", _("Prospect")),
    "dormant": State("none", "clock", _("Dormant")),
    "former": State("none", "x", _("Former")),
    "revoked": State("none", "x", _("Revoked")),
}

ALIASES = {"risk": "at_risk", "none": "no_data", "ok": "met"}


def state_of(key: str) -> State:
    """Return how a state is shown; `at-risk`, `At risk` and `at_risk` are the same key.

    Raises KeyError for a word that is not in the table: a new state gets its icon and its words
    here, so that one state never has two faces.
    """
    name = str(key).strip().lower().replace("-", "_").replace(" ", "_")
    return STATES[ALIASES.get(name, name)]
