"""Log what changes in a customer's business, and what we do about it (R49)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import BusinessChange, Customer
from brm.operations.check_fields import refuse_bad_fields
from brm.queries.writing import may_write_for
from common.problems import Refusal
from slm.models.service import Service

FIELDS = ("happens_on", "title", "description", "users_delta", "disposition", "disposition_note")


class BusinessChangeRefused(Refusal):
    """The change of a business is not saved as given."""

    code = "business_change_refused"


@transaction.atomic
def save_business_change(
    *,
    change: BusinessChange | None = None,
    customer: Customer,
    services: Iterable[Service] | None = None,
    actor: User,
    at: dt.datetime,
    **fields: Any,
) -> BusinessChange:
    """Keep what changes, or change what is known of it; its customer stays.

    Refuses an answer other than “to be looked at” without a word on what was done.
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"A change of a business has no {', '.join(sorted(unknown))}.")
    if not may_write_for(actor, customer):
        raise BusinessChangeRefused(_("You may not write for this customer."), field="customer")
    if change is None:
        change = BusinessChange(customer=customer, recorded_by=actor, recorded_at=at)
    else:
        change = BusinessChange.objects.select_for_update().get(pk=change.pk)
    for name, value in fields.items():
        setattr(change, name, value.strip() if isinstance(value, str) else value)
    if change.disposition != BusinessChange.Disposition.OPEN and not change.disposition_note:
        raise BusinessChangeRefused(
            _("Write what was done, or why nothing is."), field="disposition_note"
        )
    refuse_bad_fields(change, BusinessChangeRefused, exclude=("customer", "recorded_by"))
    change.save()
    if services is not None:
        change.services.set(services)
    return change
