"""Write down what a customer's business wants to reach, and how far it has come."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import BusinessOutcome, Customer, OutcomeMeasurement
from brm.operations.check_fields import refuse_bad_fields
from brm.queries.organisation import is_one_organisation
from brm.queries.writing import may_write_for
from common.problems import Refusal

FIELDS = (
    "reference",
    "statement",
    "measure",
    "unit",
    "baseline",
    "target",
    "importance",
    "owner",
    "due_on",
    "state",
)


class OutcomeRefused(Refusal):
    """The outcome or its measurement is not saved as given."""

    code = "outcome_refused"


@transaction.atomic
def save_outcome(
    *,
    outcome: BusinessOutcome | None = None,
    customer: Customer,
    actor: User,
    at: dt.datetime,
    **fields: Any,
) -> BusinessOutcome:
    """Keep a new outcome of a customer, or change one; what is not named stays.

    The customer of an outcome never changes. Refuses who may not write for the customer, an owner
    of another organisation, and a target without a unit.
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"An outcome has no {', '.join(sorted(unknown))}.")
    if not may_write_for(actor, customer):
        raise OutcomeRefused(_("You may not write for this customer."), field="customer")
    if outcome is None:
        outcome = BusinessOutcome(customer=customer, created_at=at)
    else:
        outcome = BusinessOutcome.objects.select_for_update().get(pk=outcome.pk)
    for name, value in fields.items():
        setattr(outcome, name, value.strip() if isinstance(value, str) else value)
    if outcome.owner and not is_one_organisation(outcome.owner.customer, outcome.customer):
        raise OutcomeRefused(
            _("%(name)s belongs to another organisation.") % {"name": outcome.owner},
            field="owner",
        )
    if outcome.target is not None and not outcome.unit:
        raise OutcomeRefused(_("Say in which unit the target counts."), field="unit")
    refuse_bad_fields(outcome, OutcomeRefused, exclude=("customer", "owner"))
    try:
        with transaction.atomic():
            outcome.save()
    except IntegrityError as error:
        raise OutcomeRefused(
            _("This customer has another outcome with this reference."), field="reference"
        ) from error
    return outcome


@transaction.atomic
def record_measurement(
    *,
    outcome: BusinessOutcome,
    measured_on: dt.date,
    planned: Decimal | None = None,
    realised: Decimal | None = None,
    note: str = "",
    actor: User,
    at: dt.datetime,
) -> OutcomeMeasurement:
    """Write what was planned and what was realised by a day; said again, it replaces that day's.

    Refuses a day to come for what was realised, and a measurement that says nothing (R85).
    """
    if not may_write_for(actor, outcome.customer):
        raise OutcomeRefused(_("You may not write for this customer."))
    if planned is None and realised is None:
        raise OutcomeRefused(
            _("Give what was planned, what was realised, or both."), field="realised"
        )
    if realised is not None and measured_on > at.date() + dt.timedelta(days=1):
        raise OutcomeRefused(_("Nothing can be realised on a day to come."), field="measured_on")
    BusinessOutcome.objects.select_for_update().get(pk=outcome.pk)
    measurement = OutcomeMeasurement.objects.filter(
        outcome=outcome, measured_on=measured_on
    ).first() or OutcomeMeasurement(outcome=outcome, measured_on=measured_on)
    measurement.planned, measurement.realised, measurement.note = planned, realised, note.strip()
    measurement.recorded_by, measurement.recorded_at = actor, at
    refuse_bad_fields(measurement, OutcomeRefused, exclude=("outcome", "recorded_by"))
    measurement.save()
    return measurement
