"""The duties of an agreement's parties, as far as a reader may know of them."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from agreements.models import Agreement, Obligation
from agreements.queries.access import is_customer
from agreements.queries.parties import visible_parties
from agreements.queries.sides import our_name


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty: of whom, when, how it stands, and whether the reader may answer it."""

    key: uuid.UUID
    what: str
    who: str
    rule: str
    due_on: dt.date | None
    state: str
    note: str
    may_answer: bool


def duties_of(agreement: Agreement, user: Any, *, may_manage: bool) -> list[Duty]:
    """Every duty that `user` may know of; a customer's people answer their own."""
    ours = our_name()
    mine = is_customer(user)
    known = set(visible_parties(user).filter(agreement=agreement).values_list("pk", flat=True))
    rows = Obligation.objects.visible_to(user).filter(agreement=agreement)
    return [
        Duty(
            key=row.pk,
            what=row.what,
            who=str(row.party) if row.party else ours,
            rule=row.rule,
            due_on=row.due_on,
            state=row.state,
            note="" if mine and row.party is None else row.note,
            may_answer=may_manage or (mine and row.party is not None),
        )
        for row in rows.select_related("party__customer", "party__provider")
        if row.party_id is None or row.party_id in known
    ]
