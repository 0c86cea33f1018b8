"""Use that went far from what was forecast of it (R32)."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from brm.models import Customer
from portfolio.engine import forecast
from portfolio.engine.months import Month, first_day
from portfolio.models import GapAnswer, UsageFact, ValueSettings
from portfolio.queries.money import Money
from portfolio.queries.money_access import seen_customers
from slm.models import Service


@dataclass(frozen=True)
class Gap:
    """One unit of use in one month: what came, what would have been forecast the day before it."""

    customer: Customer
    service: Service
    unit: str
    month: dt.date
    actual: Fraction
    forecast: Fraction
    variance: Fraction
    use: UsageFact
    answer: GapAnswer | None


@dataclass(frozen=True)
class Gaps:
    """The gaps at or above the threshold, the widest first, and what could not be judged."""

    month: dt.date | None
    threshold_percent: int
    rows: list[Gap]
    judged: int
    unjudged: int


def gaps(*, user: Any, as_of: dt.datetime) -> Gaps:
    """The use of the last month of which any use is known, for the customers that `user` sees."""
    threshold = ValueSettings.current().gap_percent
    customers = {row.pk: row for row in seen_customers(user)}
    money = Money(customers, as_of=as_of, months=1)
    known = [month for pair in money.pairs.values() for use in pair.usage.values() for month in use]
    if not known:
        return Gaps(None, threshold, [], 0, 0)
    month: Month = max(known)
    day = first_day(month)
    uses = {
        (use.customer_id, use.service_id, use.unit): use
        for use in UsageFact.objects.filter(customer__in=customers, month=day).select_related(
            "customer", "service"
        )
    }
    answers = {
        (one.customer_id, one.service_id, one.unit): one
        for one in GapAnswer.objects.filter(customer__in=customers, month=day).select_related(
            "answered_by__person"
        )
    }
    rows, judged, unjudged = [], 0, 0
    for (customer, service), pair in money.pairs.items():
        for unit, figures in pair.usage.items():
            use = uses.get((customer, service, unit))
            if use is None:
                continue
            before = {at: quantity for at, quantity in figures.items() if at < month}
            expected = forecast.predict(
                before,
                first=month,
                months=1,
                minimum=money.minimum(pair, unit, month),
                demand=pair.demand.get(unit, ()),
            )[0].value
            variance = forecast.variance(figures[month], expected)
            if variance is None or expected is None:
                unjudged += 1
                continue
            judged += 1
            if abs(variance) * 100 >= threshold:
                rows.append(
                    Gap(
                        customers[customer],
                        use.service,
                        unit,
                        day,
                        figures[month],
                        expected,
                        variance,
                        use,
                        answers.get((customer, service, unit)),
                    )
                )
    rows.sort(key=lambda gap: (gap.answer is not None, -abs(gap.variance), gap.use.pk))
    return Gaps(day, threshold, rows, judged, unjudged)
