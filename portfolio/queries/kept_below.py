"""What value and forecast take from the apps below: demand, strategic weight, perceived worth."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

from agreements.models import ServiceUse
from brm.models import Customer
from brm.queries.dated_demand import expected_demand
from portfolio.engine.months import month_of
from portfolio.queries.sources import DatedDemand, Perceived


def demand(customers: Collection[int]) -> list[DatedDemand]:
    """Open demand of which somebody said how much is expected from when; it stays then."""
    return [
        DatedDemand(
            customer=row.customer_id,
            service=row.service_id,
            unit=row.unit,
            first=month_of(row.begins),
            last=None,
            quantity=Decimal(row.volume),
            probability=Decimal(row.probability.numerator) / row.probability.denominator,
            name=f"{row.code} {row.title}",
        )
        for row in expected_demand(customers)
        if row.volume is not None
    ]


def strategic(customers: Collection[int]) -> dict[int, int]:
    """The strategic weight of each customer that was given one."""
    return {
        pk: weight
        for pk, weight in Customer.objects.filter(pk__in=customers, strategic_weight__isnull=False)
        .order_by()
        .values_list("pk", "strategic_weight")
        if weight is not None
    }


def perceived(service: int, customers: Collection[int], on: dt.date) -> dict[int, Perceived]:
    """What the customers that use the service on a day say a month of it is worth."""
    return {
        use.customer_id: Perceived(use.month_value, use.currency)
        for use in ServiceUse.objects.on(on).filter(
            service=service, customer__in=customers, month_value__isnull=False
        )
        if use.month_value is not None
    }
