"""Keep when somebody was last talked with."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Contact, Customer
from brm.queries.local_day import local_day
from common.problems import Refusal


class ContactNotYet(Refusal):
    code = "contact_not_yet"


@transaction.atomic
def note_contact(
    *,
    customer: Customer,
    on: dt.date,
    actor: User | None,
    at: dt.datetime,
    contacts: Iterable[Contact] = (),
) -> None:
    """Note that we talked with the customer on that day, with these people.

    A contact of a unit is one with the unit too. An earlier day never replaces a later one; noted
    twice it is noted once. Refuses a day to come.
    """
    if on > local_day(customer, at):
        raise ContactNotYet(_("A contact is noted once it has been."), field="on")
    people = list(contacts)
    older = Q(last_contact_on=None) | Q(last_contact_on__lt=on)
    Contact.objects.filter(older, pk__in=[person.pk for person in people]).update(
        last_contact_on=on
    )
    Customer.objects.filter(
        older, pk__in={customer.pk, *(person.customer_id for person in people)}
    ).update(last_contact_on=on)
