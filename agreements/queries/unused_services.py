"""Services of which nobody knows who uses them (R1)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from agreements.models import ServiceUse
from slm.models import Service


@dataclass(frozen=True, slots=True)
class UseGaps:
    """Live business services without a customer, and those whose users nobody has counted."""

    without_customer: list[Service]
    without_users: list[Service]


def use_gaps(*, as_of: dt.date) -> UseGaps:
    """What is missing on a day, over every customer; for whoever sees all of them. One query."""
    now = Q(uses__in=ServiceUse.objects.on(as_of))
    services: QuerySet[Service] = (
        Service.objects.filter(kind=Service.Kind.BUSINESS, portfolio_state=Service.Portfolio.LIVE)
        .annotate(
            use_count=Count("uses", filter=now, distinct=True),
            counted=Count("uses", filter=now & Q(uses__users__isnull=False), distinct=True),
        )
        .filter(counted=0)
        .order_by("name", "pk")
    )
    rows = list(services)
    return UseGaps(
        without_customer=[row for row in rows if not row.use_count],  # type: ignore[attr-defined]
        without_users=[row for row in rows if row.use_count],  # type: ignore[attr-defined]
    )
