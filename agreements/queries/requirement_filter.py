"""What requirements can be narrowed by; the page and the API use the same filter."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from agreements.models import Requirement
from agreements.queries.agreement_filter import customers_for
from brm.models import Customer
from slm.models import Service


class RequirementFilter(filters.FilterSet):
    """Requirements by text, state, customer (with its units) and service."""

    q = filters.CharFilter(method="search", label=_("Code, title, need"))
    state = filters.ChoiceFilter(choices=Requirement.State.choices, label=_("State"))
    customer = filters.ModelChoiceFilter(
        queryset=customers_for, to_field_name="code", method="of_customer", label=_("Customer")
    )
    service = filters.ModelChoiceFilter(
        queryset=Service.objects.all(), to_field_name="code", field_name="services"
    )

    class Meta:
        model = Requirement
        fields: list[str] = []

    def search(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        return rows.filter(
            Q(code__icontains=text) | Q(title__icontains=text) | Q(statement__icontains=text)
        )

    @extend_schema_field(OpenApiTypes.STR)
    def of_customer(self, rows: QuerySet, _name: str, customer: Customer) -> QuerySet:
        return rows.filter(customer__in=customers_for(self.request).within([customer.pk]))
