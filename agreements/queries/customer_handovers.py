"""What of agreements somebody at a customer has in hand."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from agreements.models import Authority, Signatory, Version
from brm.models import Contact
from brm.queries.handovers import Handover


def authorities_of(contact: Contact, user: Any, on: dt.date) -> Iterable[Handover]:
    """The authorities to sign for the contact's customer that hold on that day."""
    rows = Authority.objects.visible_to(user).valid_on(on)
    rows = rows.filter(person=contact.person_id, customer=contact.customer_id)
    url = reverse("agreements:authority-list")
    return [Handover(row.capacity, url) for row in rows.order_by("capacity", "pk")]


def signatures_awaited(contact: Contact, user: Any, on: dt.date) -> Iterable[Handover]:
    """The versions in signing that name the contact and wait for them."""
    rows = Signatory.objects.visible_to(user).filter(
        person=contact.person_id,
        party__customer=contact.customer_id,
        version__state=Version.State.SIGNING,
    )
    rows = rows.select_related("version__agreement").order_by("version__agreement__code", "pk")
    return [
        Handover(
            f"{row.version.agreement}, v{row.version.number}",
            row.version.agreement.get_absolute_url(),
        )
        for row in rows
    ]
