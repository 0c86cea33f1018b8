"""What was spoken and decided with a customer, and the time it took, goes along when merged."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import (
    Action,
    Customer,
    Decision,
    HoursEntry,
    Interaction,
    Participant,
    ReviewSchedule,
)
from brm.queries.local_day import local_day

DAY_MINUTES = 24 * 60


def carry_meetings(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Make the meetings, actions and decisions those of `into`, with the contacts that remain.

    Somebody who came to a meeting for both came once.
    """
    for old, new in contacts.items():
        for part in Participant.objects.filter(contact=old):
            twin = Participant.objects.filter(interaction=part.interaction_id, contact=new).first()
            if twin is None:
                part.contact_id = new
                part.save(update_fields=["contact"])
                continue
            if part.attended and not twin.attended:
                twin.attended = True
                twin.save(update_fields=["attended"])
            part.delete()
        Action.objects.filter(contact=old).update(contact=new)
    for meeting in Interaction.objects.filter(customers=customer):
        meeting.customers.remove(customer)
        meeting.customers.add(into)
    Action.objects.filter(customer=customer).update(customer=into)
    Decision.objects.filter(customer=customer).update(customer=into)


def carry_schedules(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Let reviews go on with `into`; a schedule that it has too ends for the customer's."""
    running = ReviewSchedule.objects.filter(customer=into, ended_on=None)
    known = set(running.values_list("kind", "review_type"))
    for schedule in ReviewSchedule.objects.filter(customer=customer):
        if schedule.ended_on is None and (schedule.kind, schedule.review_type) in known:
            schedule.ended_on = local_day(customer, at)
            schedule.ended_because = _("%(name)s was merged into %(into)s.") % {
                "name": customer.name,
                "into": into.name,
            }
        schedule.customer = into
        schedule.save()


def carry_hours(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Make the hours those of `into`; what one meeting took for both of them is added up."""
    for entry in HoursEntry.objects.filter(customer=customer):
        twin = None
        if entry.interaction_id is not None:
            twin = HoursEntry.objects.filter(
                customer=into, interaction=entry.interaction_id, user=entry.user_id
            ).first()
        if twin is None:
            entry.customer = into
            entry.save(update_fields=["customer"])
            continue
        twin.spent_minutes = min(twin.spent_minutes + entry.spent_minutes, DAY_MINUTES)
        twin.save(update_fields=["spent_minutes"])
        entry.delete()


def count_meetings(customer: Customer) -> int:
    """How many meetings, actions and decisions there are with the customer."""
    return (
        Interaction.objects.filter(customers=customer).count()
        + Action.objects.filter(customer=customer).count()
        + Decision.objects.filter(customer=customer).count()
    )
