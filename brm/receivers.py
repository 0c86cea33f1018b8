"""Do at once what follows from a meeting that was held."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from brm.models import Contact, Customer
from brm.operations.note_contact import note_contact
from brm.queries.local_day import local_day
from brm.signals import meeting_held


@receiver(meeting_held, dispatch_uid="brm.note_contact")
def note_who_came(
    sender: Any,
    *,
    customers: list[Customer],
    contacts: list[Contact],
    at: dt.datetime,
    **_kwargs: Any,
) -> None:
    """We talked with the customers, and with those of their people who came, on that day (R3)."""
    for customer in customers:
        on = local_day(customer, at)
        note_contact(customer=customer, on=on, actor=None, at=at, contacts=contacts)
