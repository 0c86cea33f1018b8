"""Ask a customer's people to read and agree minutes."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import User
from brm.models import Interaction
from brm.queries.meeting_access import people_of_customers
from notices.operations.write_notice import write_notice

TOOK_PART = gettext_noop("you took part in this meeting")


def tell_of_minutes(*, interaction: Interaction, at: dt.datetime) -> None:
    """Tell those of the customers' people who came; where none of them signs in, nobody.

    One notice for each customer, so that nobody reads who else was there.
    """
    came = interaction.participants.filter(attended=True).values("contact__person")
    for customer in interaction.customers.all():
        people = people_of_customers([customer.pk]).filter(Q(person__in=came))
        recipients: list[tuple[User, str]] = [(user, TOOK_PART) for user in people]
        if not recipients:
            continue
        write_notice(
            kind="brm.minutes",
            subject=f"meeting:{interaction.code}",
            level=customer.code,
            facts={
                "meeting": interaction.code,
                "what": interaction.subject if interaction.customers.count() == 1 else "",
                "held_at": interaction.held_at,
                "zone": interaction.zone,
            },
            recipients=recipients,
            url=reverse("brm:my-meeting", args=[interaction.code]),
            scope=[customer.pk],
            at=at,
        )
