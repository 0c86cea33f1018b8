"""Plan a conversation with customers, change the plan, call it off (R70)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import (
    REVIEWS,
    AgendaItem,
    AgendaTemplate,
    Contact,
    Customer,
    Interaction,
    Participant,
    ReviewSchedule,
)
from brm.queries.meeting_access import spoken_for
from brm.queries.reviews_due import cadence_of, kept_of
from common.problems import Refusal
from slm.models.service import Service

from .new_code import new_code

PREFIX = "MT"
# A review that is planned by hand stands for the nearest of so many days that are still owed.
OWED_DAYS = 24


class MeetingRefused(Refusal):
    """The meeting is not kept as given."""

    code = "meeting_refused"


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """What a meeting is to be. `planned_at` is an instant, `zone` the one it is spoken of in."""

    kind: str
    customers: tuple[Customer, ...]
    planned_at: dt.datetime
    zone: str
    review_type: str = ""
    subject: str = ""
    services: tuple[Service, ...] = ()
    duration_minutes: int = 60
    place: str = ""
    chair: User | None = None
    contacts: tuple[Contact, ...] = ()
    staff: tuple[User, ...] = ()
    internal_note: str = ""


@transaction.atomic
def plan_meeting(
    *,
    plan: MeetingPlan,
    actor: Any,
    at: dt.datetime,
    schedule: ReviewSchedule | None = None,
    due_on: dt.date | None = None,
    external_id: str | None = None,
) -> Interaction:
    """Write the meeting down with the agenda of its kind and whoever is to come.

    A review of one customer stands for the nearest day that its schedule still owes, unless
    `schedule` and `due_on` say which. `actor` None is the schedule itself. Refuses what
    `MeetingRefused` says: no customer, customers that the actor does not speak with, people of
    somebody else, a review without a type.
    """
    _refuse(plan, actor)
    if schedule is None and plan.kind in REVIEWS and len(plan.customers) == 1:
        schedule, due_on = _owed(plan)
    meeting = Interaction(
        code=new_code(Interaction, PREFIX),
        schedule=schedule,
        due_on=due_on,
        external_id=external_id or None,
        created_at=at,
        created_by=actor,
    )
    _apply(meeting, plan)
    _write_agenda(meeting, plan.customers[0].language)
    return meeting


@transaction.atomic
def change_meeting(
    *, interaction: Interaction, plan: MeetingPlan, actor: Any, at: dt.datetime
) -> Interaction:
    """Change what was planned; another kind of meeting takes the agenda of that kind.

    Refuses meetings that were held or called off, and what `plan_meeting` refuses.
    """
    meeting = lock_meeting(interaction)
    if meeting.state != Interaction.State.PLANNED:
        raise MeetingRefused(
            _("%(code)s is over. Correct its minutes instead.") % {"code": meeting.code}
        )
    _refuse(plan, actor)
    was = meeting.kind, meeting.review_type
    _apply(meeting, plan)
    if was != (meeting.kind, meeting.review_type):
        kept = meeting.agenda.exclude(minutes="", internal_note="")
        meeting.agenda.exclude(pk__in=kept.values("pk")).delete()
        _write_agenda(meeting, plan.customers[0].language)
    return meeting


@transaction.atomic
def cancel_meeting(
    *, interaction: Interaction, because: str, actor: Any, at: dt.datetime
) -> Interaction:
    """Call a planned meeting off, with a reason; a review that was due is passed over then."""
    meeting = lock_meeting(interaction)
    if meeting.state != Interaction.State.PLANNED:
        raise MeetingRefused(
            _("%(code)s is not planned any more: only planned meetings are called off.")
            % {"code": meeting.code}
        )
    if not because.strip():
        raise MeetingRefused(_("Say why it is called off."), field="because")
    meeting.state = Interaction.State.CANCELLED
    meeting.cancelled_because = because.strip()
    meeting.save()
    return meeting


def lock_meeting(interaction: Interaction) -> Interaction:
    """The meeting as it is now, for whoever changes it."""
    return Interaction.objects.select_for_update(of=("self",)).get(pk=interaction.pk)


def agenda_for(kind: str, review_type: str) -> AgendaTemplate | None:
    """The agenda proposed for this kind of meeting."""
    return AgendaTemplate.objects.filter(
        kind=kind, review_type=review_type, is_default=True, is_retired=False
    ).first()


def _refuse(plan: MeetingPlan, actor: Any) -> None:
    if not plan.customers:
        raise MeetingRefused(_("Name at least one customer."), field="customers")
    ids = {customer.pk for customer in plan.customers}
    if actor is not None:
        mine = set(spoken_for(actor).filter(pk__in=ids).values_list("pk", flat=True))
        if ids - mine:
            raise MeetingRefused(
                _("You do not hold meetings with all of these customers."), field="customers"
            )
    if (plan.kind in REVIEWS) != bool(plan.review_type):
        raise MeetingRefused(
            _("Say which type of review it is.")
            if plan.kind in REVIEWS
            else _("Only reviews have a type."),
            field="review_type",
        )
    within = set(
        Customer.objects.within(sorted(ids)).values_list("pk", flat=True) if plan.contacts else ()
    )
    strangers = [one for one in plan.contacts if one.customer_id not in within]
    if strangers:
        raise MeetingRefused(
            _("%(name)s is no contact of these customers.") % {"name": strangers[0].person.name},
            field="contacts",
        )


def _apply(meeting: Interaction, plan: MeetingPlan) -> None:
    """Write the plan onto the meeting, with its customers, services and participants."""
    meeting.kind, meeting.review_type = plan.kind, plan.review_type
    meeting.subject = plan.subject.strip() or _subject(plan)
    meeting.planned_at, meeting.zone = plan.planned_at, plan.zone
    meeting.duration_minutes, meeting.place = plan.duration_minutes, plan.place.strip()
    meeting.chair, meeting.internal_note = plan.chair, plan.internal_note
    meeting.agenda_template = agenda_for(plan.kind, plan.review_type)
    try:
        meeting.full_clean(validate_constraints=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise MeetingRefused(
            " ".join(messages), field=None if field == "__all__" else field
        ) from error
    meeting.save()
    meeting.customers.set(plan.customers)
    meeting.services.set(plan.services)
    ours = [plan.chair, *plan.staff] if plan.chair else plan.staff
    _invite(meeting, contacts=plan.contacts, staff=ours)


def _invite(meeting: Interaction, *, contacts: Iterable[Contact], staff: Iterable[User]) -> None:
    """Make these people the participants, each once; nobody else stays one."""
    wanted: list[tuple[str, Any]] = [("contact_id", one.pk) for one in contacts]
    wanted += [("user_id", one.pk) for one in staff]
    known: dict[tuple[str, Any], Participant] = {
        ("contact_id", row.contact_id) if row.contact_id else ("user_id", row.user_id): row
        for row in meeting.participants.all()
    }
    for key in dict.fromkeys(wanted):
        if key not in known:
            Participant.objects.create(interaction=meeting, **dict([key]))
    for key, row in known.items():
        if key not in wanted:
            row.delete()


def _subject(plan: MeetingPlan) -> str:
    """A review is named after its customers; other meetings too."""
    kind = Interaction.Kind(plan.kind).label
    names = ", ".join(customer.name for customer in plan.customers)
    with translation.override(plan.customers[0].language):
        return f"{kind}, {names}"[:160]


def _write_agenda(meeting: Interaction, language: str) -> None:
    """The points of the proposed agenda, in the customer's language."""
    if meeting.agenda_template is None:
        return
    last = max(meeting.agenda.values_list("position", flat=True), default=0)
    with translation.override(language):
        AgendaItem.objects.bulk_create(
            AgendaItem(
                interaction=meeting,
                position=last + number,
                part=item.part,
                title=str(item),
                planned_minutes=item.planned_minutes,
            )
            for number, item in enumerate(meeting.agenda_template.items.all(), start=1)
        )


def _owed(plan: MeetingPlan) -> tuple[ReviewSchedule | None, dt.date | None]:
    """The running schedule that the review belongs to, and which of its days it stands for."""
    schedule = (
        ReviewSchedule.objects.select_for_update(of=("self",))
        .filter(
            customer=plan.customers[0],
            kind=plan.kind,
            review_type=plan.review_type,
            ended_on=None,
        )
        .first()
    )
    if schedule is None:
        return None, None
    kept = kept_of(schedule.interactions.all())
    last = max(kept.held, default=dt.date.min)
    day = plan.planned_at.astimezone(ZoneInfo(plan.zone)).date()
    far = max(day, last) + dt.timedelta(days=31 * schedule.every_months)
    owed = [
        one
        for one in takewhile(lambda one: one <= far, cadence_of(schedule).days())
        if one > last and one not in kept.taken
    ]
    nearest = min(islice(reversed(owed), OWED_DAYS), key=lambda one: abs(one - day), default=None)
    return (schedule, nearest) if nearest else (None, None)
