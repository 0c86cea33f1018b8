"""Who gets more of our time than planned, and who less (R44)."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from brm.models import Customer
from brm.queries.customers import seen_from_within
from brm.queries.hours_spent import hours_spent
from portfolio.models import EffortPlan
from portfolio.queries.installation_month import today_at
from portfolio.queries.portfolio_rows import latest_plans, quarter_of, together
from portfolio.queries.trees import Trees

# So far from what the quarter should have taken by now is named.
TOLERANCE = Fraction(1, 4)


class Served(TextChoices):
    """How the hours of the running quarter compare with the plan."""

    OVER = "over", gettext_lazy("Over-served")
    UNDER = "under", gettext_lazy("Under-served")
    AS_PLANNED = "as_planned", gettext_lazy("As planned")
    UNKNOWN = "unknown", gettext_lazy("No hours logged")


@dataclass(frozen=True, slots=True)
class EffortRow:
    """One organisation's plan beside the hours that were logged since the quarter began."""

    customer: Customer
    plan: EffortPlan
    spent_minutes: int | None
    quarter_share: Fraction

    @property
    def spent_hours(self) -> Fraction | None:
        return None if self.spent_minutes is None else Fraction(self.spent_minutes, 60)

    @property
    def quarter_hours(self) -> Fraction:
        return Fraction(self.plan.hours_a_year, 4)

    @property
    def due_hours(self) -> Fraction:
        """What the plan would have taken by today."""
        return self.quarter_hours * self.quarter_share

    @property
    def difference(self) -> Fraction | None:
        """Hours spent beyond what was due by today; negative where they lack."""
        return None if self.spent_hours is None else self.spent_hours - self.due_hours

    @property
    def served(self) -> Served:
        if self.spent_hours is None:
            return Served.UNKNOWN
        if self.spent_hours > self.due_hours * (1 + TOLERANCE):
            return Served.OVER
        if self.spent_hours < self.due_hours * (1 - TOLERANCE):
            return Served.UNDER
        return Served.AS_PLANNED

    @property
    def reasons(self) -> list[str]:
        return tier_reasons(self.plan)


@dataclass(frozen=True)
class EffortView:
    """Everybody's effort as one reader sees it; the team's figures are of all customers."""

    rows: tuple[EffortRow, ...]
    month: dt.date | None
    quarter_share: Fraction
    team: dict[str, int] | None

    @property
    def lacking(self) -> int:
        return max(0, self.team["needed"] - self.team["capacity"]) if self.team else 0

    @property
    def is_lowered(self) -> bool:
        """Whether cadences were lowered to fit the team."""
        return bool(self.team) and self.team["needed"] < self.team["full"]  # type: ignore[index]


def effort_view(user: Any, *, as_of: dt.datetime) -> EffortView:
    """The plans of the organisations that `user` sees, the furthest from plan first."""
    day = today_at(as_of)
    quarter_on, share = quarter_of(day)
    trees = Trees()
    seen = {row.pk: row for row in seen_from_within(user).filter(standing=Customer.Standing.ACTIVE)}
    plans = latest_plans(seen)
    members = {pk: trees.beneath(pk) for pk in plans}
    everybody = set().union(*members.values()) if members else set()
    spent = hours_spent(everybody, quarter_on, day)
    rows = [
        EffortRow(seen[pk], plan, together(spent, members[pk]), share) for pk, plan in plans.items()
    ]
    rows.sort(
        key=lambda row: (
            row.difference is not None,
            row.difference or 0,
            row.customer.name,
        )
    )
    first = next(iter(plans.values()), None)
    return EffortView(
        rows=tuple(rows),
        month=first.month if first else None,
        quarter_share=share,
        team=first.inputs["team"] if first else None,
    )


def tier_reasons(plan: EffortPlan) -> list[str]:
    """Why the customer has its tier, as it was when the plan was made."""
    inputs = plan.inputs
    said = [
        _("value %(value)s") % {"value": inputs["value"]}
        if inputs["value"] is not None
        else _("no value known")
    ]
    if inputs["strategic_weight"] == 5:
        said.append(_("strategic weight 5: one tier up"))
    if _in_danger(inputs):
        said.append(
            ngettext(
                "renewal in %(days)d day at health %(health)s: one tier up",
                "renewal in %(days)d days at health %(health)s: one tier up",
                inputs["days_to_renewal"],
            )
            % {"days": inputs["days_to_renewal"], "health": inputs["health"]}
        )
    if inputs["executive_escalation"]:
        said.append(_("open complaint with the executives: one tier up"))
    return said


def _in_danger(inputs: dict[str, Any]) -> bool:
    days, health = inputs["days_to_renewal"], inputs["health"]
    return days is not None and 0 <= days < 180 and health is not None and Fraction(health) < 70
