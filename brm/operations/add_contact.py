"""Write down whom we talk to in a customer's unit."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from brm.models import Contact, ContactRole, Customer
from common.problems import Refusal


class ContactRefused(Refusal):
    code = "contact_refused"


def add_contact(
    *,
    customer: Customer,
    name: str,
    email: str,
    phone: str,
    position: str,
    parts: Iterable[str],
    actor: User,
    at: dt.datetime,
) -> Contact:
    """Make the person a contact of the unit, with these parts for all services.

    Since when they play a part is not asked: such roles have no beginning.

    Somebody who is already known under the same e-mail stays one person, with the name on file:
    people change units and sit in several. Refuses whom the unit lists already.
    """
    email = email.strip().lower()
    with transaction.atomic():
        person = Person.objects.filter(email__iexact=email).first() if email else None
        if person is None:
            person = Person.objects.create(name=name.strip(), email=email, phone=phone.strip())
        try:
            with transaction.atomic():
                contact = Contact.objects.create(
                    person=person, customer=customer, position=position
                )
        except IntegrityError as error:
            raise ContactRefused(
                _("%(name)s is a contact of %(customer)s already.")
                % {"name": person.name, "customer": customer.name},
                field="email",
            ) from error
        for part in sorted(set(parts)):
            ContactRole.objects.create(contact=contact, part=part)
    return contact
