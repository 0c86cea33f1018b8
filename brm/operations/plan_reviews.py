"""Plan the reviews that schedules ask for, ahead of their days (R6)."""

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from brm.engine.reviews import days_to_plan
from brm.models import Contact, Interaction, ReviewSchedule
from brm.queries.reviews_due import cadence_of, kept_of, local_day

from .plan_meeting import MeetingPlan, plan_meeting


def plan_reviews(*, at: dt.datetime) -> int:
    """Write the meetings that come near; return how many are new. Done again it writes nothing."""
    ids = ReviewSchedule.objects.filter(ended_on=None).order_by("pk").values_list("pk", flat=True)
    return sum(plan_ahead(schedule_id=pk, at=at) for pk in list(ids))


@transaction.atomic
def plan_ahead(*, schedule_id: UUID, at: dt.datetime) -> int:
    """The same for one schedule; two workers at once wait for each other."""
    schedule = (
        ReviewSchedule.objects.select_for_update(of=("self",))
        .select_related("customer__manager", "chair")
        .filter(pk=schedule_id, ended_on=None)
        .first()
    )
    if schedule is None:
        return 0
    kept = kept_of(Interaction.objects.filter(schedule=schedule))
    today = local_day(schedule, at)
    days = days_to_plan(
        cadence_of(schedule),
        held=kept.held,
        skipped=kept.skipped,
        planned=kept.planned,
        after=today,
        until=today + dt.timedelta(days=schedule.days_ahead),
    )
    for day in days:
        plan_meeting(plan=_plan(schedule, day), schedule=schedule, due_on=day, actor=None, at=at)
    return len(days)


def _plan(schedule: ReviewSchedule, day: dt.date) -> MeetingPlan:
    """What the schedule says of one day; who came last is asked again."""
    customer = schedule.customer
    before = Interaction.objects.filter(schedule=schedule).order_by("-due_on").values("pk")[:1]
    chair = schedule.chair or customer.manager
    return MeetingPlan(
        kind=schedule.kind,
        review_type=schedule.review_type,
        customers=(customer,),
        planned_at=dt.datetime.combine(
            day, schedule.starts_at_time, ZoneInfo(customer.zone)
        ).astimezone(dt.UTC),
        zone=customer.zone,
        duration_minutes=schedule.duration_minutes,
        place=schedule.place,
        chair=chair if chair is not None and chair.is_active else None,
        contacts=tuple(Contact.objects.filter(participations__interaction__in=before)),
    )
