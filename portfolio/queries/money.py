"""Revenue, cost and use of customers by month: what was, and what is expected (R32, R33, R43).

Everything in the reporting currency. A row is one customer unit and one service; sums over rows
give a service, a customer with all beneath it, or both.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from brm.models import Customer
from portfolio.engine import forecast
from portfolio.engine.forecast import Backtest, Demand, Figures, Predicted
from portfolio.engine.months import Month, first_day, month_of
from portfolio.models import CostFact, Price, RevenueFact, UsageFact
from portfolio.queries import sources
from portfolio.queries.installation_month import today_at
from portfolio.queries.rates import Rates

YEAR = forecast.YEAR
# Facts older than this say nothing of growth, nor of the year before it.
READ_MONTHS = 3 * YEAR


class Basis(StrEnum):
    """What a row's revenue is predicted from."""

    PRICES = "prices"
    REVENUE = "revenue"
    NOTHING = "nothing"


@dataclass
class Pair:
    """One customer unit and one service, with their known figures by month."""

    customer: int
    service: int
    revenue: dict[Month, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    cost: dict[Month, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    usage: dict[str, dict[Month, Fraction]] = field(default_factory=lambda: defaultdict(dict))
    prices: Sequence[Price] = ()
    demand: Mapping[str, Sequence[Demand]] = field(default_factory=dict)

    def price(self, unit: str, day: dt.date) -> Price | None:
        """The price that holds on a day: its own, else of what it is part of, else everybody's.

        A price holds for a month when it holds on its first day.
        """
        return next(
            (
                price
                for price in self.prices
                if price.unit == unit
                and price.valid_from <= day
                and (price.valid_until is None or day < price.valid_until)
            ),
            None,
        )


@dataclass(frozen=True)
class Ahead:
    """What is expected of a pair in the months ahead, and how that was done.

    `unpriced` names units of use that no price could turn into money, `lacking` counts prices that
    no rate could turn into the reporting currency.
    """

    revenue: Figures
    cost: Figures
    usage: Mapping[str, Sequence[Predicted]]
    basis: Basis
    unpriced: tuple[str, ...]
    lacking: int
    tested: Figures


@dataclass(frozen=True)
class Sums:
    """Months of some pairs together, known and expected."""

    revenue: Figures
    cost: Figures
    revenue_ahead: Figures
    cost_ahead: Figures
    error: Backtest


class Money:
    """The money of some customer units at a day, read with a fixed number of queries.

    `now` is the running month: what it has so far is no whole month and is left to the forecast.
    """

    def __init__(
        self,
        customers: Collection[int],
        *,
        as_of: dt.datetime,
        months: int = YEAR,
        services: Collection[int] | None = None,
    ) -> None:
        self.customers = frozenset(customers)
        self.today = today_at(as_of)
        self.now: Month = month_of(self.today)
        self.months = months
        self.rates = Rates()
        self._lacking: Counter[tuple[int, int]] = Counter()
        self._services = services
        self.pairs: dict[tuple[int, int], Pair] = {}
        self._read_amounts()
        self._read_usage()
        self._read_prices()
        self._read_demand()
        self._ahead: dict[tuple[int, int], Ahead] = {}

    # What was ------------------------------------------------------------------------------

    def _pair(self, customer: int, service: int) -> Pair:
        key = customer, service
        if key not in self.pairs:
            self.pairs[key] = Pair(customer, service)
        return self.pairs[key]

    def _facts(self, model: type) -> "Iterable[tuple]":
        rows = model._default_manager.filter(  # type: ignore[attr-defined]
            customer__in=self.customers,
            month__gte=first_day(self.now - READ_MONTHS),
            month__lt=self.today.replace(day=1),
        ).order_by()
        return rows if self._services is None else rows.filter(service__in=self._services)

    def _read_amounts(self) -> None:
        for model, name in ((RevenueFact, "revenue"), (CostFact, "cost")):
            rows = self._facts(model).values_list(  # type: ignore[attr-defined]
                "customer", "service", "month", "amount", "currency"
            )
            for customer, service, day, amount, currency in rows:
                month = month_of(day)
                rate = self.rates.of(currency, month)
                if rate is None:
                    self._lacking[customer, service] += 1
                    continue
                getattr(self._pair(customer, service), name)[month] += Fraction(amount) * rate

    def _read_usage(self) -> None:
        rows = self._facts(UsageFact).values_list(  # type: ignore[attr-defined]
            "customer", "service", "month", "unit", "quantity"
        )
        for customer, service, day, unit, quantity in rows:
            self._pair(customer, service).usage[unit][month_of(day)] = Fraction(quantity)

    def _read_prices(self) -> None:
        """Prices of each pair, the nearest customer's first."""
        parents = dict(Customer.objects.values_list("pk", "parent_id"))
        by_place: dict[tuple[int | None, int], list[Price]] = defaultdict(list)
        for price in Price.objects.order_by("-valid_from"):
            by_place[price.customer_id, price.service_id].append(price)
        for pair in self.pairs.values():
            found: list[Price] = []
            step: int | None = pair.customer
            while step is not None:
                found += by_place.get((step, pair.service), [])
                step = parents.get(step)
            pair.prices = [*found, *by_place.get((None, pair.service), [])]

    def _read_demand(self) -> None:
        by_pair: dict[tuple[int, int], dict[str, list[Demand]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for one in sources.demand_of(self.customers):
            if self._services is None or one.service in self._services:
                by_pair[one.customer, one.service][one.unit].append(
                    Demand(one.first, one.last, Fraction(one.quantity), Fraction(one.probability))
                )
        for key, demand in by_pair.items():
            self._pair(*key).demand = demand

    # What is expected ----------------------------------------------------------------------

    def ahead(self, pair: Pair) -> Ahead:
        """The months ahead of a pair, worked out once."""
        key = pair.customer, pair.service
        if key not in self._ahead:
            self._ahead[key] = self._look_ahead(pair)
        return self._ahead[key]

    def _look_ahead(self, pair: Pair) -> Ahead:
        first, months = self.now, self.months
        units = sorted({*pair.usage, *pair.demand})
        usage = {
            unit: forecast.predict(
                pair.usage.get(unit, {}),
                first=first,
                months=months,
                minimum={
                    month: self.minimum(pair, unit, month) for month in range(first, first + months)
                },
                demand=pair.demand.get(unit, ()),
            )
            for unit in units
        }
        lacking = 0
        revenue: dict[Month, Fraction] = {}
        priced: set[str] = set()
        for month in range(first, first + months):
            total: Fraction | None = None
            for unit in ("", *units):
                price = pair.price(unit, first_day(month))
                if price is None:
                    continue
                rate = self.rates.latest(price.currency, month)
                if rate is None:
                    lacking += 1
                    continue
                priced.add(unit)
                quantity = usage[unit][month - first].value if unit else Fraction(1)
                if quantity is not None:
                    total = (total or 0) + quantity * Fraction(price.amount) * rate
            if total is not None:
                revenue[month] = Fraction(total)
        if revenue:
            return Ahead(
                revenue,
                self._own_ahead(pair.cost),
                usage,
                Basis.PRICES,
                tuple(unit for unit in units if unit not in priced),
                lacking,
                self._tested_by_prices(pair),
            )
        own = self._own_ahead(pair.revenue)
        known = sorted(pair.revenue)[-forecast.TESTED :]
        return Ahead(
            own,
            self._own_ahead(pair.cost),
            usage,
            Basis.REVENUE if own else Basis.NOTHING,
            () if own else tuple(units),
            lacking,
            forecast.guesses_before(pair.revenue, before=first, months=known),
        )

    def minimum(self, pair: Pair, unit: str, month: Month) -> Fraction:
        """What the customer is committed to in a month, under its own price that holds then."""
        price = pair.price(unit, first_day(month))
        # What everybody is committed to, nobody is.
        return Fraction(price.minimum if price and price.customer_id is not None else 0)

    def _own_ahead(self, figures: Figures) -> dict[Month, Fraction]:
        predicted = forecast.predict(figures, first=self.now, months=self.months)
        return {one.month: one.value for one in predicted if one.value is not None}

    def _tested_by_prices(self, pair: Pair) -> dict[Month, Fraction]:
        """What prices × predicted use would have said of months that are known."""
        months = sorted(pair.revenue)[-forecast.TESTED :]
        guesses = {
            unit: forecast.guesses_before(figures, before=self.now, months=months)
            for unit, figures in pair.usage.items()
        }
        found = {}
        for month in months:
            total, is_whole = Fraction(0), True
            for unit in ("", *pair.usage):
                price = pair.price(unit, first_day(month))
                if price is None:
                    continue
                rate = self.rates.of(price.currency, month)
                quantity = guesses[unit].get(month) if unit else Fraction(1)
                if rate is None or quantity is None:
                    is_whole = False
                    break
                total += quantity * Fraction(price.amount) * rate
            if is_whole and total:
                found[month] = total
        return found

    # Sums ----------------------------------------------------------------------------------

    def sums(self, pairs: Iterable[Pair]) -> Sums:
        """Pairs together. A month is tested where every pair that has it could be."""
        chosen = list(pairs)
        revenue: dict[Month, Fraction] = defaultdict(Fraction)
        cost: dict[Month, Fraction] = defaultdict(Fraction)
        revenue_ahead: dict[Month, Fraction] = defaultdict(Fraction)
        cost_ahead: dict[Month, Fraction] = defaultdict(Fraction)
        guesses: dict[Month, Fraction] = defaultdict(Fraction)
        untested: set[Month] = set()
        for pair in chosen:
            ahead = self.ahead(pair)
            for figures, into in (
                (pair.revenue, revenue),
                (pair.cost, cost),
                (ahead.revenue, revenue_ahead),
                (ahead.cost, cost_ahead),
                (ahead.tested, guesses),
            ):
                for month, amount in figures.items():
                    into[month] += amount
            untested |= set(pair.revenue) - set(ahead.tested)
        actuals = {month: amount for month, amount in revenue.items() if month in guesses}
        error = forecast.errors_of(
            {month: amount for month, amount in actuals.items() if month not in untested}, guesses
        )
        return Sums(revenue, cost, revenue_ahead, cost_ahead, error)

    def trailing(self, figures: Figures, months: int = YEAR) -> Fraction | None:
        """The sum of the whole months before now; None where none of them is known."""
        known = [figures[month] for month in self.behind(months) if month in figures]
        return sum(known, Fraction(0)) if known else None

    def behind(self, months: int = YEAR) -> range:
        """The whole months before now."""
        return range(self.now - months, self.now)

    def coming(self, figures: Figures, months: int = YEAR) -> Fraction | None:
        """The sum of the months from now on; None where nothing is expected of any."""
        known = [figures[month] for month in range(self.now, self.now + months) if month in figures]
        return sum(known, Fraction(0)) if known else None

    def lacking_of(self, customers: Collection[int], service: int | None = None) -> int:
        """How many amounts of these customers lacked a rate and are in no sum (decision 30)."""
        return sum(
            count
            for (customer, of), count in self._lacking.items()
            if customer in customers and service in (None, of)
        )

    @cached_property
    def services(self) -> list[int]:
        """The services of which anything is known."""
        return sorted({service for _customer, service in self.pairs})
