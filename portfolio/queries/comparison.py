"""A service's price against its cost, its worth to customers and competitors' prices (P5, R33)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from brm.models import Customer
from portfolio.engine import comparison as engine
from portfolio.engine.comparison import Offer, PriceIndex
from portfolio.engine.months import month_of
from portfolio.models import CompetitorPrice, Price
from portfolio.queries import sources
from portfolio.queries.money import YEAR, Money, Pair
from portfolio.queries.money_access import seen_customers
from slm.models import Service


@dataclass(frozen=True)
class CustomerLine:
    """One customer unit of a service over the twelve months behind; None is unknown, not zero.

    `unit_cost` is by the unit that the price counts; unknown where use was counted in several.
    """

    customer: Customer
    unit: str
    revenue: Fraction | None
    cost: Fraction | None
    margin: Fraction | None
    price: Fraction | None
    unit_cost: Fraction | None
    price_margin: Fraction | None
    perceived: Fraction | None
    value_ratio: Fraction | None
    index: PriceIndex


@dataclass(frozen=True)
class PriceLine:
    """The general price by one unit against what competitors ask of anybody."""

    unit: str
    price: Fraction | None
    index: PriceIndex


@dataclass(frozen=True)
class OfferLine:
    """One competitor's price, with what it is in the reporting currency and whether it compares."""

    record: CompetitorPrice
    amount: Fraction | None
    is_comparable: bool


@dataclass(frozen=True)
class Comparison:
    """Everything of one service that the reader may see."""

    currency: str
    today: dt.date
    customers: list[CustomerLine]
    prices: list[PriceLine]
    offers: list[OfferLine]
    revenue: Fraction | None
    cost: Fraction | None
    margin: Fraction | None
    lacking: int
    perceived_is_kept: bool


def compare_service(service: Service, *, user: Any, as_of: dt.datetime) -> Comparison:
    """Cost, price, worth and competitors of a service, for the customers that `user` sees."""
    customers = {row.pk: row for row in seen_customers(user)}
    money = Money(customers, as_of=as_of, services=[service.pk])
    desk = _Desk(service, money, user)
    pairs = sorted(money.pairs.values(), key=lambda pair: customers[pair.customer].name)
    sums = money.sums(pairs)
    revenue, cost = money.trailing(sums.revenue), money.trailing(sums.cost)
    return Comparison(
        currency=money.rates.currency,
        today=money.today,
        customers=[
            line for pair in pairs for line in desk.lines_of(pair, customers[pair.customer])
        ],
        prices=desk.general(),
        offers=desk.offers,
        revenue=revenue,
        cost=cost,
        margin=engine.share_kept(revenue, cost),
        lacking=money.lacking_of(customers, service.pk),
        perceived_is_kept=sources.is_kept("perceived"),
    )


class _Desk:
    """Prices and offers of one service, in the reporting currency."""

    def __init__(self, service: Service, money: Money, user: Any) -> None:
        self.money = money
        rows = (
            CompetitorPrice.objects.visible_to(user)
            .filter(service=service)
            .select_related("customer")
        )
        self.offers = []
        self._offers: dict[tuple[str, int | None], list[Offer]] = defaultdict(list)
        for row in rows:
            rate = money.rates.latest(row.currency, month_of(row.dated_on))
            offer = Offer(
                None if rate is None else Fraction(row.amount) * rate,
                row.dated_on,
                row.comparability,
            )
            self.offers.append(OfferLine(row, offer.amount, offer.is_comparable(money.today)))
            self._offers[row.unit, row.customer_id].append(offer)
        self._general = [
            price
            for price in Price.objects.filter(service=service, customer=None)
            if price.valid_from <= money.today
            and (price.valid_until is None or money.today < price.valid_until)
        ]
        self._perceived = sources.perceived_of(service.pk, money.customers, money.today)

    def general(self) -> list[PriceLine]:
        """The general price by each unit that we or a competitor count in."""
        prices = {price.unit: self._money_of(price) for price in self._general}
        units = sorted({*prices, *(unit for unit, customer in self._offers if customer is None)})
        return [
            PriceLine(unit, prices.get(unit), self._index(unit, None, prices.get(unit)))
            for unit in units
        ]

    def lines_of(self, pair: Pair, customer: Customer) -> list[CustomerLine]:
        """A line for each price that the customer has, or one without where it has none."""
        money = self.money
        revenue, cost = money.trailing(pair.revenue), money.trailing(pair.cost)
        found: dict[str, Price] = {}
        for unit in sorted({price.unit for price in pair.prices}):
            holding = pair.price(unit, money.today)
            if holding is not None:
                found[unit] = holding
        lines = []
        for unit in [*found] or [""]:
            price = self._money_of(found[unit]) if unit in found else None
            unit_cost = self._unit_cost(pair, unit, cost)
            perceived = self._worth(customer.pk)
            lines.append(
                CustomerLine(
                    customer=customer,
                    unit=unit,
                    revenue=revenue,
                    cost=cost,
                    margin=engine.share_kept(revenue, cost),
                    price=price,
                    unit_cost=unit_cost,
                    price_margin=engine.share_kept(price, unit_cost),
                    perceived=perceived,
                    value_ratio=engine.value_ratio(perceived, self._monthly(revenue, pair)),
                    index=self._index(unit, customer.pk, price),
                )
            )
        return lines

    def _index(self, unit: str, customer: int | None, price: Fraction | None) -> PriceIndex:
        """Against what is asked of anybody, and of this customer."""
        offers = list(self._offers.get((unit, None), ()))
        if customer is not None:
            offers += self._offers.get((unit, customer), ())
        return engine.price_index(price, offers, today=self.money.today)

    def _money_of(self, price: Price) -> Fraction | None:
        rate = self.money.rates.latest(price.currency, self.money.now)
        return None if rate is None else Fraction(price.amount) * rate

    def _unit_cost(self, pair: Pair, unit: str, cost: Fraction | None) -> Fraction | None:
        """Cost of the year by unit used in it, or by month where the price is a month's."""
        behind = self.money.behind(YEAR)
        if cost is None:
            return None
        if not unit:
            return cost / sum(1 for month in behind if month in pair.cost)
        counted = [
            name for name, use in pair.usage.items() if any(month in use for month in behind)
        ]
        if counted != [unit]:
            return None
        used = sum(
            (pair.usage[unit].get(month, Fraction(0)) for month in behind if month in pair.cost),
            Fraction(0),
        )
        return cost / used if used else None

    def _monthly(self, revenue: Fraction | None, pair: Pair) -> Fraction | None:
        """What the customer pays in a month, since worth is told by month."""
        if revenue is None:
            return None
        return revenue / sum(1 for month in self.money.behind(YEAR) if month in pair.revenue)

    def _worth(self, customer: int) -> Fraction | None:
        told = self._perceived.get(customer)
        if told is None:
            return None
        rate = self.money.rates.latest(told.currency, self.money.now)
        return None if rate is None else Fraction(told.amount) * rate
