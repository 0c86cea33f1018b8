"""Ask customers whether a service still does what it must after it was changed (R51)."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import CheckAnswer, Customer, EarlyLifeCheck
from brm.operations.check_fields import refuse_bad_fields
from brm.queries.writing import written_by
from common.problems import Refusal
from slm.models.service import Service


class CheckRefused(Refusal):
    """The check is not opened, or not answered, as given."""

    code = "check_refused"


@transaction.atomic
def ask_for_acceptance(
    *,
    service: Service,
    what: str,
    changed_on: dt.date,
    due_on: dt.date,
    customers: Iterable[Customer],
    actor: User,
    at: dt.datetime,
) -> EarlyLifeCheck:
    """Open a check with one question to each customer; they answer on their own pages.

    Refuses nobody to ask, a customer for whom `actor` may not write, and a due day before the
    change.
    """
    asked = list(customers)
    if not asked:
        raise CheckRefused(_("Choose at least one customer to ask."), field="customers")
    known = set(
        written_by(actor).filter(pk__in=[row.pk for row in asked]).values_list("pk", flat=True)
    )
    strange = [row.name for row in asked if row.pk not in known]
    if strange:
        raise CheckRefused(
            _("You may not ask %(names)s.") % {"names": ", ".join(strange)}, field="customers"
        )
    if due_on < changed_on:
        raise CheckRefused(_("The answer cannot be due before the change."), field="due_on")
    check = EarlyLifeCheck(
        service=service,
        what=what.strip(),
        changed_on=changed_on,
        due_on=due_on,
        asked_by=actor,
        asked_at=at,
    )
    refuse_bad_fields(check, CheckRefused, exclude=("service", "asked_by"))
    check.save()
    CheckAnswer.objects.bulk_create(
        CheckAnswer(check_asked=check, customer=customer) for customer in asked
    )
    return check
