"""The tier of each organisation and the hours that it should get, fitted to the team (R44)."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import F

from brm.engine.feedback import UNSETTLED
from brm.models import Customer, Demand, Escalation
from portfolio.engine.effort import (
    CADENCES,
    Cadence,
    Need,
    Plan,
    Standing,
    Tier,
    choose_tier,
    fit_capacity,
    needed_hours,
)
from portfolio.engine.health import ENOUGH_CONFIDENCE
from portfolio.models import CustomerValue, EffortSettings, Improvement
from portfolio.queries.health_components import Examination
from portfolio.queries.trees import Trees

# The third level of a ladder is where executives are told.
EXECUTIVE_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Goings:
    """What goes on at a customer that takes hours beside reviews."""

    complaints: int
    improvements: int
    proposals: int
    is_renewal_due: bool


@dataclass(frozen=True, slots=True)
class Effort:
    """One organisation: what decided its tier, and its hours before and after the fit."""

    customer: int
    standing: Standing
    goings: Goings
    tier: Tier
    full: Need
    need: Need


@dataclass(frozen=True, slots=True)
class TeamEffort:
    """Everybody's hours and the capacity that they were fitted to."""

    rows: tuple[Effort, ...]
    plan: Plan

    @property
    def full_hours(self) -> int:
        """What everybody would get if there were time enough."""
        return sum(row.full.total for row in self.rows)


def team_effort(*, as_of: dt.datetime) -> TeamEffort:
    """The effort for every active organisation over its subtree, whoever looks."""
    trees = Trees()
    tops = sorted(trees.organisations())
    desk = Examination(tops, trees=trees, as_of=as_of)
    values = latest_values(tops)
    weights = dict(Customer.objects.filter(pk__in=tops).values_list("pk", "strategic_weight"))
    units = {unit: top for top in tops for unit in desk.members[top]}
    escalated = _escalated(units)
    improvements, proposals = _improvements(units), _proposals(units)
    standings, goings = {}, {}
    for top in tops:
        health = desk.examine(top).health
        days = [line.days_left for line in desk.agreements_of(top) if line.days_left is not None]
        row = values.get(top)
        standings[top] = Standing(
            value=row.index if row else None,
            strategic_weight=weights[top],
            health=health.score if health.confidence >= ENOUGH_CONFIDENCE else None,
            days_to_renewal=min(days, default=None),
            executive_escalation=top in escalated,
        )
        goings[top] = Goings(
            complaints=desk.complaints_of(top).open,
            improvements=improvements[top],
            proposals=proposals[top],
            is_renewal_due=any(line.is_due for line in desk.agreements_of(top)),
        )
    tiers = {top: choose_tier(standing) for top, standing in standings.items()}
    full = {top: _need(tiers[top], goings[top], CADENCES) for top in tops}
    plan = fit_capacity(
        customers=Counter(tiers.values()),
        other_hours=sum(need.total - need.reviews for need in full.values()),
        capacity=EffortSettings.current().capacity_hours,
    )
    return TeamEffort(
        tuple(
            Effort(
                top,
                standings[top],
                goings[top],
                tiers[top],
                full[top],
                _need(tiers[top], goings[top], plan.cadences),
            )
            for top in tops
        ),
        plan,
    )


def latest_values(customers: Collection[int]) -> dict[int, CustomerValue]:
    """The values kept last, of the same month for all; one query."""
    months = CustomerValue.objects.order_by("-month").values("month")[:1]
    rows = CustomerValue.objects.filter(customer__in=customers, month=months)
    return {row.customer_id: row for row in rows}


def _need(tier: Tier, goings: Goings, cadences: Mapping[Tier, Cadence]) -> Need:
    return needed_hours(
        tier,
        complaints=goings.complaints,
        improvements=goings.improvements,
        renewal_due=goings.is_renewal_due,
        proposals=goings.proposals,
        cadences=cadences,
    )


def _escalated(units: Mapping[int, int]) -> set[int]:
    """The organisations with a complaint that is open and has climbed to the executives."""
    rows = Escalation.objects.filter(
        feedback__customer__in=units,
        feedback__state__in=UNSETTLED,
        episode=F("feedback__episode"),
        level__gte=EXECUTIVE_LEVEL,
    )
    return {units[pk] for pk in rows.order_by().values_list("feedback__customer", flat=True)}


def _improvements(units: Mapping[int, int]) -> Counter[int]:
    """Improvements under way by organisation; one for several units counts once."""
    state = Improvement.State
    pairs = Improvement.customers.through.objects.filter(
        customer__in=units, improvement__state__in=[state.APPROVED, state.RUNNING]
    ).values_list("improvement", "customer")
    seen: dict[int, set[int]] = defaultdict(set)
    for improvement, unit in pairs:
        seen[units[unit]].add(improvement)
    return Counter({top: len(found) for top, found in seen.items()})


def _proposals(units: Mapping[int, int]) -> Counter[int]:
    """Opportunities that were accepted and are not realised yet, by organisation."""
    rows = Demand.objects.filter(
        customer__in=units, kind=Demand.Kind.OPPORTUNITY, state=Demand.State.ACCEPTED
    )
    return Counter(units[pk] for pk in rows.order_by().values_list("customer", flat=True))
