"""Keep what either party has to do, and whether it was done (R79)."""

import datetime as dt
from typing import Any

from django.core.files.base import File as DjangoFile
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement, Obligation, Party
from common.operations.store_file import store_file
from common.problems import Refusal


class ObligationRefused(Refusal):
    """The obligation is not kept as given."""

    code = "obligation_refused"


@transaction.atomic
def add_obligation(
    *,
    agreement: Agreement,
    party: Party | None,
    what: str,
    rule: str = "",
    due_on: dt.date | None = None,
    actor: Any,
    at: dt.datetime,
) -> Obligation:
    """Write down a duty of a party; without a party it is ours. It falls due by rule or day."""
    if party is not None and party.agreement_id != agreement.pk:
        raise ObligationRefused(_("This is no party of the agreement."), field="party")
    if not what.strip():
        raise ObligationRefused(_("Say what has to be done."), field="what")
    if not rule.strip() and due_on is None:
        raise ObligationRefused(_("Say when: by a rule or on a day."), field="due_on")
    return Obligation.objects.create(
        agreement=agreement,
        party=party,
        what=what.strip(),
        rule=rule.strip(),
        due_on=due_on,
        created_at=at,
    )


@transaction.atomic
def answer_obligation(
    *,
    obligation: Obligation,
    state: str,
    note: str,
    content: DjangoFile | None = None,
    actor: Any,
    at: dt.datetime,
) -> Obligation:
    """Say that a duty was done, was not, or is open again; not done needs a reason.

    `content` is a document that shows it; an earlier one stays until another comes.
    """
    locked = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if state not in Obligation.State.values:
        raise ObligationRefused(_("Choose a state."), field="state")
    if state == Obligation.State.NOT_DONE and not note.strip():
        raise ObligationRefused(_("Say why it was not done."), field="note")
    locked.state, locked.note, locked.answered_at = state, note.strip(), at
    if content is not None:
        locked.evidence_file = store_file(
            content=content,
            name=content.name or "",
            content_type=getattr(content, "content_type", "") or "",
            parent=locked,
            actor=actor,
            at=at,
        )
    locked.save()
    return locked
