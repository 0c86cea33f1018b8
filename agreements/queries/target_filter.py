"""What running targets can be narrowed by."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.models import CommitmentCustomer, State, Verdict
from agreements.queries.agreement_filter import customers_for
from brm.models import Customer
from slm.models import Service


class TargetFilter(filters.FilterSet):
    """Verdicts by text, state, customer (with its units) and service of their commitment."""

    q = filters.CharFilter(method="search", label=_("Agreement or service"))
    state = filters.ChoiceFilter(choices=State.choices, label=_("State"))
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
        model = Verdict
        fields: list[str] = []

    def search(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        service = "commitment__target__indicator__service"
        return rows.filter(
            Q(commitment__agreement__code__icontains=text)
            | Q(commitment__agreement__title__icontains=text)
            | Q(**{f"{service}__name__icontains": text})
            | Q(**{f"{service}__code__icontains": text})
        )

    def of_customer(self, rows: QuerySet, _name: str, customer: Customer) -> QuerySet:
        within = customers_for(self.request).within([customer.pk])
        bound = CommitmentCustomer.objects.filter(customer__in=within)
        return rows.filter(commitment__in=bound.values("commitment"))
