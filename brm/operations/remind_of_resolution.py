"""Remind customers of resolutions on which they have said nothing."""

import datetime as dt

from django.db import transaction

from brm.models import Feedback

from .tell_feedback import Told, tell_customer

REMIND_AFTER = dt.timedelta(days=7)
# Who is silent that often is asked by a person: it stays open, and is listed as waiting.
MOST_REMINDERS = 3


def remind_of_resolutions(*, at: dt.datetime) -> int:
    """Send the reminders that are due at `at`, each once; answers how many."""
    due = Feedback.objects.filter(remind_at__lte=at).order_by("remind_at", "pk")
    return sum(_remind(pk, at) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _remind(pk: int, at: dt.datetime) -> int:
    locked = (
        Feedback.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("customer")
        .filter(pk=pk, remind_at__lte=at)
        .first()
    )
    if locked is None:
        return 0
    is_waiting = locked.state == Feedback.State.RESOLVED and locked.reminders < MOST_REMINDERS
    if is_waiting:
        locked.reminders += 1
        number = 1_000 * locked.episode + locked.reminders
        tell_customer(feedback=locked, told=Told.REMINDER, number=number, at=at)
    goes_on = is_waiting and locked.reminders < MOST_REMINDERS
    locked.remind_at = at + REMIND_AFTER if goes_on else None
    locked.save(update_fields=["remind_at", "reminders"])
    return int(is_waiting)
