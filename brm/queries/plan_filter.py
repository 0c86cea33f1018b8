"""How the list of account plans is narrowed."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from brm.models import AccountPlan


class PlanFilter(django_filters.FilterSet):
    """By words of the customer's name and code, by an overdue review (from `with_overdue`)."""

    q = django_filters.CharFilter(method="search", label=_("Customer"))
    overdue = django_filters.BooleanFilter(field_name="is_overdue", label=_("Review overdue"))

    class Meta:
        model = AccountPlan
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split():
            queryset = queryset.filter(
                Q(customer__name__icontains=word) | Q(customer__code__icontains=word)
            )
        return queryset
