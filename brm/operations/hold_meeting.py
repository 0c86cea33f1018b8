"""Say that a meeting took place: who came, and what it found still open (R71)."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brm.models import Carried, Contact, Interaction
from brm.queries.open_actions import open_actions
from brm.signals import meeting_held

from .plan_meeting import MeetingRefused, lock_meeting


@transaction.atomic
def hold_meeting(
    *,
    interaction: Interaction,
    held_at: dt.datetime,
    came: Collection[int],
    outcome_rating: int | None = None,
    outcome_words: str = "",
    actor: Any,
    at: dt.datetime,
) -> Interaction:
    """Keep when it was held, who of its participants came (by id), and how outcomes were rated.

    What is still open goes on to this meeting: it is kept as carried (R71). Whoever follows
    contact with customers is told by `meeting_held`, here and nowhere else. Refuses meetings that
    are not planned, an instant that has not come, and a meeting to which nobody came.
    """
    meeting = lock_meeting(interaction)
    if meeting.state != Interaction.State.PLANNED:
        raise MeetingRefused(
            _("%(code)s is not planned any more: it was held or called off.")
            % {"code": meeting.code}
        )
    if held_at > at:
        raise MeetingRefused(_("This moment has not come yet."), field="held_at")
    if outcome_rating is not None and not 1 <= outcome_rating <= 5:
        raise MeetingRefused(_("Rate from 1 to 5."), field="outcome_rating")
    participants = list(meeting.participants.select_related("contact"))
    if participants and not any(row.pk in came for row in participants):
        raise MeetingRefused(
            _("Tick at least one person who came, or call the meeting off."), field="came"
        )
    for row in participants:
        row.attended = row.pk in came
        row.save()
    meeting.state, meeting.held_at = Interaction.State.HELD, held_at
    meeting.outcome_rating, meeting.outcome_words = outcome_rating, outcome_words.strip()
    meeting.save()
    customers = list(meeting.customers.all())
    if meeting.agenda.filter(part="actions").exists():
        open_now = open_actions([one.pk for one in customers], before=held_at)
        Carried.objects.bulk_create(
            Carried(action=action, interaction=meeting)
            for action in open_now.exclude(interaction=meeting)
        )
    contacts: list[Contact] = [row.contact for row in participants if row.contact and row.attended]
    meeting_held.send(
        Interaction, interaction=meeting, contacts=contacts, customers=customers, at=held_at
    )
    return meeting
