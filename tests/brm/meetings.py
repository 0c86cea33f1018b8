"""Short ways to meetings and what comes of them."""

import datetime as dt
from zoneinfo import ZoneInfo

from accounts.models import Person, Role, User
from brm.models import Action, Contact, Customer, Interaction, ReviewSchedule
from brm.operations.hold_meeting import hold_meeting
from brm.operations.keep_action import save_action
from brm.operations.plan_meeting import MeetingPlan, plan_meeting
from brm.operations.write_minutes import PointText, release_minutes, write_minutes
from tests.brm.factories import grant, with_parts
from tests.cast import NOW, make_user

JAKARTA = ZoneInfo("Asia/Jakarta")


def local(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=JAKARTA).astimezone(dt.UTC)


def make_contact(customer: Customer, name: str, *parts: str) -> Contact:
    person = Person.objects.create(name=name, email=f"{name.split()[0].lower()}@customer.example")
    return with_parts(Contact.objects.create(person=person, customer=customer), *parts)


def contact_of(user: User, customer: Customer) -> Contact:
    return Contact.objects.get_or_create(person=user.person, customer=customer)[0]


def planned(actor: User, *customers: Customer, **fields) -> Interaction:
    """A monthly service review, a week ahead unless said otherwise."""
    plan = {
        "kind": "service_review",
        "review_type": "monthly",
        "planned_at": NOW + dt.timedelta(days=7),
        "zone": "Asia/Jakarta",
        "chair": actor,
    } | fields
    return plan_meeting(
        plan=MeetingPlan(customers=tuple(customers), **plan),
        actor=actor,
        at=min(NOW, plan["planned_at"]),
    )


def held(actor: User, *customers: Customer, on: dt.datetime = NOW, **fields) -> Interaction:
    """A meeting that everybody came to."""
    meeting = planned(actor, *customers, planned_at=on, **fields)
    came = set(meeting.participants.values_list("pk", flat=True))
    return hold_meeting(interaction=meeting, held_at=on, came=came, actor=actor, at=on)


def say(meeting: Interaction, actor: User, text: str = "All said.", note: str = "") -> None:
    point = meeting.agenda.first()
    write_minutes(
        interaction=meeting,
        texts=[PointText(item=point.pk, minutes=text, internal_note=note)],
        actor=actor,
        at=NOW,
    )


def released(actor: User, *customers: Customer, **fields) -> Interaction:
    """A meeting with minutes that the customers may read."""
    meeting = held(actor, *customers, **fields)
    say(meeting, actor, note="Only for us.")
    return release_minutes(interaction=meeting, actor=actor, at=NOW)


def action_for(actor: User, customer: Customer, **fields) -> Action:
    """An action of the actor, due in a week."""
    given = {
        "what": "Draft a target",
        "staff_owner": None if fields.get("contact") else actor,
        "due_on": NOW.date() + dt.timedelta(days=7),
    } | fields
    return save_action(customer=customer, actor=actor, **({"at": NOW} | given))


def schedule_of(customer: Customer, **fields) -> ReviewSchedule:
    return ReviewSchedule.objects.create(
        customer=customer,
        **(
            {
                "kind": "service_review",
                "review_type": "monthly",
                "every_months": 1,
                "first_on": dt.date(2026, 8, 31),
                "starts_at_time": dt.time(10),
            }
            | fields
        ),
    )


def limited_manager(customer: Customer) -> User:
    """Nadia manages the relationship with one customer and what lies beneath it."""
    user = make_user("Nadia Wilayah")
    grant(user, customer, Role.RELATIONSHIP_MANAGER)
    return user
