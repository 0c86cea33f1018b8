"""A customer's money page: months behind and ahead, by service and together, over its subtree."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from brm.models import Customer
from portfolio.engine import comparison, forecast
from portfolio.engine.forecast import Backtest
from portfolio.engine.months import Month, first_day
from portfolio.queries.money import YEAR, Basis, Money, Pair, Sums
from portfolio.queries.money_access import seen_customers
from slm.models import Service


@dataclass(frozen=True)
class MonthLine:
    """One month; ahead of now everything is expected. None is unknown and not zero."""

    month: dt.date
    is_ahead: bool
    revenue: Fraction | None
    cost: Fraction | None

    @property
    def margin(self) -> Fraction | None:
        if self.revenue is None or self.cost is None:
            return None
        return self.revenue - self.cost

    @property
    def margin_share(self) -> Fraction | None:
        return comparison.share_kept(self.revenue, self.cost)


@dataclass(frozen=True)
class ServiceLine:
    """A service over the year behind and the year ahead."""

    service: Service
    revenue: Fraction | None
    cost: Fraction | None
    margin: Fraction | None
    revenue_ahead: Fraction | None
    error: Backtest
    bases: tuple[Basis, ...]
    unpriced: tuple[str, ...]


@dataclass(frozen=True)
class UseLine:
    """One unit of use of a service together: behind, ahead, growth and error."""

    service: Service
    unit: str
    months: list[tuple[dt.date, Fraction | None, bool]]
    used: Fraction | None
    ahead: Fraction | None
    growth: forecast.Growth
    error: Backtest


@dataclass(frozen=True)
class CustomerMoney:
    """Everything that the page shows."""

    currency: str
    units: int
    months: list[MonthLine]
    services: list[ServiceLine]
    use: list[UseLine]
    revenue: Fraction | None
    cost: Fraction | None
    margin: Fraction | None
    revenue_ahead: Fraction | None
    error: Backtest
    lacking: int
    lacking_prices: int
    rates_of: tuple[str, ...]


def customer_money(
    customer: Customer, *, user: Any, as_of: dt.datetime, service: Service | None = None
) -> CustomerMoney:
    """The money of a customer with all beneath it that `user` sees; of one service if named."""
    units = set(seen_customers(user).within([customer.pk]).values_list("pk", flat=True))
    money = Money(units, as_of=as_of, services=None if service is None else [service.pk])
    services = {row.pk: row for row in Service.objects.filter(pk__in=money.services)}
    by_service: dict[int, list[Pair]] = {}
    for pair in money.pairs.values():
        by_service.setdefault(pair.service, []).append(pair)
    order = sorted(by_service, key=lambda pk: (services[pk].name, pk))
    sums = money.sums(money.pairs.values())
    revenue, cost = money.trailing(sums.revenue), money.trailing(sums.cost)
    return CustomerMoney(
        currency=money.rates.currency,
        units=len(units),
        months=_months(money, sums),
        services=[_service_line(money, services[pk], by_service[pk]) for pk in order],
        use=[line for pk in order for line in _use_lines(money, services[pk], by_service[pk])],
        revenue=revenue,
        cost=cost,
        margin=comparison.share_kept(revenue, cost),
        revenue_ahead=money.coming(sums.revenue_ahead),
        error=sums.error,
        lacking=money.lacking_of(units),
        lacking_prices=sum(1 for pair in money.pairs.values() if money.ahead(pair).lacking),
        rates_of=_rates_of(money),
    )


def _months(money: Money, sums: Sums) -> list[MonthLine]:
    lines = []
    for month in range(money.now - YEAR, money.now + YEAR):
        is_ahead = month >= money.now
        revenue, cost = (
            (sums.revenue_ahead, sums.cost_ahead) if is_ahead else (sums.revenue, sums.cost)
        )
        lines.append(MonthLine(first_day(month), is_ahead, revenue.get(month), cost.get(month)))
    return lines


def _service_line(money: Money, service: Service, pairs: list[Pair]) -> ServiceLine:
    sums = money.sums(pairs)
    revenue, cost = money.trailing(sums.revenue), money.trailing(sums.cost)
    aheads = [money.ahead(pair) for pair in pairs]
    return ServiceLine(
        service=service,
        revenue=revenue,
        cost=cost,
        margin=comparison.share_kept(revenue, cost),
        revenue_ahead=money.coming(sums.revenue_ahead),
        error=sums.error,
        bases=tuple(sorted({ahead.basis for ahead in aheads} - {Basis.NOTHING})),
        unpriced=tuple(sorted({unit for ahead in aheads for unit in ahead.unpriced})),
    )


def _use_lines(money: Money, service: Service, pairs: list[Pair]) -> list[UseLine]:
    lines = []
    for unit in sorted({unit for pair in pairs for unit in money.ahead(pair).usage}):
        known: dict[Month, Fraction] = {}
        ahead: dict[Month, Fraction] = {}
        for pair in pairs:
            for month, quantity in pair.usage.get(unit, {}).items():
                known[month] = known.get(month, Fraction(0)) + quantity
            for one in money.ahead(pair).usage.get(unit, ()):
                if one.value is not None:
                    ahead[one.month] = ahead.get(one.month, Fraction(0)) + one.value
        months = [
            (
                first_day(month),
                ahead.get(month) if month >= money.now else known.get(month),
                month >= money.now,
            )
            for month in range(money.now - YEAR, money.now + YEAR)
        ]
        lines.append(
            UseLine(
                service=service,
                unit=unit,
                months=months,
                used=money.trailing(known),
                ahead=money.coming(ahead),
                growth=forecast.growth(known, before=money.now),
                error=forecast.backtest(known, before=money.now),
            )
        )
    return lines


def _rates_of(money: Money) -> tuple[str, ...]:
    """Which rates the prices ahead were turned by, such as `USD 2026-11`."""
    currencies = {price.currency for pair in money.pairs.values() for price in pair.prices}
    found = [
        (currency, money.rates.latest_month(currency, money.now)) for currency in sorted(currencies)
    ]
    return tuple(f"{currency} {month}" for currency, month in found if month)
