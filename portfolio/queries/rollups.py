"""Figures of money for the tree of customers."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.ui.numbers import write_money_short, write_number
from portfolio.engine.months import first_day, month_of
from portfolio.engine.rounding import half_even
from portfolio.models import RevenueFact
from portfolio.queries.installation_month import month_at
from portfolio.queries.rates import Rates

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Revenue:
    """An amount in the reporting currency, and how many amounts lacked a rate and are not in it."""

    amount: Fraction
    currency: str
    lacking: int = 0

    def __add__(self, other: "Revenue") -> "Revenue":
        return Revenue(self.amount + other.amount, self.currency, self.lacking + other.lacking)


def revenue_by_customer(
    customer_ids: list[int], *, user: Any, at: dt.datetime
) -> dict[int, Revenue]:
    """What each customer brought in the last twelve whole months; without any it has no line."""
    now, rates = month_at(at), Rates()
    rows = RevenueFact.objects.visible_to(user).filter(
        customer__in=customer_ids, month__lt=now, month__gte=first_day(month_of(now) - MONTHS)
    )
    found: dict[int, Revenue] = {}
    for customer, month, amount, currency in rows.order_by().values_list(
        "customer", "month", "amount", "currency"
    ):
        rate = rates.of(currency, month_of(month))
        told = (
            Revenue(Fraction(0), rates.currency, 1)
            if rate is None
            else Revenue(Fraction(amount) * rate, rates.currency)
        )
        found[customer] = found[customer] + told if customer in found else told
    return found


def plain_revenue(revenue: Revenue) -> Decimal:
    """The amount to hundredths."""
    return half_even(revenue.amount, 2)


def write_revenue(revenue: Revenue) -> str:
    """The amount in short, with how many amounts lacked a rate (decision 30)."""
    text = write_money_short(revenue.amount, revenue.currency)
    if not revenue.lacking:
        return text
    without = ngettext(
        "%(count)s amount without a rate", "%(count)s amounts without a rate", revenue.lacking
    ) % {"count": write_number(revenue.lacking)}
    return _("%(amount)s, %(without)s") % {"amount": text, "without": without}
