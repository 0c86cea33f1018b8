"""Write down what is thought of a stakeholder (R83)."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Contact, Customer
from brm.queries.local_day import local_day
from common.problems import Refusal


class AnalysisRefused(Refusal):
    code = "analysis_refused"


@transaction.atomic
def analyse_contact(
    *,
    contact: Contact,
    reports_to: Contact | None,
    stance: str,
    contact_cadence_days: int | None,
    analysed_on: dt.date | None,
    actor: User,
    at: dt.datetime,
) -> Contact:
    """Keep whom the contact reports to, where they stand, how often to talk, and as of when.

    Refuses a superior of another organisation or from beneath the contact, and a day to come.
    """
    parents = dict(
        Contact.objects.order_by("pk")
        .filter(customer__in=_organisation(contact))
        .select_for_update(of=("self",))
        .values_list("pk", "reports_to_id")
    )
    if reports_to is not None:
        if reports_to.pk not in parents:
            raise AnalysisRefused(
                _("%(name)s belongs to another organisation.") % {"name": reports_to.person.name},
                field="reports_to",
            )
        step: uuid.UUID | None = reports_to.pk
        seen: set[uuid.UUID] = set()
        while step is not None and step not in seen:
            if step == contact.pk:
                raise AnalysisRefused(
                    _("%(other)s reports to %(name)s, so it cannot be the other way round.")
                    % {"other": reports_to.person.name, "name": contact.person.name},
                    field="reports_to",
                )
            seen.add(step)
            step = parents.get(step)
    if analysed_on is not None and analysed_on > local_day(contact.customer, at):
        raise AnalysisRefused(_("This day is still to come."), field="analysed_on")
    contact.reports_to = reports_to
    contact.stance = stance
    contact.contact_cadence_days = contact_cadence_days
    contact.analysed_on = analysed_on
    contact.save(update_fields=["reports_to", "stance", "contact_cadence_days", "analysed_on"])
    return contact


def _organisation(contact: Contact) -> list[int]:
    """Every unit of the organisation that the contact belongs to."""
    above = Customer.objects.above([contact.customer_id]).filter(parent=None)
    top = list(above.values_list("pk", flat=True)) or [contact.customer_id]
    return list(Customer.objects.within(top).values_list("pk", flat=True))
