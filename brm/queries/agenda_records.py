"""What the records of customers fill in on the agenda of a meeting (R69, R106).

A review pack is printed from it and handed to the customer: only what the customer told us or knows
is read here, nothing of what we estimate or intend (decision 31).
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from brm.models import BusinessChange, BusinessOutcome, Customer, Demand, Feedback
from brm.queries.customers import seen_from_within
from brm.queries.feedback_access import seen_feedback
from brm.queries.local_day import local_day
from brm.queries.outcomes import done_of, seen_outcomes
from brm.queries.satisfaction import satisfaction_trend

SHOWN = 50
# Without a meeting before, what came within a quarter is news.
FIRST_TIME = dt.timedelta(days=92)
ASKED = (Demand.Kind.REQUEST, Demand.Kind.CHANGE, Demand.Kind.RETIRE)


def feedback(
    *, customers: Sequence[int], since: dt.datetime | None, until: dt.datetime, user: Any
) -> dict[str, Any]:
    """What was received since the meeting before, and complaints from earlier that were open then.

    The gravest complaints first, then thanks and what else was said.
    """
    begun = since or until - FIRST_TIME
    rows = (
        seen_feedback(user)
        .filter(customer__in=_family(customers), received_at__lte=until)
        .filter(
            Q(received_at__gt=begun)
            | Q(kind=Feedback.Kind.COMPLAINT) & (Q(closed_at=None) | Q(closed_at__gt=begun))
        )
        .select_related("customer", "service")
        .order_by("-received_at", "code")[:SHOWN]
    )
    complaints = [row for row in rows if row.kind == Feedback.Kind.COMPLAINT]
    return {
        "complaints": complaints,
        "others": [row for row in rows if row.kind != Feedback.Kind.COMPLAINT],
        "since": begun,
    }


def requests(
    *, customers: Sequence[int], since: dt.datetime | None, until: dt.datetime, user: Any
) -> dict[str, Any]:
    """Services asked for anew, otherwise or no longer: what is open, or decided since."""
    begun = _day(customers, since or until - FIRST_TIME)
    rows = _told(customers, user, until).filter(kind__in=ASKED)
    return {
        "demand": rows.filter(Q(state__in=Demand.OPEN) | Q(decided_on__gte=begun))[:SHOWN],
    }


def demand(
    *, customers: Sequence[int], since: dt.datetime | None, until: dt.datetime, user: Any
) -> dict[str, Any]:
    """What the customer may want next, the nearest first."""
    rows = _told(customers, user, until).exclude(kind__in=ASKED).filter(state__in=Demand.OPEN)
    return {"demand": rows.order_by("expected_on", "code")[:SHOWN]}


def business(
    *, customers: Sequence[int], since: dt.datetime | None, until: dt.datetime, user: Any
) -> dict[str, Any]:
    """What changed in the customer's business since the meeting before, and what will."""
    begun = _day(customers, since or until - FIRST_TIME)
    rows = (
        BusinessChange.objects.filter(
            customer__in=_seen(customers, user), happens_on__gte=begun, recorded_at__lte=until
        )
        .select_related("customer")
        .order_by("happens_on", "title", "id")
    )
    return {"changes": rows[:SHOWN]}


def satisfaction(
    *, customers: Sequence[int], since: dt.datetime | None, until: dt.datetime, user: Any
) -> dict[str, Any]:
    """The last survey of each of these customers that ended, and the one before it."""
    seen = seen_from_within(user).filter(pk__in=customers).order_by("name", "pk")
    found = []
    for customer in seen:
        points = satisfaction_trend(customer, as_of=until)
        if points:
            found.append(
                {
                    "customer": customer,
                    "last": points[-1],
                    "before": points[-2] if len(points) > 1 else None,
                }
            )
    return {"surveys": found}


def outcomes(
    *, customers: Sequence[int], since: dt.datetime | None, until: dt.datetime, user: Any
) -> dict[str, Any]:
    """What the customer wants to reach and how far it has come, the most important first."""
    rows = list(
        seen_outcomes(user)
        .filter(customer__in=_family(customers), created_at__lte=until)
        .exclude(state=BusinessOutcome.State.DROPPED)[:SHOWN]
    )
    for row in rows:
        row.done = done_of(row)  # type: ignore[attr-defined]
    return {"outcomes": rows}


def _told(customers: Sequence[int], user: Any, until: dt.datetime) -> Any:
    """Demand that the customer itself spoke of, not what we thought of."""
    return (
        Demand.objects.visible_to(user)
        .filter(customer__in=_family(customers), created_at__lte=until)
        .exclude(source=Demand.Source.OWN)
        .select_related("customer")
        .order_by("code")
    )


def _family(customers: Sequence[int]) -> Any:
    return Customer.objects.within(list(customers)).order_by().values("pk")


def _seen(customers: Sequence[int], user: Any) -> Any:
    return seen_from_within(user).filter(pk__in=_family(customers)).order_by().values("pk")


def _day(customers: Sequence[int], at: dt.datetime) -> dt.date:
    """The day of an instant where the first of these customers is."""
    return local_day(Customer.objects.filter(pk__in=customers).order_by("pk")[0], at)
