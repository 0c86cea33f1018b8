"""How the list of customers is narrowed, on the page and in the API."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from brm.models import Customer
from brm.queries.gaps import Kind


class CustomerFilter(django_filters.FilterSet):
    """By words of name and code, by standing, by relation."""

    q = django_filters.CharFilter(method="search", label=_("Name or code"))
    standing = django_filters.ChoiceFilter(
        label=_("Standing"), empty_label=_("Every standing"), choices=Customer.Standing.choices
    )
    relation = django_filters.ChoiceFilter(
        label=_("Relation"),
        empty_label=_("Internal and external"),
        choices=Customer.Relation.choices,
    )

    class Meta:
        model = Customer
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split():
            queryset = queryset.filter(Q(name__icontains=word) | Q(code__icontains=word))
        return queryset


class GapFilter(CustomerFilter):
    """The same, and by what is lacking.

    A gap is no column, so whoever gathers the gaps narrows the rows; the choice is only kept here.
    """

    gap = django_filters.ChoiceFilter(
        method="keep",
        label=_("Lacking"),
        empty_label=_("Whatever is lacking"),
        choices=Kind.choices,
    )

    def keep(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset
