"""Account plans: what is open in them, and which of the strategy's parts are written."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from brm.models import AccountItem, AccountPlan, Customer
from common.db.labels import field_label

STRATEGY = ("vision", "characteristics", "measures", "initiatives", "contributions")
BUSINESS = ("strategy", "drivers", "expectations")


@dataclass(frozen=True, slots=True)
class ItemList:
    """The items of one kind; `total` is of the open ones that name an amount, `unpriced` counts
    the open ones that name none."""

    kind: Any
    items: list[AccountItem]
    open_count: int
    total: Decimal
    unpriced: int


def item_lists(plan: AccountPlan) -> list[ItemList]:
    """Commitments, investments and risks, each with its total (R41), in one query."""
    items = list(plan.items.select_related("owner__person"))
    found = []
    for kind in AccountItem.Kind:
        mine = [item for item in items if item.kind == kind]
        mine.sort(key=lambda item: (item.state != AccountItem.State.OPEN, -(item.exposure or 0)))
        still_open = [item for item in mine if item.state == AccountItem.State.OPEN]
        priced = [item.amount for item in still_open if item.amount is not None]
        found.append(
            ItemList(
                kind=kind,
                items=mine,
                open_count=len(still_open),
                total=sum(priced, Decimal(0)),
                unpriced=len(still_open) - len(priced),
            )
        )
    return found


def texts(plan: AccountPlan, names: Iterable[str]) -> list[tuple[Any, str]]:
    """The named texts of a plan with their headings, the empty ones too."""
    return [(field_label(AccountPlan, name), getattr(plan, name)) for name in names]


def plan_of(customer: Customer) -> AccountPlan | None:
    """The customer's plan, if one was written."""
    return (
        AccountPlan.objects.select_related("customer", "owner__person")
        .filter(customer=customer)
        .first()
    )


def with_overdue(plans: QuerySet[AccountPlan], *, on: dt.date) -> QuerySet[AccountPlan]:
    """The plans with `is_overdue`: whether their next review lies before the day `on`."""
    late = ExpressionWrapper(Q(next_review_on__lt=on), output_field=BooleanField())
    return plans.annotate(is_overdue=late)
