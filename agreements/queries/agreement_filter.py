"""What agreements can be narrowed by; the page and the API use the same filter."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from agreements.models import Agreement, Party, Target
from agreements.queries.agreement_state import AgreementState
from brm.models import Customer
from brm.models.customer import CustomerQuerySet
from slm.models import Service


def customers_for(request: Any) -> CustomerQuerySet:
    """The customers that the reader may choose from."""
    if request is None:
        return Customer.objects.none()
    return Customer.objects.visible_to(request.user)


class AgreementFilter(filters.FilterSet):
    """Agreements by text, kind, state, level, customer (with its units) and service.

    The queryset is annotated by `with_state`.
    """

    q = filters.CharFilter(method="search", label=_("Code, title, party"))
    kind = filters.ChoiceFilter(choices=Agreement.Kind.choices, label=_("Kind"))
    state = filters.ChoiceFilter(choices=AgreementState.choices, label=_("State"))
    level = filters.ChoiceFilter(choices=Agreement.Level.choices, label=_("Level"))
    customer = filters.ModelChoiceFilter(
        queryset=customers_for, to_field_name="code", method="of_customer", label=_("Customer")
    )
    service = filters.ModelChoiceFilter(
        queryset=Service.objects.all(),
        to_field_name="code",
        method="of_service",
        label=_("Service"),
    )

    class Meta:
        model = Agreement
        fields: list[str] = []

    def search(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        parties = Party.objects.filter(
            Q(customer__in=customers_for(self.request).filter(name__icontains=text))
            | Q(provider__name__icontains=text)
        )
        return rows.filter(
            Q(code__icontains=text)
            | Q(title__icontains=text)
            | Q(pk__in=parties.values("agreement"))
        )

    @extend_schema_field(OpenApiTypes.STR)
    def of_customer(self, rows: QuerySet, _name: str, customer: Customer) -> QuerySet:
        within = customers_for(self.request).within([customer.pk])
        return rows.filter(pk__in=Party.objects.filter(customer__in=within).values("agreement"))

    @extend_schema_field(OpenApiTypes.STR)
    def of_service(self, rows: QuerySet, _name: str, service: Service) -> QuerySet:
        promised = Target.objects.filter(indicator__service=service)
        return rows.filter(pk__in=promised.values("version__agreement"))
