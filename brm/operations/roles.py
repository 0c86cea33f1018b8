"""Which parts a contact plays: given from a day, ended on a day (R38)."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Contact, ContactRole
from brm.queries.local_day import local_day
from common.problems import Refusal
from slm.models.service import Service


class RoleRefused(Refusal):
    code = "role_refused"


@transaction.atomic
def give_role(
    *,
    contact: Contact,
    part: str,
    service: Service | None,
    valid_from: dt.date | None,
    valid_to: dt.date | None,
    actor: User,
    at: dt.datetime,
) -> ContactRole:
    """Let the contact play `part` for `service`, or for all services, in `[valid_from, valid_to)`.

    Refuses an end that is not after the start, somebody who has left by then, and days on which
    they play it already.
    """
    contact = (
        Contact.objects.select_for_update(of=("self",)).select_related("person").get(pk=contact.pk)
    )
    name = contact.person.name
    if valid_from is not None and valid_to is not None and valid_to <= valid_from:
        raise RoleRefused(
            _("The last day comes before the first. Correct one of them."), field="valid_to"
        )
    if contact.left_on is not None and (valid_to is None or valid_to > contact.left_on):
        raise RoleRefused(
            _("%(name)s left. A role can hold until that day only.") % {"name": name},
            field="valid_to",
        )
    overlapping = contact.roles.filter(part=part, service=service)
    if valid_to is not None:
        overlapping = overlapping.filter(Q(valid_from=None) | Q(valid_from__lt=valid_to))
    if valid_from is not None:
        overlapping = overlapping.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from))
    if overlapping.exists():
        raise RoleRefused(
            _("%(name)s has this role on some of these days already. End that one first.")
            % {"name": name},
            field="part",
        )
    return ContactRole.objects.create(
        contact=contact, part=part, service=service, valid_from=valid_from, valid_to=valid_to
    )


@transaction.atomic
def end_role(
    *, role: ContactRole, ends_before: dt.date, actor: User, at: dt.datetime
) -> ContactRole | None:
    """Let the role hold until the day before `ends_before`; None where it never held a day.

    Refuses a role that is over by then.
    """
    role = ContactRole.objects.select_for_update().get(pk=role.pk)
    if role.valid_to is not None and role.valid_to <= ends_before:
        raise RoleRefused(_("This role is over by then."), field="ends_before")
    if role.valid_from is not None and role.valid_from >= ends_before:
        role.delete()
        return None
    role.valid_to = ends_before
    role.save(update_fields=["valid_to"])
    return role


def set_parts(*, contact: Contact, parts: Iterable[str], actor: User, at: dt.datetime) -> None:
    """Let the contact play exactly these parts for all services from today on."""
    on = local_day(contact.customer, at)
    wanted = set(parts)
    held = {role.part: role for role in contact.roles.filter(service=None).unended(on=on)}
    for part in sorted(held.keys() - wanted):
        end_role(role=held[part], ends_before=on, actor=actor, at=at)
    for part in sorted(wanted - held.keys()):
        give_role(
            contact=contact,
            part=part,
            service=None,
            valid_from=on,
            valid_to=None,
            actor=actor,
            at=at,
        )
