"""The register of improvements: who may keep it, what it is worth, which misses lack one."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Role
from accounts.queries.roles import has_role
from agreements.models import Breach
from brm.models import Customer
from portfolio.engine.improvement import (
    net_benefit,
    net_present_value,
    payback_months,
    return_on_investment,
)
from portfolio.models import Improvement

KEEPERS = (Role.SERVICE_LEVEL_MANAGER, Role.RELATIONSHIP_MANAGER, Role.SERVICE_OWNER)
YEARS = 3
DISCOUNT_RATE = Decimal("0.10")


@dataclass(frozen=True, slots=True)
class Worth:
    """Whether an improvement is justified (R78), with each figure that says so."""

    failure: Decimal
    idle_users: Decimal
    lost_business: Decimal
    gross: Decimal
    net: Decimal
    payback: int | None
    return_share: Decimal | None
    present: Decimal
    years: int
    discount: Decimal

    @property
    def is_justified(self) -> bool:
        """Whether it brings back more than it costs within the years looked at."""
        return self.present > 0


def worth_of(improvement: Improvement) -> Worth:
    """What it brings against what it costs, over three years at ten percent a year."""
    failure = improvement.failure
    gross = failure.total + improvement.benefit
    net = net_benefit(benefit_a_year=gross, running_cost_a_year=improvement.running_cost)
    years = [net] * YEARS
    return Worth(
        failure=failure.total,
        idle_users=failure.idle_users,
        lost_business=failure.lost_business,
        gross=gross,
        net=net,
        payback=payback_months(cost=improvement.cost, net_benefit_a_year=net),
        return_share=return_on_investment(cost=improvement.cost, net_benefits=years),
        present=net_present_value(
            cost=improvement.cost, net_benefits=years, discount_rate=DISCOUNT_RATE
        ),
        years=YEARS,
        discount=DISCOUNT_RATE,
    )


def kept_customers(user: Any) -> QuerySet[Customer]:
    """The customers for whom `user` may write improvements."""
    return Customer.objects.visible_to(user, roles=KEEPERS)


def may_keep_for_all(user: Any) -> bool:
    """Whether `user` may write improvements for anybody, also for nobody in particular."""
    return has_role(user, *KEEPERS)


def may_keep_some(user: Any) -> bool:
    """Whether `user` may write some improvement."""
    return may_keep_for_all(user) or kept_customers(user).exists()


def may_keep(user: Any, improvement: Improvement) -> bool:
    """Whether `user` may change this one: a keeper, or of all of its customers a limited one."""
    if may_keep_for_all(user):
        return True
    bound = set(improvement.customers.values_list("pk", flat=True))
    return bool(bound) and bound <= set(kept_customers(user).values_list("pk", flat=True))


def unanswered_misses(user: Any) -> QuerySet[Breach]:
    """Missed targets with neither an improvement nor a reason why none (R18), the oldest first."""
    answered = Improvement.objects.filter(breaches=OuterRef("pk"))
    return (
        Breach.objects.visible_to(user)
        .filter(~Exists(answered), conclusion="", withdrawn_at=None)
        .select_related(
            "agreement",
            "verdict",
            "commitment__target__indicator",
            "commitment__measure__indicator__service",
        )
        .order_by("opened_at", "pk")
    )
