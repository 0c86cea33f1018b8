"""Whom we should have talked with by now (R3)."""

import datetime as dt
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import DateField, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models import Value as V

from brm.models import Contact, Customer

Talked = TypeVar("Talked", Customer, Contact)


@dataclass(frozen=True)
class Cadence:
    """How often to talk, when it last was, and when it is due: all that the verdict rests on.

    Without a cadence nothing is ever due; with one and no contact yet it is due at once.
    """

    every_days: int | None
    last_on: dt.date | None
    on: dt.date

    @property
    def due_on(self) -> dt.date | None:
        """The last day on which a contact is in time; None where none is due or none ever was."""
        if self.every_days is None or self.last_on is None:
            return None
        return self.last_on + dt.timedelta(days=self.every_days)

    @property
    def state(self) -> str:
        """`never`, `overdue`, `in_time` or `no_cadence`."""
        if self.last_on is None:
            return "no_cadence" if self.every_days is None else "never"
        if self.every_days is None:
            return "no_cadence"
        return "overdue" if self.on > self.last_on + dt.timedelta(self.every_days) else "in_time"

    @property
    def is_overdue(self) -> bool:
        return self.state in {"never", "overdue"}


def cadence_of(record: Customer | Contact, *, on: dt.date) -> Cadence:
    """The cadence of a customer or of a contact on that day."""
    return Cadence(record.contact_cadence_days, record.last_contact_on, on)


def overdue(rows: QuerySet[Talked], *, on: dt.date) -> QuerySet[Talked]:
    """The customers, or contacts, whose contact is overdue on that day, the longest first.

    Former customers and people who left are not waited for.
    """
    if rows.model is Contact:
        waited_for = Q(left_on=None) | Q(left_on__gt=on)
    else:
        waited_for = ~Q(standing=Customer.Standing.FORMER)
    days = ExpressionWrapper(
        F("contact_cadence_days") * V(dt.timedelta(days=1)), output_field=DurationField()
    )
    due = ExpressionWrapper(F("last_contact_on") + days, output_field=DateField())
    return (
        rows.filter(waited_for, contact_cadence_days__isnull=False)
        .annotate(contact_due_on=due)
        .filter(Q(last_contact_on=None) | Q(contact_due_on__lt=on))
        .order_by(F("contact_due_on").asc(nulls_first=True), "pk")
    )
