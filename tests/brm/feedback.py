"""Short ways to complaints and their ladder."""

import datetime as dt

from brm.models import EscalationLadder, Feedback
from brm.operations.handle_feedback import acknowledge_feedback, resolve_feedback
from brm.operations.record_feedback import record_feedback
from brm.operations.save_ladder import WantedLevel, save_ladder
from tests.cast import NOW

HOUR, DAY = 3_600, 86_400


def tell(customer, actor, *, at: dt.datetime = NOW, **fields) -> Feedback:
    """A complaint of `customer`, written down by `actor` or by one of its people."""
    wish = {
        "kind": "complaint",
        "title": "Printer answers late",
        "text": "It took an hour.",
        "told_by": "Ibu Wening, loket",
    } | fields
    return record_feedback(customer=customer, actor=actor, at=at, **wish).feedback


def resolved(customer, actor, *, at: dt.datetime = NOW, **fields) -> Feedback:
    """A complaint that waits for the customer's word."""
    feedback = tell(customer, actor, at=at, **fields)
    acknowledge_feedback(feedback=feedback, actor=actor, at=at)
    return resolve_feedback(
        feedback=feedback, resolution="A new printer stands there.", actor=actor, at=at
    )


def make_ladder(actor, *levels: WantedLevel, customer=None, hours="") -> EscalationLadder:
    """A ladder; without levels the manager after an hour, managers of levels after a day."""
    return save_ladder(
        customer=customer,
        hours=hours,
        levels=levels
        or (
            WantedLevel(HOUR, "manager", stop="acknowledged"),
            WantedLevel(DAY, "role", role="service_level_manager"),
        ),
        actor=actor,
        at=NOW,
    )
