"""How much of our time the relationship takes (R98, R99)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import QuerySet, Sum

from brm.models import HoursEntry
from brm.models.hours import HoursQuerySet


@dataclass(frozen=True, slots=True)
class Share:
    """The minutes of one discipline, by focus."""

    discipline: str
    relationship_minutes: int
    process_minutes: int

    @property
    def label(self) -> str:
        return str(HoursEntry.Discipline(self.discipline).label)

    @property
    def minutes(self) -> int:
        return self.relationship_minutes + self.process_minutes

    @property
    def relationship_seconds(self) -> int:
        return self.relationship_minutes * 60

    @property
    def process_seconds(self) -> int:
        return self.process_minutes * 60

    @property
    def seconds(self) -> int:
        return self.minutes * 60


@dataclass(frozen=True, slots=True)
class TimeSplit:
    """Where the time went: every discipline, also those that got none."""

    shares: tuple[Share, ...]

    @property
    def minutes(self) -> int:
        return sum(share.minutes for share in self.shares)

    @property
    def relationship_minutes(self) -> int:
        return sum(share.relationship_minutes for share in self.shares)

    @property
    def process_minutes(self) -> int:
        return sum(share.process_minutes for share in self.shares)

    @property
    def relationship_seconds(self) -> int:
        return self.relationship_minutes * 60

    @property
    def process_seconds(self) -> int:
        return self.process_minutes * 60

    @property
    def seconds(self) -> int:
        return self.minutes * 60

    @property
    def relationship_share(self) -> Fraction | None:
        """The part of the time that went to people; None where none was logged (R99)."""
        return Fraction(self.relationship_minutes, self.minutes) if self.minutes else None

    @property
    def process_share(self) -> Fraction | None:
        """The part that went to procedures."""
        return Fraction(self.process_minutes, self.minutes) if self.minutes else None


def hours_spent(customer_ids: Iterable[int], first_on: dt.date, last_on: dt.date) -> dict[int, int]:
    """The minutes logged for each of these customers from the first to the last day included.

    A customer for whom nothing was logged is missing: nothing known is not nothing spent.
    """
    rows = (
        HoursEntry.objects.filter(
            customer__in=list(customer_ids), spent_on__range=(first_on, last_on)
        )
        .order_by()
        .values("customer_id")
        .annotate(minutes=Sum("spent_minutes"))
    )
    return {row["customer_id"]: row["minutes"] for row in rows}


def time_split(rows: QuerySet[HoursEntry] | HoursQuerySet) -> TimeSplit:
    """The minutes of these entries by discipline and focus; one query."""
    sums = {
        (row["discipline"], row["focus"]): row["minutes"]
        for row in rows.order_by()
        .values("discipline", "focus")
        .annotate(minutes=Sum("spent_minutes"))
    }
    focus = HoursEntry.Focus
    return TimeSplit(
        tuple(
            Share(
                discipline,
                sums.get((discipline, focus.RELATIONSHIP), 0),
                sums.get((discipline, focus.PROCESS), 0),
            )
            for discipline in HoursEntry.Discipline.values
        )
    )
