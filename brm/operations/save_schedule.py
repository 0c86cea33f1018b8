"""Say how often we review with a customer, and stop it (R6)."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from brm.models import Interaction, ReviewSchedule
from brm.queries.meeting_access import spoken_for
from common.problems import Refusal


class ScheduleRefused(Refusal):
    code = "schedule_refused"


@transaction.atomic
def save_schedule(*, schedule: ReviewSchedule, actor: Any, at: dt.datetime) -> ReviewSchedule:
    """Keep a schedule, new or changed. Meetings that it planned before stay as they are.

    Refuses customers that the actor does not speak with, and a second running schedule of the same
    reviews.
    """
    if not spoken_for(actor).filter(pk=schedule.customer_id).exists():
        raise ScheduleRefused(_("You do not speak with this customer."), field="customer")
    others = ReviewSchedule.objects.exclude(pk=schedule.pk).filter(
        customer=schedule.customer_id,
        kind=schedule.kind,
        review_type=schedule.review_type,
        ended_on=None,
    )
    if others.exists():
        raise ScheduleRefused(
            _("There is a running schedule of these reviews. Change that one, or end it first."),
            field="review_type",
        )
    try:
        schedule.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise ScheduleRefused(
            " ".join(messages), field=None if field == "__all__" else field
        ) from error
    schedule.save()
    return schedule


@transaction.atomic
def end_schedule(
    *, schedule: ReviewSchedule, because: str, on: dt.date, actor: Any, at: dt.datetime
) -> ReviewSchedule:
    """Ask for no further review, with a reason; what is planned beyond that day is called off."""
    if not because.strip():
        raise ScheduleRefused(_("Say why the reviews end."), field="because")
    schedule = ReviewSchedule.objects.select_for_update(of=("self",)).get(pk=schedule.pk)
    if schedule.ended_on is not None:
        return schedule
    schedule.ended_on, schedule.ended_because = on, because.strip()
    schedule.save()
    for meeting in schedule.interactions.filter(state=Interaction.State.PLANNED, planned_at__gt=at):
        meeting.state = Interaction.State.CANCELLED
        meeting.cancelled_because = because.strip()
        meeting.save()
    return schedule
