"""What agreements can be narrowed by; the page and the API use the same filter."""

import datetime as dt
from typing import Any

import django_filters as filters
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from agreements.models import Agreement, Party, Target
from agreements.queries.agreement_state import AgreementState, asked_at
from agreements.queries.coming_dates import SOON_DAYS, with_notice_soon
from brm.models import Customer
from brm.models.customer import CustomerQuerySet
from common.ui.forms import DateInput
from slm.models import Service


def customers_for(request: Any) -> CustomerQuerySet:
    """The customers that the reader may choose from."""
    if request is None:
        return Customer.objects.none()
    return Customer.objects.visible_to(request.user)


YES_OR_NO = [("true", _("yes")), ("false", _("no"))]


def _is_true(text: str) -> bool:
    return text == "true"


class Due(models.TextChoices):
    """What an agreement is due for."""

    NOTICE = "notice", _("notice in 90 days")
    END = "end", _("ends in 90 days")
    REVIEW = "review", _("review overdue")


class AgreementFilter(filters.FilterSet):
    """Agreements by text, kind, state, level, customer (with its units), service and dates.

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

    contractual = filters.TypedChoiceFilter(
        "is_contractual", choices=YES_OR_NO, coerce=_is_true, label=_("Contractual")
    )
    standard = filters.TypedChoiceFilter(
        "is_standard", choices=YES_OR_NO, coerce=_is_true, label=_("Standard terms")
    )
    ends_until = filters.DateFilter(
        "until_at__date", lookup_expr="lte", label=_("Last day until"), widget=DateInput
    )
    due = filters.ChoiceFilter(choices=Due.choices, method="which_is_due", label=_("Due for"))

    class Meta:
        model = Agreement
        fields: list[str] = []

    def which_is_due(self, rows: QuerySet, _name: str, what: str) -> QuerySet:
        at = asked_at(rows)
        match what:
            case Due.NOTICE:
                return rows.filter(pk__in=with_notice_soon(rows, at=at))
            case Due.END:
                until = at + dt.timedelta(days=SOON_DAYS)
                return rows.filter(state=AgreementState.IN_FORCE, until_at__lte=until)
            case _:
                live = (AgreementState.IN_FORCE, AgreementState.PENDING)
                return rows.filter(state__in=live, next_review_on__lt=at.date())

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
