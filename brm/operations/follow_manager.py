"""Date who answers for a relationship (R2)."""

import datetime as dt

from brm.models import Customer, ManagerTerm
from brm.queries.local_day import local_day


def follow_manager(customer: Customer, *, at: dt.datetime) -> None:
    """Let the dated terms say what `Customer.manager` says; nothing happens when they do.

    Somebody who is replaced on the day they began never held a day, and leaves no term.
    """
    on = local_day(customer, at)
    term = ManagerTerm.objects.filter(customer=customer, ended_on=None).first()
    if (term.manager_id if term else None) == customer.manager_id:
        return
    if term is not None and term.began_on < on:
        term.ended_on = on
        term.save(update_fields=["ended_on"])
    elif term is not None:
        term.delete()
    if customer.manager is not None:
        ManagerTerm.objects.create(customer=customer, manager=customer.manager, began_on=on)
