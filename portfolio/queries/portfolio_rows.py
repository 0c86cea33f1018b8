"""The customer portfolio: each organisation with where it stands and what it asks for (R37, R44).

Rows are the topmost customers that the reader sees, each over its subtree. Ranks and hours were
worked out over everybody, so that a row is the same whoever looks.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from agreements.queries.complaints import UncaughtComplaint, uncaught_complaints
from brm.models import Customer
from brm.queries.complaints import ComplaintFigures
from brm.queries.customers import seen_from_within
from brm.queries.hours_spent import hours_spent
from brm.queries.overdue import Cadence, cadence_of
from brm.queries.satisfaction import OutcomeSatisfaction
from portfolio.engine.health import ENOUGH_CONFIDENCE, Band, Part
from portfolio.engine.quadrant import Quadrant, choose_quadrant
from portfolio.models import CustomerValue, EffortPlan, HealthOverride
from portfolio.queries.agreement_lines import AgreementLine
from portfolio.queries.effort_needs import latest_values
from portfolio.queries.health_bands import overrides_of
from portfolio.queries.health_components import Examination, Examined
from portfolio.queries.trees import Trees

YEAR = 12
UNHAPPY_BELOW = 60
# A customer to whom nine of ten promises were kept was given what was agreed.
KEPT_FROM = 90


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One customer of the portfolio. What nobody knows is None, never zero."""

    customer: Customer
    members: frozenset[int]
    examined: Examined
    satisfaction: OutcomeSatisfaction | None
    value: CustomerValue | None
    override: HealthOverride | None
    plan: EffortPlan | None
    spent_minutes: int | None
    complaints: ComplaintFigures
    agreements: tuple[AgreementLine, ...]
    cadence: Cadence

    @property
    def index(self) -> Fraction | None:
        return self.value.index if self.value else None

    @property
    def outcome_score(self) -> Fraction | None:
        return self.satisfaction.score if self.satisfaction else None

    @property
    def quadrant(self) -> Quadrant | None:
        return choose_quadrant(self.index, self.outcome_score)

    @property
    def health(self) -> Fraction | None:
        """The score where enough is known to show one."""
        health = self.examined.health
        return health.score if health.confidence >= ENOUGH_CONFIDENCE else None

    @property
    def band(self) -> Band:
        """The band shown: the one set by hand while it holds, else the one worked out."""
        return Band(self.override.band) if self.override else self.examined.health.band

    @property
    def revenue(self) -> Decimal | None:
        """Of the twelve whole months before the value was worked out."""
        return _sum(self.value.inputs["past"]["months"]) if self.value else None

    @property
    def revenue_ahead(self) -> Decimal | None:
        return _sum(self.value.inputs["future"]["months"][:YEAR]) if self.value else None

    @property
    def currency(self) -> str:
        return self.value.currency if self.value else ""

    @property
    def targets_met(self) -> Fraction | None:
        return self.examined.part(Part.PERFORMANCE).score

    @property
    def is_watermelon(self) -> bool:
        """Green outside, red inside: promises were kept and the customer is unhappy (P23)."""
        return (
            self.targets_met is not None
            and self.outcome_score is not None
            and self.targets_met >= KEPT_FROM
            and self.outcome_score < UNHAPPY_BELOW
        )

    @property
    def next_end(self) -> AgreementLine | None:
        """The agreement in force that ends first."""
        return next((line for line in self.agreements if line.ends_on is not None), None)

    @property
    def planned_hours(self) -> Fraction | None:
        """Hours of a quarter, a fourth of those planned for the year."""
        return Fraction(self.plan.hours_a_year, 4) if self.plan else None

    @property
    def spent_hours(self) -> Fraction | None:
        """Hours logged since the quarter began; None where nobody logged any."""
        return None if self.spent_minutes is None else Fraction(self.spent_minutes, 60)

    @property
    def contact_days(self) -> int | None:
        """Days since somebody last spoke with the customer."""
        last = self.cadence.last_on
        return None if last is None else (self.cadence.on - last).days


@dataclass(frozen=True)
class Portfolio:
    """All rows that a reader sees, by name, and the complaints that no target would catch."""

    rows: tuple[PortfolioRow, ...]
    uncaught: tuple[UncaughtComplaint, ...]
    day: dt.date
    quarter_share: Fraction

    @cached_property
    def value_month(self) -> dt.date | None:
        return max((row.value.month for row in self.rows if row.value), default=None)

    @cached_property
    def plan_month(self) -> dt.date | None:
        return max((row.plan.month for row in self.rows if row.plan), default=None)

    @cached_property
    def quadrants(self) -> Counter[Quadrant | None]:
        return Counter(row.quadrant for row in self.rows)


def quarter_of(day: dt.date) -> tuple[dt.date, Fraction]:
    """The first day of the running quarter, and how much of it is over, that day included."""
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    year, month = divmod(first.year * 12 + first.month + 2, 12)
    whole = (dt.date(year, month + 1, 1) - first).days
    return first, Fraction((day - first).days + 1, whole)


def portfolio_of(user: Any, *, as_of: dt.datetime) -> Portfolio:
    """The portfolio as `user` sees it; as many queries for one customer as for many."""
    trees = Trees()
    seen = {
        row.pk: row
        for row in seen_from_within(user)
        .filter(standing=Customer.Standing.ACTIVE)
        .select_related("manager__person")
        .order_by("name", "pk")
    }
    tops = [pk for pk in seen if trees.above(pk).isdisjoint(seen)]
    desk = Examination(tops, trees=trees, as_of=as_of)
    members = set().union(*desk.members.values()) if tops else set()
    quarter_on, quarter_share = quarter_of(desk.day)
    values, overrides = latest_values(tops), overrides_of(tops, on=desk.day)
    plans, spent = latest_plans(tops), hours_spent(members, quarter_on, desk.day)
    rows = tuple(
        PortfolioRow(
            customer=seen[pk],
            members=frozenset(desk.members[pk]),
            examined=desk.examine(pk),
            satisfaction=desk.satisfaction.get(pk),
            value=values.get(pk),
            override=overrides.get(pk),
            plan=plans.get(pk),
            spent_minutes=together(spent, desk.members[pk]),
            complaints=desk.complaints_of(pk),
            agreements=tuple(desk.agreements_of(pk)),
            cadence=cadence_of(seen[pk], on=desk.day),
        )
        for pk in tops
    )
    since = as_of - dt.timedelta(days=365)
    return Portfolio(rows, tuple(uncaught_complaints(members, since)), desk.day, quarter_share)


def latest_plans(customers: Any) -> dict[int, EffortPlan]:
    """The plans kept last, of the same month for all; one query."""
    months = EffortPlan.objects.order_by("-month").values("month")[:1]
    rows = EffortPlan.objects.filter(customer__in=customers, month=months)
    return {row.customer_id: row for row in rows}


def together(minutes: dict[int, int], members: Any) -> int | None:
    """The minutes of some customer units; None where none of them has any."""
    known = [minutes[pk] for pk in members if pk in minutes]
    return sum(known) if known else None


def _sum(months: list[dict[str, str]]) -> Decimal | None:
    """The revenue of months as they were kept; None without any."""
    return sum((Decimal(row["revenue"]) for row in months), Decimal(0)) if months else None
