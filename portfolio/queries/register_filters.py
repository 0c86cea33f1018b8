"""How the registers of money are narrowed, on the pages and in the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from brm.models import Customer
from common.ui.forms import DateInput
from portfolio.models import (
    CompetitorPrice,
    CostFact,
    ExchangeRate,
    Price,
    RevenueFact,
    UsageFact,
)
from portfolio.queries.money_access import seen_customers
from slm.models import Service


def _seen(request: Any) -> QuerySet[Customer]:
    return seen_customers(request.user) if request is not None else Customer.objects.none()


class _OfService(django_filters.FilterSet):
    service = django_filters.ModelChoiceFilter(
        label=_("Service"), queryset=Service.objects.all(), to_field_name="code"
    )


class _OfCustomer(_OfService):
    customer = django_filters.ModelChoiceFilter(
        label=_("Customer"), queryset=_seen, to_field_name="code", method="of_subtree"
    )

    def of_subtree(self, queryset: QuerySet, name: str, value: Customer) -> QuerySet:
        """Of the customer and everything beneath it."""
        return queryset.filter(customer__in=Customer.objects.within([value.pk]))


class _Monthly(django_filters.FilterSet):
    since = django_filters.DateFilter(
        field_name="month", lookup_expr="gte", label=_("From"), widget=DateInput
    )
    until = django_filters.DateFilter(
        field_name="month", lookup_expr="lte", label=_("Until"), widget=DateInput
    )


class RevenueFilter(_OfCustomer, _Monthly):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=RevenueFact.Kind.choices)

    class Meta:
        model = RevenueFact
        fields: list[str] = []


class CostFilter(_OfCustomer, _Monthly):
    class Meta:
        model = CostFact
        fields: list[str] = []


class UsageFilter(_OfCustomer, _Monthly):
    class Meta:
        model = UsageFact
        fields: list[str] = []


class RateFilter(_Monthly):
    currency = django_filters.CharFilter(label=_("Currency"), lookup_expr="iexact")

    class Meta:
        model = ExchangeRate
        fields: list[str] = []


class PriceFilter(_OfCustomer):
    class Meta:
        model = Price
        fields: list[str] = []


class CompetitorFilter(_OfCustomer):
    q = django_filters.CharFilter(
        label=_("Competitor"), field_name="competitor", lookup_expr="icontains"
    )

    class Meta:
        model = CompetitorPrice
        fields: list[str] = []


FILTERS: dict[str, type[django_filters.FilterSet]] = {
    "revenue": RevenueFilter,
    "costs": CostFilter,
    "usage": UsageFilter,
    "rates": RateFilter,
    "prices": PriceFilter,
    "competitors": CompetitorFilter,
}
