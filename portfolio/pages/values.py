"""What customers are worth: the list of this month, one explained, and working it out anew."""

from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.access import Allowed
from common.form_page import form_page
from common.listing import Column, Empty, ListPage
from portfolio.engine.rounding import half_even
from portfolio.models import CustomerValue
from portfolio.operations.compute_values import compute_values
from portfolio.pages.customer_money import crumbs_of
from portfolio.pages.doors import may_look, may_write, money_tabs, refuse
from portfolio.queries.money_access import may_see_money, may_write_for_everybody, seen_customers
from portfolio.queries.value_explained import explain

SHOWN_MONTHS = 14


class ValueFilter(django_filters.FilterSet):
    """By words of the customer's name and code."""

    q = django_filters.CharFilter(label=_("Name or code"), method="search")

    class Meta:
        model = CustomerValue
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split():
            queryset = queryset.filter(customer__name__icontains=word) | queryset.filter(
                customer__code__icontains=word
            )
        return queryset


def _index(row: CustomerValue) -> str | None:
    return None if row.index is None else str(half_even(row.index, 4))


class ValueList(Allowed, ListPage):
    """The latest value of each customer, the most valuable organisation first."""

    may = staticmethod(may_see_money)
    template_name = "portfolio/value_list.html"
    filterset_class = ValueFilter
    heading = _("Values of customers")
    export_name = "values"
    default_sort = "-index"
    columns = [
        Column("customer", _("Customer"), "customer.name", sort="customer__name"),
        Column("code", _("Code"), "customer.code", shown=False),
        Column("month", _("Month"), lambda row: f"{row.month:%Y-%m}", shown=False),
        Column("index", _("Value index"), lambda row: _index(row), sort="index_ppm", num=True),
        Column("past", _("Past twelve months"), "past", sort="past", num=True),
        Column("future", _("Expected"), "future", sort="future", num=True),
        Column("currency", _("Currency"), shown=False),
        Column("computed", _("Worked out"), "computed_at", sort="computed_at"),
    ]

    def get_queryset(self) -> QuerySet[CustomerValue]:
        rows = CustomerValue.objects.visible_to(self.request.user)
        return rows.filter(month=self.month).select_related("customer__parent")

    @cached_property
    def month(self) -> Any:
        """The last month of which any value is kept."""
        return CustomerValue.objects.aggregate(last=Max("month"))["last"]

    def get_empty(self) -> Empty:
        title = _("No value yet")
        text = _("Values need revenue, cost or use; they are worked out as each month begins.")
        if not may_write_for_everybody(self.request.user):
            return Empty(title, text)
        return Empty(title, text, _("Work them out now"), reverse("portfolio:values-compute"))

    def get_context(self) -> dict[str, Any]:
        return {
            "tabs": money_tabs(self.request),
            "month": self.month,
            "may_compute": may_write_for_everybody(self.request.user),
        }


@may_look
def value(request: HttpRequest, code: str) -> HttpResponse:
    """One customer's value, explained from the inputs that were kept with it."""
    customer = get_object_or_404(seen_customers(request.user), code=code)
    rows = list(
        CustomerValue.objects.visible_to(request.user)
        .filter(customer=customer)
        .select_related("customer", "computed_by__person")
        .order_by("-month")[:SHOWN_MONTHS]
    )
    chosen = next(
        (row for row in rows if f"{row.month:%Y-%m}" == request.GET.get("month")),
        rows[0] if rows else None,
    )
    return render(
        request,
        "portfolio/value.html",
        {
            "customer": customer,
            "rows": rows,
            "explained": explain(chosen) if chosen else None,
            "crumbs": crumbs_of(customer, _("Value")),
            "may_compute": may_write_for_everybody(request.user),
        },
    )


class ComputeForm(forms.Form):
    refused = _("The values were not worked out")


@may_write
def compute(request: HttpRequest) -> HttpResponse:
    """Ask once more, then work out this month's values anew."""
    if not may_write_for_everybody(request.user):
        raise PermissionDenied
    url = reverse("portfolio:values")
    return form_page(
        request,
        ComputeForm(request.POST if request.method == "POST" else None),
        save=lambda _form: compute_values(actor=request.user, at=timezone.now()),
        done=lambda found: (
            ngettext(
                "Worked out: the value of %(count)d customer.",
                "Worked out: the values of %(count)d customers.",
                found.count,
            )
            % {"count": found.count}
        ),
        refuse=refuse,
        goes_to=url,
        template="ui/confirm.html",
        heading=_t("Work out this month's values now?"),
        consequences=[
            _("Every active customer is worked out from the figures known now."),
            _("What was kept of this month is replaced; the history keeps it."),
        ],
        submit=_("Work out"),
        cancel_url=url,
        crumbs=[(_("Money and use"), url), (_("Work out"), None)],
    )
