"""What open demand will add to the use of services, month by month (R45)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from brm.models import Demand


@dataclass(frozen=True, slots=True)
class ExpectedDemand:
    """Open demand of one customer and service: `volume` of `unit` a month from `begins` on.

    `volume` (None where nobody said) and `value`, a year's in `currency`, are below zero where a
    service is to be retired. `probability` is from 0 to 1.
    """

    code: str
    title: str
    customer_id: int
    service_id: int
    begins: dt.date
    unit: str
    volume: int | None
    value: Decimal | None
    currency: str
    probability: Fraction


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


def expected_demand(customer_ids: Collection[int]) -> list[ExpectedDemand]:
    """Open demand with a month from which it is expected, by code; two queries.

    A deferred one begins not before the month in which it is looked at again. With several
    services each carries it whole.
    """
    rows = (
        Demand.objects.filter(
            customer_id__in=list(customer_ids), state__in=Demand.OPEN, expected_on__isnull=False
        )
        .order_by("code")
        .prefetch_related("services")
    )
    found = []
    for row in rows:
        assert row.expected_on is not None
        again = row.deferred_to.replace(day=1) if row.deferred_to else row.expected_on
        sign = -1 if row.kind == Demand.Kind.RETIRE else 1
        found += [
            ExpectedDemand(
                code=row.code,
                title=row.title,
                customer_id=row.customer_id,
                service_id=service.pk,
                begins=max(row.expected_on, again),
                unit=row.volume_unit,
                volume=None if row.volume is None else sign * row.volume,
                value=None if row.value is None else sign * row.value,
                currency=row.currency,
                probability=Fraction(row.probability_percent, 100),
            )
            for service in row.services.all()
        ]
    return found


def dated_demand(
    *,
    customer_ids: Collection[int],
    service_ids: Collection[int],
    from_month: dt.date,
    to_month: dt.date,
) -> list[DemandOfMonth]:
    """Volume and value of open demand × probability, for each month from the first to the last.

    Without a month it counts nowhere. Two queries, whatever the span. Sorted by month, customer,
    service and unit.
    """
    found: dict[tuple[dt.date, int, int, str], tuple[Decimal, dict[str, Decimal], list[str]]] = {}
    wanted = set(service_ids)
    for row in expected_demand(customer_ids):
        if row.service_id not in wanted:
            continue
        share = Decimal(row.probability.numerator) / row.probability.denominator
        for month in _months(max(row.begins, from_month.replace(day=1)), to_month):
            key = (month, row.customer_id, row.service_id, row.unit)
            volume, values, codes = found.get(key, (Decimal(0), {}, []))
            volume += share * (row.volume or 0)
            if row.value is not None:
                worth = share * row.value / 12
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
