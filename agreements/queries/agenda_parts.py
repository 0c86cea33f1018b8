"""What agreements fill in on the agenda of a review: levels, breaches, the agreements (R106)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from agreements.models import Agreement, Breach, Commitment
from agreements.queries.agreement_state import AgreementState, with_state
from agreements.queries.charts import slam_chart
from agreements.queries.slam import slam_table
from agreements.queries.standing import last_tick
from brm.models import Customer

# A review looks at the last three months at least (R6), and at the running one.
MONTHS = 3
SHOWN = 50


def levels(
    *, customers: Sequence[int], since: dt.datetime | None, until: dt.datetime, user: Any
) -> dict[str, Any] | None:
    """Every target that binds these customers, by month, as it stood when the review was held."""
    at = min(until, last_tick(default=until))
    table = slam_table(
        _bound(customers, user), at=at, zone=_zone(customers), by_service=False, months=MONTHS
    )
    chart = slam_chart(table, by_service=False) if table.lines else None
    return {"slam": chart, "as_of": at}


def breaches(
    *, customers: Sequence[int], since: dt.datetime | None, until: dt.datetime, user: Any
) -> dict[str, Any] | None:
    """The breaches since the meeting before, the latest first; without one, of three months."""
    since = since or until - dt.timedelta(days=31 * MONTHS)
    rows = (
        Breach.objects.visible_to(user)
        .filter(
            commitment__in=_bound(customers, user), breached_at__gt=since, breached_at__lte=until
        )
        .exclude(step=Breach.Step.WITHDRAWN)
        .select_related("agreement", "verdict", "commitment__target__indicator__service")
        .order_by("-breached_at", "pk")
    )
    return {"breaches": list(rows[:SHOWN]), "since": since}


def portfolio(
    *, customers: Sequence[int], since: dt.datetime | None, until: dt.datetime, user: Any
) -> dict[str, Any] | None:
    """The agreements that hold or are to hold, with their ends and reviews."""
    rows = (
        with_state(Agreement.objects.visible_to(user), at=until)
        .filter(
            parties__customer__in=Customer.objects.within(list(customers)),
            state__in=(AgreementState.IN_FORCE, AgreementState.PENDING),
        )
        .distinct()
        .order_by("code")
    )
    return {"agreements": list(rows[:SHOWN])}


def _bound(customers: Sequence[int], user: Any) -> Any:
    family = Customer.objects.within(list(customers)).order_by().values("pk")
    return Commitment.objects.visible_to(user).filter(bound__customer__in=family).distinct()


def _zone(customers: Sequence[int]) -> str:
    return (
        Customer.objects.filter(pk__in=customers).order_by("pk").values_list("zone", flat=True)[0]
    )
