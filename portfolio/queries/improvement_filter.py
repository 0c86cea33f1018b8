"""How the register of improvements is narrowed, on the page and in the API."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portfolio.models import Improvement


class ImprovementFilter(django_filters.FilterSet):
    """By words of title and code, by state, source and priority, by customer and service."""

    q = django_filters.CharFilter(method="search", label=_("Title or code"))
    state = django_filters.ChoiceFilter(
        label=_("State"), empty_label=_("Every state"), choices=Improvement.State.choices
    )
    open = django_filters.BooleanFilter(method="find_open", label=_("Open"))
    source = django_filters.ChoiceFilter(
        label=_("Comes from"), empty_label=_("Anywhere"), choices=Improvement.Source.choices
    )
    customer = django_filters.CharFilter(
        field_name="customers__code", lookup_expr="iexact", label=_("Customer's code")
    )
    service = django_filters.CharFilter(
        field_name="services__code", lookup_expr="iexact", label=_("Service's code")
    )

    class Meta:
        model = Improvement
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split():
            queryset = queryset.filter(Q(title__icontains=word) | Q(code__icontains=word))
        return queryset

    def find_open(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        ended = Q(state__in=(Improvement.State.DONE, Improvement.State.DECLINED))
        return queryset.filter(~ended if value else ended)
