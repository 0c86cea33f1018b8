"""What somebody who leaves has to hand over, besides their roles.

An app above says what it knows of, in `AppConfig.ready()`:

    register_handover("authorities", label=_("Authority to sign"), find=authorities_of)

where `find(contact, user, on)` answers the `Handover`s that `user` may see.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from brm.models import Contact


@dataclass(frozen=True)
class Handover:
    """One thing that somebody else must take on: what it is, and where it is changed."""

    what: str
    url: str = ""


@dataclass(frozen=True)
class HandoverGroup:
    """What one sort of records knows of."""

    label: Any
    items: list[Handover]


Find = Callable[[Contact, Any, dt.date], Iterable[Handover]]
_SORTS: dict[str, tuple[int, Any, Find]] = {}


def register_handover(key: str, *, label: Any, find: Find, order: int = 100) -> None:
    """Ask `find` too when somebody leaves; the same key again replaces it."""
    _SORTS[key] = (order, label, find)


def to_hand_over(contact: Contact, *, user: Any, on: dt.date) -> list[HandoverGroup]:
    """Everything that apps above know the contact to hold on that day; empty sorts left out."""
    ordered = sorted(_SORTS.items(), key=lambda pair: (pair[1][0], pair[0]))
    groups = [
        HandoverGroup(label, list(find(contact, user, on)))
        for _key, (_order, label, find) in ordered
    ]
    return [group for group in groups if group.items]
