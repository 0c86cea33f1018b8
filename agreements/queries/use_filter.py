"""What uses of services can be narrowed by; the page and the API use the same filter."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.models import ServiceUse
from brm.queries.business_filters import OfCustomer
from slm.models import Service


class UseFilter(OfCustomer):
    """Uses by words, customer with its units, service, criticality, and whether users are known."""

    searched = ("customer__name", "customer__code", "service__name", "service__code")
    service = filters.ModelChoiceFilter(
        queryset=Service.objects.all(),
        to_field_name="code",
        label=_("Service"),
        empty_label=_("Every service"),
    )
    criticality = filters.ChoiceFilter(
        choices=ServiceUse.Criticality.choices,
        label=_("Criticality"),
        empty_label=_("Every criticality"),
    )
    counted = filters.ChoiceFilter(
        choices=[("true", _("Users counted")), ("false", _("Users not counted"))],
        method="of_counted",
        label=_("Users"),
        empty_label=_("Users counted or not"),
    )

    class Meta:
        model = ServiceUse
        fields: list[str] = []

    def of_counted(self, rows: QuerySet, _name: str, answer: str) -> QuerySet:
        return rows.filter(users__isnull=answer == "false")
