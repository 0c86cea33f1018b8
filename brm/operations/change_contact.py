"""Correct what is known about a contact."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from brm.models import Contact
from brm.operations.add_contact import ContactRefused
from brm.operations.roles import set_parts


def may_rename(contact: Contact) -> bool:
    """Whether name and address may be changed here: not for who signs in or sits elsewhere too."""
    person = contact.person
    return not User.objects.filter(person=person).exists() and not (
        person.contacts.exclude(pk=contact.pk).exists()
    )


def change_contact(
    *,
    contact: Contact,
    name: str,
    email: str,
    phone: str,
    position: str,
    parts: Iterable[str],
    actor: User,
    at: dt.datetime,
) -> Contact:
    """Keep position, parts for all services and, where nobody else relies on them, name, address.

    Refuses an address that belongs to another person.
    """
    email = email.strip().lower()
    with transaction.atomic():
        contact = (
            Contact.objects.select_for_update(of=("self",))
            .select_related("person", "customer")
            .get(pk=contact.pk)
        )
        if may_rename(contact):
            others = Person.objects.exclude(pk=contact.person_id)
            other = others.filter(email__iexact=email).first() if email else None
            if other is not None:
                raise ContactRefused(
                    _(
                        "This address belongs to %(name)s. Remove this contact and add them "
                        "by the address instead."
                    )
                    % {"name": other.name},
                    field="email",
                )
            person = contact.person
            person.name, person.email, person.phone = name.strip(), email, phone.strip()
            person.save(update_fields=["name", "email", "phone"])
        contact.position = position
        contact.save(update_fields=["position"])
        set_parts(contact=contact, parts=parts, actor=actor, at=at)
    return contact
