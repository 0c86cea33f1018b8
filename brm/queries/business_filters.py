"""What outcomes, demand, changes and checks can be narrowed by; pages and API ask the same."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from brm.models import BusinessChange, BusinessOutcome, Customer, Demand, EarlyLifeCheck
from slm.models.service import Service


def customers_for(request: Any) -> Any:
    """The customers that the reader may name."""
    if request is None:
        return Customer.objects.none()
    return Customer.objects.visible_to(request.user)


class OfCustomer(filters.FilterSet):
    """A customer with its units, and words; what each filter below shares."""

    searched: tuple[str, ...] = ()

    q = filters.CharFilter(method="search", label=_("Words"))
    customer = filters.ModelChoiceFilter(
        queryset=customers_for, to_field_name="code", method="of_customer", label=_("Customer")
    )

    def search(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        for word in text.split():
            found = Q()
            for name in self.searched:
                found |= Q(**{f"{name}__icontains": word})
            rows = rows.filter(found)
        return rows

    @extend_schema_field(OpenApiTypes.STR)
    def of_customer(self, rows: QuerySet, _name: str, customer: Customer) -> QuerySet:
        return rows.filter(customer__in=customers_for(self.request).within([customer.pk]))


class OutcomeFilter(OfCustomer):
    """Outcomes by words, customer with its units, and state."""

    searched = ("statement", "measure", "customer__name", "reference")
    state = filters.ChoiceFilter(
        choices=BusinessOutcome.State.choices, label=_("State"), empty_label=_("Every state")
    )

    class Meta:
        model = BusinessOutcome
        fields: list[str] = []


class DemandFilter(OfCustomer):
    """Demand by words, customer with its units, kind, state, service; `open` is what may come."""

    searched = ("code", "title", "description", "customer__name")
    kind = filters.ChoiceFilter(
        choices=Demand.Kind.choices, label=_("Kind"), empty_label=_("Every kind")
    )
    state = filters.ChoiceFilter(
        choices=Demand.State.choices, label=_("State"), empty_label=_("Every state")
    )
    service = filters.ModelChoiceFilter(
        queryset=Service.objects.all(), to_field_name="code", field_name="services"
    )
    open = filters.ChoiceFilter(
        choices=[("true", _("May still come")), ("false", _("Is over"))],
        method="of_openness",
        label=_("Whether it may come"),
        empty_label=_("Open and over"),
    )

    class Meta:
        model = Demand
        fields: list[str] = []

    def of_openness(self, rows: QuerySet, _name: str, answer: str) -> QuerySet:
        chosen = Q(state__in=Demand.OPEN)
        return rows.filter(chosen if answer == "true" else ~chosen)


class BusinessChangeFilter(OfCustomer):
    """Changes of businesses by words, customer with its units, our answer, service."""

    searched = ("title", "description", "customer__name")
    disposition = filters.ChoiceFilter(
        choices=BusinessChange.Disposition.choices,
        label=_("Our answer"),
        empty_label=_("Every answer"),
    )
    service = filters.ModelChoiceFilter(
        queryset=Service.objects.all(), to_field_name="code", field_name="services"
    )

    class Meta:
        model = BusinessChange
        fields: list[str] = []


class CheckFilter(OfCustomer):
    """Early-life checks by words, a customer that is asked, service."""

    searched = ("what", "service__name", "service__code")
    service = filters.ModelChoiceFilter(queryset=Service.objects.all(), to_field_name="code")

    class Meta:
        model = EarlyLifeCheck
        fields: list[str] = []

    @extend_schema_field(OpenApiTypes.STR)
    def of_customer(self, rows: QuerySet, _name: str, customer: Customer) -> QuerySet:
        asked = customers_for(self.request).within([customer.pk])
        return rows.filter(answers__customer__in=asked).distinct()
