"""Figures of agreements by customer, summed over the tree of customers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Max, Q

from agreements.models import Agreement, Breach, Party, ServiceUse
from agreements.queries.agreement_state import AgreementState, with_state


def agreements_in_force(
    customer_ids: list[int], *, user: Any, at: dt.datetime
) -> dict[int, set[Any]]:
    """The agreements in force at `at` that each customer is a party of."""
    running = with_state(Agreement.objects.visible_to(user), at=at).filter(
        state=AgreementState.IN_FORCE
    )
    parties = Party.objects.filter(customer__in=customer_ids, agreement__in=running.values("pk"))
    return _sets(parties.order_by().values_list("customer", "agreement"))


def open_breaches(customer_ids: list[int], *, user: Any, at: dt.datetime) -> dict[int, set[Any]]:
    """The breaches neither closed nor withdrawn, by the customers bound when they happened."""
    breaches = (
        Breach.objects.visible_to(user)
        .filter(step__in=[Breach.Step.OPEN, Breach.Step.ACKNOWLEDGED])
        .filter(
            Q(commitment__bound__to_at=None) | Q(commitment__bound__to_at__gt=F("breached_at")),
            commitment__bound__customer__in=customer_ids,
            commitment__bound__from_at__lte=F("breached_at"),
        )
    )
    return _sets(breaches.order_by().values_list("commitment__bound__customer", "pk"))


def _sets(rows: Iterable[tuple[int, Any]]) -> dict[int, set[Any]]:
    found: dict[int, set[Any]] = defaultdict(set)
    for customer, key in rows:
        found[customer].add(key)
    return found


def users_by_customer(customer_ids: list[int], *, user: Any, at: dt.datetime) -> dict[int, int]:
    """The users of each customer's most used service: at least so many people rest on us.

    Users of several services are mostly the same people and are not added. Where nobody counted
    there is no figure.
    """
    rows = (
        ServiceUse.objects.visible_to(user)
        .on(at.date())
        .filter(customer__in=customer_ids, users__isnull=False)
    )
    return dict(
        rows.order_by()
        .values("customer")
        .annotate(most=Max("users"))
        .values_list("customer", "most")
    )
