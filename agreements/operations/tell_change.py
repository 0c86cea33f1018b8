"""Tell our manager that a customer asks for a change, and the customer what became of it."""

import datetime as dt
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext_noop

from agreements.models import ChangeRequest
from agreements.queries.negotiating import people_of
from notices.operations.write_notice import write_notice

from .tell_lifecycle import managers_of

ASKED_FOR = gettext_noop("your organisation asked for this change")


class Outcome(StrEnum):
    """What is told of a request."""

    ASKED = "asked"
    TAKEN_UP = "taken_up"
    REFUSED = "refused"


def tell_of_change(*, change: ChangeRequest, outcome: Outcome, at: dt.datetime) -> None:
    """Tell it once: our managers that it was asked, the party's people how it was answered.

    A request without a party was written down by the manager: there is nobody to be told.
    """
    agreement, party = change.agreement, change.party
    if party is None:
        return
    if outcome is Outcome.ASKED:
        recipients, url = managers_of(agreement), agreement.get_absolute_url()
    else:
        recipients = [(user, ASKED_FOR) for user in people_of(party)]
        url = reverse("agreements:my-agreement", args=[agreement.code])
    version = change.version.number if change.version is not None else 0
    write_notice(
        kind="agreements.change",
        subject=f"change:{change.pk}",
        level=outcome,
        episode=1 + version if outcome is Outcome.TAKEN_UP else 1,
        facts={
            "agreement": agreement.code,
            "agreement_title": agreement.title,
            "change": str(change),
            "asked_by": change.asked_by,
            "reason": change.reason,
            "refusal": change.refusal,
            "version": version,
            "outcome": str(outcome),
        },
        recipients=recipients,
        url=url,
        scope=[party.customer_id] if party.customer_id is not None else [],
        at=at,
    )
