"""Somebody leaves: their roles end, a successor may take them over."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Contact, ContactRole, Customer
from common.problems import Refusal


class CannotLeave(Refusal):
    code = "cannot_leave"


@transaction.atomic
def mark_left(
    *,
    contact: Contact,
    left_on: dt.date,
    successor: Contact | None,
    actor: User,
    at: dt.datetime,
) -> Contact:
    """End every role of the contact before `left_on`, the first day on which they are gone.

    With a successor these roles begin anew for them on that day, whoever reported to the leaver
    reports to them, and they represent the customer where the leaver did. Refuses who has left
    already, and a successor who is the leaver, has left, or sits at another customer.
    """
    rows = Contact.objects.select_for_update(of=("self",)).select_related("person", "customer")
    contact = rows.get(pk=contact.pk)
    if contact.left_on is not None:
        raise CannotLeave(_("%(name)s was marked as left before.") % {"name": contact.person.name})
    if successor is not None:
        successor = rows.get(pk=successor.pk)
        _refuse_successor(contact, successor, left_on)
    for role in contact.roles.unended(on=left_on):
        if successor is not None:
            _take_over(role, successor, left_on)
        if role.valid_from is not None and role.valid_from >= left_on:
            role.delete()
        else:
            role.valid_to = left_on
            role.save(update_fields=["valid_to"])
    if successor is not None:
        Contact.objects.filter(reports_to=contact).exclude(pk=successor.pk).update(
            reports_to=successor
        )
        if successor.reports_to_id == contact.pk:
            Contact.objects.filter(pk=successor.pk).update(reports_to=contact.reports_to_id)
    Customer.objects.filter(representative=contact).update(representative=successor)
    contact.left_on, contact.successor = left_on, successor
    contact.save(update_fields=["left_on", "successor"])
    return contact


@transaction.atomic
def take_back_leaving(*, contact: Contact, actor: User, at: dt.datetime) -> Contact:
    """They did not leave after all, or came back; roles are given anew by hand."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    contact.left_on = contact.successor = None
    contact.save(update_fields=["left_on", "successor"])
    return contact


def _refuse_successor(contact: Contact, successor: Contact, left_on: dt.date) -> None:
    if successor.pk == contact.pk:
        raise CannotLeave(_("Choose somebody else as the successor."), field="successor")
    if successor.left_on is not None:
        raise CannotLeave(
            _("%(name)s left too. Choose somebody else.") % {"name": successor.person.name},
            field="successor",
        )
    if successor.customer_id != contact.customer_id:
        raise CannotLeave(
            _("%(name)s is no contact of %(customer)s. Add the contact first.")
            % {"name": successor.person.name, "customer": contact.customer.name},
            field="successor",
        )


def _take_over(role: ContactRole, successor: Contact, left_on: dt.date) -> None:
    """Give the successor the role from the day on which it becomes free, unless they hold it."""
    same = successor.roles.filter(part=role.part, service=role.service)
    if same.unended(on=left_on).exists():
        return
    begins = max(left_on, role.valid_from) if role.valid_from else left_on
    ContactRole.objects.create(
        contact=successor,
        part=role.part,
        service=role.service,
        valid_from=begins,
        valid_to=role.valid_to,
    )
