"""Write what was said, hand it to the customer, and have it agreed (R71)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from brm.engine.text_lock import collides, tidy, token
from brm.models import Interaction
from brm.queries.meeting_access import may_agree

from .plan_meeting import MeetingRefused, lock_meeting
from .tell_of_minutes import tell_of_minutes

LONGEST_TEXT = 20_000


class MinutesMoved(MeetingRefused):
    """Somebody else wrote the same point meanwhile; `rows` say which, who and when."""

    code = "minutes_moved"


@dataclass(frozen=True, slots=True)
class PointText:
    """The texts of one point; `read` is the token of what the writer began with, if any."""

    item: UUID
    minutes: str
    internal_note: str
    read: str | None = None


@transaction.atomic
def write_minutes(
    *, interaction: Interaction, texts: Iterable[PointText], actor: Any, at: dt.datetime
) -> Interaction:
    """Keep the texts of some points; points whose text is the same stay untouched.

    Refuses agreed minutes and meetings that were called off, texts that are too long, and points
    that somebody else wrote since they were read: then nothing is kept (`MinutesMoved`).
    """
    meeting = _writable(interaction)
    items = {item.pk: item for item in meeting.agenda.select_related("changed_by__person")}
    changed, moved = [], []
    for text in texts:
        item = items.get(text.item)
        if item is None:
            raise MeetingRefused(
                _("A point was taken off the agenda meanwhile. Copy what you wrote, then reload.")
            )
        stored = token(item.minutes, item.internal_note)
        typed = token(text.minutes, text.internal_note)
        if typed in (stored, text.read):
            continue  # nothing was changed here, whatever happened elsewhere
        if text.read is not None and collides(stored=stored, read=text.read, typed=typed):
            moved.append(item)
            continue
        if max(len(text.minutes), len(text.internal_note)) > LONGEST_TEXT:
            raise MeetingRefused(
                _("The text of “%(point)s” is too long.") % {"point": item.title},
                rows=[{"field": str(item.pk), "message": _("Too long.")}],
            )
        item.minutes, item.internal_note = tidy(text.minutes), tidy(text.internal_note)
        item.changed_at, item.changed_by = at, actor
        changed.append(item)
    if moved:
        names = sorted({str(item.changed_by) for item in moved if item.changed_by})
        raise MinutesMoved(
            _("%(who)s wrote the same points while you were writing. Nothing was saved yet.")
            % {"who": ", ".join(names) or _("Somebody")},
            rows=[
                {
                    "field": str(item.pk),
                    "message": _("Changed by %(who)s meanwhile.")
                    % {"who": item.changed_by or _("somebody")},
                    "code": MinutesMoved.code,
                }
                for item in moved
            ],
        )
    for item in changed:
        item.save()
    return meeting


@transaction.atomic
def release_minutes(*, interaction: Interaction, actor: Any, at: dt.datetime) -> Interaction:
    """Let the customers' own people read minutes, decisions and actions, and tell them once.

    Refuses meetings that were not held or have no minutes yet. Released again changes nothing.
    """
    meeting = lock_meeting(interaction)
    if not meeting.is_over:
        raise MeetingRefused(_("Minutes are released once the meeting was held."))
    if meeting.released_at is not None:
        return meeting
    if not meeting.agenda.exclude(minutes="").exists():
        raise MeetingRefused(_("There are no minutes yet. Write what was said, then release it."))
    meeting.released_at, meeting.released_by = at, actor
    meeting.save()
    if meeting.state == Interaction.State.HELD:
        tell_of_minutes(interaction=meeting, at=at)
    return meeting


@transaction.atomic
def agree_minutes(*, interaction: Interaction, actor: Any, at: dt.datetime) -> Interaction:
    """One of the customer's people agrees the minutes on its own pages; then they stay as they are.

    Agreed already, it says so by changing nothing.
    """
    meeting = lock_meeting(interaction)
    if meeting.state == Interaction.State.AGREED:
        return meeting
    if not may_agree(actor, meeting):
        raise MeetingRefused(_("These minutes are not yours to agree."))
    return _agree(meeting, by=actor.name, how=_("on the customer's own pages"), at=at)


@transaction.atomic
def record_agreement(
    *,
    interaction: Interaction,
    by: str,
    how: str,
    agreed_at: dt.datetime,
    actor: Any,
    at: dt.datetime,
) -> Interaction:
    """Write down that somebody of the customer agreed the minutes elsewhere, by whom and how."""
    meeting = lock_meeting(interaction)
    if meeting.state != Interaction.State.HELD:
        raise MeetingRefused(
            _("Only minutes of a meeting that was held, and not agreed yet, are agreed.")
        )
    if not by.strip():
        raise MeetingRefused(_("Say who agreed."), field="by")
    if agreed_at > at:
        raise MeetingRefused(_("This moment has not come yet."), field="agreed_at")
    return _agree(meeting, by=by.strip(), how=how.strip(), at=agreed_at)


def _agree(meeting: Interaction, *, by: str, how: str, at: dt.datetime) -> Interaction:
    meeting.state = Interaction.State.AGREED
    meeting.agreed_at, meeting.agreed_by, meeting.agreed_how = at, by, how
    meeting.save()
    return meeting


def _writable(interaction: Interaction) -> Interaction:
    meeting = lock_meeting(interaction)
    if not meeting.is_open_to_writing:
        raise MeetingRefused(
            _("The minutes of %(code)s are agreed and stay as they are.") % {"code": meeting.code}
            if meeting.state == Interaction.State.AGREED
            else _("%(code)s was called off and has no minutes.") % {"code": meeting.code}
        )
    return meeting
