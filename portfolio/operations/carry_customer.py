"""Money, prices and improvements of a customer go along when it is merged into another."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Customer
from portfolio.models import (
    CompetitorPrice,
    CostFact,
    CustomerValue,
    GapAnswer,
    Improvement,
    Price,
    RevenueFact,
    UsageCounter,
    UsageFact,
)

# Sorts of monthly figures: what makes a row the same as one of the other, and what adds up.
_FACTS: tuple[tuple[type[Any], tuple[str, ...], str], ...] = (
    (RevenueFact, ("service", "month", "kind"), "amount"),
    (CostFact, ("service", "month"), "amount"),
    (UsageFact, ("service", "month", "unit"), "quantity"),
)


def count_money(customer: Customer) -> int:
    """How many figures of money and use there are of the customer."""
    models: list[Any] = [*(one[0] for one in _FACTS), Price, CompetitorPrice]
    return sum(_of(model, customer).count() for model in models)


def refuse_clashing_money(customer: Customer, into: Customer) -> str | None:
    """Two amounts in two currencies make no sum, and one service has one price at a time."""
    for model, key, figure in _FACTS:
        if figure != "amount":
            continue
        clash = (
            _same(model, key, customer, into)
            .filter(~Exists(_twin(model, key, into).filter(currency=OuterRef("currency"))))
            .select_related("service")
            .first()
        )
        if clash is not None:
            return _(
                "Both have an amount for %(service)s in %(month)s, in two currencies. Write one of"
                " them in the other's currency first."
            ) % {"service": clash.service.name, "month": f"{clash.month:%Y-%m}"}
    ends = Coalesce("valid_until", dt.date.max)
    holding = Price.objects.annotate(ends=ends)
    overlapping = holding.filter(
        customer=into,
        service=OuterRef("service"),
        unit=OuterRef("unit"),
        valid_from__lt=OuterRef("ends"),
        ends__gt=OuterRef("valid_from"),
    )
    price = holding.filter(Exists(overlapping), customer=customer).select_related("service").first()
    if price is not None:
        return _(
            "Both have a price of %(service)s for the same time. End one of the two first."
        ) % {"service": price.service.name}
    return None


def carry_money(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Make figures, prices and counters those of `into`; of the same month they are added.

    So the sum over both is the same before and after. Values are not carried: they are worked out
    of figures, and what was kept of the merged one remains as what was known of it then.
    """
    for model, key, figure in _FACTS:
        for row in _same(model, key, customer, into):
            named = {name: getattr(row, name) for name in key}
            _of(model, into).filter(**named).update(**{figure: F(figure) + getattr(row, figure)})
            row.delete()
        _of(model, customer).update(customer=into)
    Price.objects.filter(customer=customer).update(customer=into)
    UsageCounter.objects.filter(customer=customer).update(customer=into)
    # What is known of both is one observation, one answer; the one that remains keeps its own.
    for once, names in (
        (CompetitorPrice, ("competitor", "service", "unit", "dated_on")),
        (GapAnswer, ("service", "unit", "month")),
    ):
        _same(once, names, customer, into).delete()
        _of(once, customer).update(customer=into)
    CustomerValue.objects.filter(customer=customer, month__gte=at.date().replace(day=1)).delete()


def count_improvements(customer: Customer) -> int:
    """How many improvements are for the customer."""
    return Improvement.objects.filter(customers=customer).count()


def carry_improvements(
    *,
    customer: Customer,
    into: Customer,
    contacts: Mapping[uuid.UUID, uuid.UUID],
    actor: User,
    at: dt.datetime,
) -> None:
    """Make the improvements for `into`, each once."""
    for improvement in Improvement.objects.filter(customers=customer):
        improvement.customers.add(into)
        improvement.customers.remove(customer)


def _of(model: type[Any], customer: Customer) -> QuerySet[Any]:
    return model.objects.filter(customer=customer)


def _twin(model: type[Any], key: tuple[str, ...], into: Customer) -> QuerySet[Any]:
    return model.objects.filter(customer=into, **{name: OuterRef(name) for name in key})


def _same(
    model: type[Any], key: tuple[str, ...], customer: Customer, into: Customer
) -> QuerySet[Any]:
    """The rows of `customer` of which `into` has one of the same key."""
    return _of(model, customer).filter(Exists(_twin(model, key, into)))
