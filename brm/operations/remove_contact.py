"""Forget that somebody is a contact of a unit."""

import datetime as dt

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Contact
from common.problems import Refusal


class ContactNeeded(Refusal):
    code = "contact_needed"


def remove_contact(*, contact: Contact, actor: User, at: dt.datetime) -> None:
    """Remove the contact, and the person too when nothing else points to them.

    Refuses a contact that other records name.
    """
    person = contact.person
    with transaction.atomic():
        try:
            with transaction.atomic():
                contact.delete()
        except ProtectedError as error:
            raise ContactNeeded(
                _("Other records name %(name)s. Take the parts away instead of the contact.")
                % {"name": person.name}
            ) from error
        if not person.contacts.exists():
            try:
                with transaction.atomic():
                    person.delete()
            except ProtectedError:
                pass  # signs in, or is a supplier's contact: stays a person
