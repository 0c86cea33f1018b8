"""Turns amounts into the reporting currency by the rate of their month (decision 30)."""

from collections import defaultdict
from fractions import Fraction

from babel.numbers import get_currency_precision

from accounts.models import Installation
from portfolio.engine.months import Month, first_day, month_of
from portfolio.engine.rounding import half_even
from portfolio.models import ExchangeRate


class Rates:
    """All rates into the reporting currency, read once.

    A month that has passed needs its own rate. A month ahead takes the last rate known.
    """

    def __init__(self) -> None:
        self.currency = Installation.current().reporting_currency
        self.places = get_currency_precision(self.currency)
        self._by_currency: dict[str, dict[Month, Fraction]] = defaultdict(dict)
        rows = ExchangeRate.objects.filter(into=self.currency).values_list(
            "currency", "month", "rate"
        )
        for currency, month, rate in rows.order_by("month"):
            self._by_currency[currency][month_of(month)] = Fraction(rate)

    def of(self, currency: str, month: Month) -> Fraction | None:
        """The rate of that month, None where there is none."""
        if currency == self.currency:
            return Fraction(1)
        return self._by_currency[currency].get(month)

    def latest(self, currency: str, month: Month) -> Fraction | None:
        """The last rate known at `month`, for what lies ahead."""
        if currency == self.currency:
            return Fraction(1)
        known = [at for at in self._by_currency[currency] if at <= month]
        return self._by_currency[currency][max(known)] if known else None

    def latest_month(self, currency: str, month: Month) -> str:
        """Of which month that rate is, as text; empty where none is needed or known."""
        known = [at for at in self._by_currency[currency] if at <= month]
        return f"{first_day(max(known)):%Y-%m}" if known and currency != self.currency else ""

    def rounded(self, amount: Fraction) -> Fraction:
        """An amount to the reporting currency's minor unit, half even."""
        return Fraction(half_even(amount, self.places))
