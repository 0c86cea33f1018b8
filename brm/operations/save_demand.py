"""Raise a demand of a customer, or say more about one."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Customer, Demand
from brm.operations.check_fields import refuse_bad_fields
from brm.queries.organisation import is_one_organisation
from brm.queries.writing import may_write_for
from common.db.codes import next_code
from common.problems import Refusal
from slm.models.service import Service

FIELDS = (
    "kind",
    "title",
    "description",
    "outcome",
    "source",
    "source_note",
    "expected_on",
    "volume",
    "volume_unit",
    "value",
    "currency",
    "probability_percent",
    "effort",
)
# Kinds that speak of services which are there already.
_OF_A_SERVICE = (Demand.Kind.CHANGE, Demand.Kind.RETIRE)


class DemandRefused(Refusal):
    """The demand is not saved, or not decided, as given."""

    code = "demand_refused"


def propose_demand_code() -> str:
    """The next free code, DM-0017."""
    return next_code(Demand, "DM")


@transaction.atomic
def save_demand(
    *,
    demand: Demand | None = None,
    code: str = "",
    customer: Customer,
    services: Iterable[Service] | None = None,
    actor: User,
    at: dt.datetime,
    **fields: Any,
) -> Demand:
    """Keep a new demand of a customer, or change one that is still open; the rest stays.

    `expected_on` is taken to its month. Refuses who may not write for the customer, a decided
    demand, a volume without what is counted, and a change or retirement that names no service.
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"A demand has no {', '.join(sorted(unknown))}.")
    if not may_write_for(actor, customer):
        raise DemandRefused(_("You may not write for this customer."), field="customer")
    if demand is None:
        demand = Demand(
            code=code or propose_demand_code(), customer=customer, created_by=actor, created_at=at
        )
        chosen = list(services or ())
    else:
        demand = Demand.objects.select_for_update().get(pk=demand.pk)
        if not demand.is_open:
            raise DemandRefused(
                _("%(code)s is decided: open it again to change it.") % {"code": demand.code}
            )
        chosen = list(demand.services.all() if services is None else services)
    for name, value in fields.items():
        setattr(demand, name, value.strip() if isinstance(value, str) else value)
    if demand.expected_on is not None:
        demand.expected_on = demand.expected_on.replace(day=1)
    _check(demand, chosen)
    try:
        with transaction.atomic():
            demand.save()
    except IntegrityError as error:
        raise DemandRefused(_("This code is taken."), field="code") from error
    demand.services.set(chosen)
    return demand


def _check(demand: Demand, services: list[Service]) -> None:
    if demand.volume is not None and not demand.volume_unit:
        raise DemandRefused(_("Say what is counted."), field="volume_unit")
    if demand.kind in _OF_A_SERVICE and not services:
        raise DemandRefused(_("Name the service that it is about."), field="services")
    if demand.outcome and not is_one_organisation(demand.customer, demand.outcome.customer):
        raise DemandRefused(_("This outcome belongs to another organisation."), field="outcome")
    refuse_bad_fields(
        demand, DemandRefused, exclude=("customer", "outcome", "created_by", "decided_by")
    )
