"""What breaches can be narrowed by; the page and the API use the same filter."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from agreements.models import Breach, CommitmentCustomer
from agreements.queries.agreement_filter import customers_for
from brm.models import Customer
from slm.models import Service


class BreachFilter(filters.FilterSet):
    """Breaches by text, step, customer (with its units) and service."""

    q = filters.CharFilter(method="search", label=_("Agreement or service"))
    step = filters.ChoiceFilter(choices=Breach.Step.choices, label=_("State"))
    customer = filters.ModelChoiceFilter(
        queryset=customers_for, to_field_name="code", method="of_customer", label=_("Customer")
    )
    service = filters.ModelChoiceFilter(
        queryset=Service.objects.all(),
        to_field_name="code",
        field_name="commitment__target__indicator__service",
        label=_("Service"),
    )

    class Meta:
        model = Breach
        fields: list[str] = []

    def search(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        return rows.filter(
            Q(agreement__code__icontains=text)
            | Q(agreement__title__icontains=text)
            | Q(commitment__target__indicator__service__name__icontains=text)
            | Q(commitment__target__indicator__service__code__icontains=text)
        )

    @extend_schema_field(OpenApiTypes.STR)
    def of_customer(self, rows: QuerySet, _name: str, customer: Customer) -> QuerySet:
        within = customers_for(self.request).within([customer.pk])
        bound = CommitmentCustomer.objects.filter(customer__in=within)
        return rows.filter(commitment__in=bound.values("commitment"))
