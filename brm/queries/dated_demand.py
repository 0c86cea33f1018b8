"""What open demand will add to the use of services, month by month (R45)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from brm.models import Demand


@dataclass(frozen=True, slots=True)
class DemandOfMonth:
    """What is expected of one customer and service in one month, weighed by probability.

    `volume` counts `unit`; demand of several units stands in several rows. `value` is a twelfth of
    the value a year, by currency. Both are below zero where a service is to be retired. `codes`
    name the demand that it was made of.
    """

    month: dt.date
    customer_id: int
    service_id: int
    unit: str
    volume: Decimal
    value: dict[str, Decimal]
    codes: tuple[str, ...]


def dated_demand(
    *,
    customer_ids: Collection[int],
    service_ids: Collection[int],
    from_month: dt.date,
    to_month: dt.date,
) -> list[DemandOfMonth]:
    """Volume and value of open demand × probability, for each month from the first to the last.

    A demand counts from its expected month on, a deferred one not before the month in which it is
    looked at again; without a month it counts nowhere. With several services each carries it whole.
    Two queries, whatever the span. Sorted by month, customer, service and unit.
    """
    found: dict[tuple[dt.date, int, int, str], tuple[Decimal, dict[str, Decimal], list[str]]] = {}
    wanted = set(service_ids)
    rows = (
        Demand.objects.filter(
            customer_id__in=list(customer_ids),
            services__in=wanted,
            state__in=Demand.OPEN,
            expected_on__lte=to_month,
        )
        .distinct()
        .order_by("code")
        .prefetch_related("services")
    )
    for row in rows:
        assert row.expected_on is not None
        begins = max(
            row.expected_on, row.deferred_to.replace(day=1) if row.deferred_to else row.expected_on
        )
        share = Decimal(row.probability_percent) / 100
        sign = -1 if row.kind == Demand.Kind.RETIRE else 1
        for month in _months(max(begins, from_month.replace(day=1)), to_month):
            for service in row.services.all():
                if service.pk not in wanted:
                    continue
                key = (month, row.customer_id, service.pk, row.volume_unit)
                volume, values, codes = found.get(key, (Decimal(0), {}, []))
                volume += sign * share * (row.volume or 0)
                if row.value is not None:
                    worth = sign * share * row.value / 12
                    values[row.currency] = values.get(row.currency, Decimal(0)) + worth
                codes.append(row.code)
                found[key] = volume, values, codes
    return [
        DemandOfMonth(*key, volume, values, tuple(codes))
        for key, (volume, values, codes) in sorted(found.items())
    ]


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    months = []
    while first <= last:
        months.append(first)
        first = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return months
