"""What the components of health are read from, for many customers at once (formulas, section 1).

Each reader asks the database a fixed number of times, however many customers there are, and
answers by customer unit; sums over a subtree are made by whoever asks.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from agreements.models import Agreement, State, Verdict
from brm.models import Contact
from brm.queries.overdue import cadence_of
from portfolio.engine import forecast
from portfolio.engine.months import Month, first_day, month_of
from portfolio.models import UsageFact

P = Contact.Part
EXPECTED = (P.DECISION_MAKER, P.BUDGET_HOLDER, P.SIGNATORY)
PERIODS = 3
USAGE_MONTHS = 3
READ_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Judged:
    """One promise to a customer unit in one closed period."""

    commitment: int
    agreement: str
    ended_on: dt.date
    state: str


def judged_periods(units: Collection[int], *, as_of: dt.datetime) -> dict[int, list[Judged]]:
    """The last three closed periods of every promise that bound a unit; one query."""
    rows = (
        Verdict.objects.filter(
            commitment__agreement__kind=Agreement.Kind.SLA,
            commitment__bound__customer__in=units,
            commitment__bound__from_at__lt=F("period_end_at"),
            closed_at__lte=as_of,
        )
        .filter(
            Q(commitment__bound__to_at=None) | Q(commitment__bound__to_at__gt=F("period_start_at"))
        )
        .annotate(
            unit=F("commitment__bound__customer"),
            place=Window(
                RowNumber(),
                partition_by=[F("commitment"), F("commitment__bound__customer")],
                order_by=F("period_end_at").desc(),
            ),
        )
        .filter(place__lte=PERIODS)
        .order_by()
        .values_list("unit", "commitment", "commitment__agreement__code", "period_end_at", "state")
    )
    found: dict[int, list[Judged]] = defaultdict(list)
    for unit, commitment, code, ended_at, state in rows:
        day = (ended_at - dt.timedelta(microseconds=1)).date()
        found[unit].append(Judged(commitment, code, day, state))
    return found


def is_met(judged: Judged) -> bool | None:
    """Whether the promise was kept; None where nobody knows."""
    return {State.MET: True, State.MISSED: False}.get(State(judged.state))


@dataclass(frozen=True, slots=True)
class Seat:
    """One role that every active unit should have filled, and whether it is kept up."""

    part: str
    is_filled: bool
    is_in_time: bool


def seats(units: Collection[int], *, on: dt.date) -> dict[int, tuple[Seat, ...]]:
    """Decision maker, budget holder and signatory of each unit; two queries.

    In time is a role that somebody fills whose contact is not overdue by its own cadence.
    """
    people: dict[int, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.filter(customer__in=units).current(on=on).with_roles(on=on):
        people[contact.customer_id].append(contact)
    found = {}
    for unit in units:
        filled = []
        for part in EXPECTED:
            holders = [contact for contact in people[unit] if part in contact.parts]
            in_time = any(not cadence_of(contact, on=on).is_overdue for contact in holders)
            filled.append(Seat(str(part), bool(holders), in_time))
        found[unit] = tuple(filled)
    return found


@dataclass(frozen=True, slots=True)
class UseLine:
    """Use of a service in one unit of use: what came and what had been forecast of it."""

    service: str
    unit: str
    months: tuple[Month, ...]
    actual: Fraction
    forecast: Fraction


class Use:
    """Counted use by customer unit, read once."""

    def __init__(self, units: Collection[int], *, now: Month) -> None:
        self.now = now
        self._rows: dict[int, list[tuple[str, str, Month, Fraction]]] = defaultdict(list)
        rows = UsageFact.objects.filter(
            customer__in=units,
            month__gte=first_day(now - READ_MONTHS),
            month__lt=first_day(now),
        ).values_list("customer", "service__code", "unit", "month", "quantity")
        for customer, service, unit, day, quantity in rows.order_by():
            self._rows[customer].append((service, unit, month_of(day), Fraction(quantity)))

    def lines_of(self, members: Collection[int]) -> list[UseLine]:
        """The last three whole months of each service and unit of use, over some customer units.

        A month counts that has both a figure and a forecast made from the months before it.
        """
        sums: dict[tuple[str, str], dict[Month, Fraction]] = defaultdict(
            lambda: defaultdict(Fraction)
        )
        for member in members:
            for service, unit, month, quantity in self._rows.get(member, ()):
                sums[service, unit][month] += quantity
        found = []
        wanted = range(self.now - USAGE_MONTHS, self.now)
        for (service, unit), figures in sorted(sums.items()):
            months = [month for month in wanted if month in figures]
            guesses = {
                month: guess
                for month in months
                if (guess := forecast.predicted_before(figures, month).value)
            }
            both = tuple(month for month in months if month in guesses)
            if both:
                found.append(
                    UseLine(
                        service,
                        unit,
                        both,
                        sum((figures[month] for month in both), Fraction(0)),
                        sum((guesses[month] for month in both), Fraction(0)),
                    )
                )
        return found
