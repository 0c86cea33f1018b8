"""Write down how a unit's business rests on a service (R1, R29, R42)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import OutcomeDependency, ServiceUse
from brm.models import BusinessOutcome, Customer
from brm.queries.organisation import is_one_organisation
from brm.queries.writing import may_write_for
from common.problems import Refusal
from slm.models import Service

FIELDS = (
    "users",
    "users_on",
    "criticality",
    "criticality_basis",
    "currency",
    "hour_cost",
    "hour_cost_basis",
    "hour_cost_on",
    "month_value",
    "month_value_by",
    "month_value_on",
    "since_on",
    "ends_before",
)
# A figure that somebody estimated says by whom or how, and when.
_NEEDS = {
    "users": ("users_on",),
    "criticality": ("criticality_basis",),
    "hour_cost": ("hour_cost_basis", "hour_cost_on"),
    "month_value": ("month_value_by", "month_value_on"),
}


class UseRefused(Refusal):
    """The use of a service is not saved as given."""

    code = "use_refused"


@transaction.atomic
def save_use(
    *,
    customer: Customer,
    service: Service,
    weights: Mapping[BusinessOutcome, int] | None = None,
    actor: Any,
    **fields: Any,
) -> ServiceUse:
    """Keep the use of a service by a unit: the one there is, or a new one. What is left out stays.

    `weights` are the outcomes that rest on it, all of them, each with how hard (0 to 10); None
    leaves them. Refuses a figure without its ground or day, and outcomes of others.
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"The use of a service has no {', '.join(sorted(unknown))}.")
    if not may_write_for(actor, customer):
        raise UseRefused(_("You may not write for this customer."), field="customer")
    # Two that say the same for the first time meet here, not at the unique key.
    Customer.objects.select_for_update().get(pk=customer.pk)
    use = ServiceUse.objects.filter(customer=customer, service=service).first() or ServiceUse(
        customer=customer, service=service
    )
    for name, value in fields.items():
        setattr(use, name, value.strip() if isinstance(value, str) else value)
    _check(use)
    use.save()
    if weights is not None:
        _weigh(use, weights)
    return use


def _check(use: ServiceUse) -> None:
    for figure, grounds in _NEEDS.items():
        if getattr(use, figure) in (None, ""):
            continue
        for ground in grounds:
            if not getattr(use, ground):
                raise UseRefused(
                    _("Say this too: a figure needs its ground and its day."), field=ground
                )
    if use.since_on and use.ends_before and use.ends_before <= use.since_on:
        raise UseRefused(_("It cannot end before it began."), field="ends_before")
    try:
        use.full_clean(exclude=("customer", "service"))
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise UseRefused(" ".join(messages), field=None if field == "__all__" else field) from error


def _weigh(use: ServiceUse, weights: Mapping[BusinessOutcome, int]) -> None:
    for outcome, weight in weights.items():
        if not 0 <= weight <= 10:
            raise UseRefused(_("How hard it rests is a number from 0 to 10."), field="outcomes")
        if not is_one_organisation(use.customer, outcome.customer):
            raise UseRefused(
                _("“%(outcome)s” belongs to another organisation.") % {"outcome": outcome},
                field="outcomes",
            )
    stored = {row.outcome_id: row for row in use.dependencies.all()}
    kept = {outcome.pk for outcome in weights}
    for pk, row in stored.items():
        if pk not in kept:
            row.delete()
    for outcome, weight in weights.items():
        row = stored.get(outcome.pk) or OutcomeDependency(use=use, outcome=outcome)
        if row.weight != weight:
            row.weight = weight
            row.save()
