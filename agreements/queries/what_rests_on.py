"""What rests on a service: units, outcomes, users, and what an hour without it costs (R42)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from agreements.models import OutcomeDependency, ServiceUse
from brm.models import BusinessOutcome, Customer
from brm.queries.customers import seen_from_within
from slm.models import Service


@dataclass(frozen=True, slots=True)
class OutcomeAtStake:
    """An outcome and how hard it rests on the service: the hardest of the units that need it."""

    outcome: Any
    weight: int


@dataclass(frozen=True, slots=True)
class Rests:
    """The uses that were asked for, and what they come to.

    `users` counts those that are known, None where nobody is; `users_unknown` and `costs_unknown`
    say of how many uses nothing is known, so that a sum is never taken for the whole. Costs are of
    an hour, by currency: amounts of two currencies are not added up.
    """

    uses: list[ServiceUse] = field(default_factory=list)
    units: list[Customer] = field(default_factory=list)
    outcomes: list[OutcomeAtStake] = field(default_factory=list)
    users: int | None = None
    users_unknown: int = 0
    hour_costs: dict[str, Decimal] = field(default_factory=dict)
    costs_unknown: int = 0


def seen_uses(user: Any) -> QuerySet[ServiceUse]:
    """The uses that `user` may see, each with the outcomes of customers that `user` sees."""
    dependencies = (
        OutcomeDependency.objects.filter(outcome__customer__in=seen_from_within(user))
        .select_related("outcome__customer")
        .order_by("-weight", "-outcome__importance", "outcome__statement", "pk")
    )
    return (
        ServiceUse.objects.visible_to(user)
        .select_related("customer__parent", "service")
        .prefetch_related(Prefetch("dependencies", dependencies, to_attr="seen_dependencies"))
    )


def unseen_weights(use: ServiceUse, user: Any) -> dict[BusinessOutcome, int]:
    """The outcomes that rest on a use and that `user` does not see: whoever weighs leaves them."""
    unseen = use.dependencies.exclude(outcome__customer__in=seen_from_within(user))
    return {row.outcome: row.weight for row in unseen.select_related("outcome__customer")}


def what_rests_on(service: Service, *, user: Any, as_of: dt.date) -> Rests:
    """What rests on a service on a day, as far as `user` may see the customers. Two queries."""
    rows = seen_uses(user).on(as_of).filter(service=service)  # type: ignore[attr-defined]
    return sum_up(rows.order_by("-criticality", "customer__name", "pk"))


def what_a_customer_uses(customer: Customer, *, user: Any, as_of: dt.date) -> Rests:
    """What a customer and its units rest on, on a day. Two queries."""
    rows = seen_uses(user).on(as_of)  # type: ignore[attr-defined]
    rows = rows.filter(customer__in=Customer.objects.within([customer.pk]))
    return sum_up(rows.order_by("-criticality", "service__name", "customer__name", "pk"))


def sum_up(uses: Iterable[ServiceUse]) -> Rests:
    """The uses with what they come to; rows of `seen_uses`."""
    rows = list(uses)
    costs: dict[str, Decimal] = {}
    hardest: dict[Any, OutcomeAtStake] = {}
    for row in rows:
        if row.hour_cost is not None:
            costs[row.currency] = costs.get(row.currency, Decimal(0)) + row.hour_cost
        for found in row.seen_dependencies:  # type: ignore[attr-defined]
            known = hardest.get(found.outcome_id)
            if found.weight and (known is None or known.weight < found.weight):
                hardest[found.outcome_id] = OutcomeAtStake(found.outcome, found.weight)
    counted = [row.users for row in rows if row.users is not None]
    return Rests(
        uses=rows,
        units=list({row.customer_id: row.customer for row in rows}.values()),
        outcomes=sorted(
            hardest.values(),
            key=lambda row: (-row.weight, -row.outcome.importance, row.outcome.statement),
        ),
        users=sum(counted) if counted else None,
        users_unknown=len(rows) - len(counted),
        hour_costs=dict(sorted(costs.items())),
        costs_unknown=sum(1 for row in rows if row.hour_cost is None),
    )
