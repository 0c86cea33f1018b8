"""The duties of an agreement's parties, as far as a reader may know of them."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from agreements.models import Agreement, Obligation
from agreements.queries.access import is_customer, may_manage_agreement
from agreements.queries.parties import visible_parties
from agreements.queries.sides import our_name
from brm.models import Customer


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
    evidence_name: str | None
    evidence_url: str


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
            evidence_name=str(row.evidence_file) if row.evidence_file else None,
            evidence_url=row.evidence_file.get_absolute_url() if row.evidence_file else "",
        )
        for row in rows.select_related("party__customer", "party__provider", "evidence_file")
        if row.party_id is None or row.party_id in known
    ]


def may_answer(user: Any, row: Obligation, agreement: Agreement) -> bool:
    """Whether `user` may say if this duty was done: the manager of any, a customer of its own."""
    if may_manage_agreement(user, agreement):
        return True
    if row.party is None or row.party.customer_id is None or not is_customer(user):
        return False
    return bool(Customer.objects.visible_to(user).filter(pk=row.party.customer_id).exists())
