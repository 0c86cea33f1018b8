"""Set the band of a customer's health by hand for a time, and take that back."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from brm.models import Customer
from brm.queries.customers import managed_by
from common.problems import Refusal
from portfolio.models import HealthOverride
from portfolio.queries.installation_month import today_at

LONGEST_DAYS = 183


class OverrideRefused(Refusal):
    """The band stays as it was."""

    code = "health_override_refused"


@transaction.atomic
def override_health(
    *,
    customer: Customer,
    band: str,
    reason: str,
    expires_on: dt.date,
    actor: Any,
    at: dt.datetime,
) -> HealthOverride:
    """Let another band be shown beside the one worked out, until a day included.

    It replaces the one set before. Refuses whoever does not manage the customer, a day that has
    passed and one more than half a year ahead: a judgement has to be looked at again.
    """
    locked = _managed(customer, actor)
    today = today_at(at)
    if not today <= expires_on <= today + dt.timedelta(days=LONGEST_DAYS):
        raise OverrideRefused(
            _("Choose a day from today on, at most half a year ahead."), field="expires_on"
        )
    _withdraw(locked, actor, at)
    row = HealthOverride(
        customer=locked,
        band=band,
        reason=reason.strip(),
        expires_on=expires_on,
        set_at=at,
        set_by=actor,
    )
    try:
        row.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise OverrideRefused(
            " ".join(messages), field=None if field == "__all__" else field
        ) from error
    row.save()
    return row


@transaction.atomic
def withdraw_override(*, customer: Customer, actor: Any, at: dt.datetime) -> None:
    """Show again what was worked out. Refuses where nothing was set."""
    if not _withdraw(_managed(customer, actor), actor, at):
        raise OverrideRefused(_("No band is set by hand."))


def _managed(customer: Customer, actor: Any) -> Customer:
    """The customer, locked: two who set a band at once come one after the other."""
    if not managed_by(actor).filter(pk=customer.pk).exists():
        raise OverrideRefused(_("You do not manage this customer."))
    return Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)


def _withdraw(customer: Customer, actor: Any, at: dt.datetime) -> int:
    rows = list(HealthOverride.objects.filter(customer=customer, withdrawn_at=None))
    for row in rows:
        row.withdrawn_at, row.withdrawn_by = at, actor
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return len(rows)
