"""A service's cost against its value and competitors, and which counters tell its use."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.form_page import form_page
from common.listing import Column
from common.listing.export import csv_response, xlsx_response
from portfolio.engine.rounding import half_even
from portfolio.models import UsageCounter
from portfolio.operations.keep_usage_counter import drop_usage_counter, keep_usage_counter
from portfolio.pages.doors import may_look, may_write, refuse
from portfolio.queries.comparison import compare_service
from portfolio.queries.money_access import may_write_money, written_customers
from slm.models import Indicator, Service


def _exact(name: str, places: int = 2) -> Any:
    def read(row: Any) -> Any:
        value: Any = row
        for part in name.split("."):
            value = getattr(value, part)
        return None if value is None else half_even(value, places)

    return read


_LINES = [
    Column("customer", _("Customer"), "customer.name"),
    Column("code", _("Code"), "customer.code"),
    Column("unit", _("Charged for each"), "unit"),
    Column("revenue", _("Revenue, 12 months"), _exact("revenue"), num=True),
    Column("cost", _("Cost, 12 months"), _exact("cost"), num=True),
    Column("margin", _("Margin (share)"), _exact("margin", 4), num=True),
    Column("price", _("Price"), _exact("price"), num=True),
    Column("unit_cost", _("Unit cost"), _exact("unit_cost"), num=True),
    Column("value_ratio", _("Value ratio"), _exact("value_ratio"), num=True),
    Column("index", _("Price index"), _exact("index.value", 1), num=True),
]


@may_look
def service_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """Cost, price, worth and competitors' prices, customer by customer."""
    service = get_object_or_404(Service, code=code)
    found = compare_service(service, user=request.user, as_of=timezone.now())
    if (form := request.GET.get("format")) in ("csv", "xlsx"):
        write = csv_response if form == "csv" else xlsx_response
        return write(f"worth-{service.code.lower()}", _LINES, found.customers)
    may = may_write_money(request.user)
    return render(
        request,
        "portfolio/service_worth.html",
        {
            "service": service,
            "found": found,
            "counters": UsageCounter.objects.visible_to(request.user)
            .filter(indicator__service=service)
            .select_related("indicator__service", "indicator__slice", "customer"),
            "may_write": may,
            "may_count": may
            and Indicator.objects.filter(service=service, kind=Indicator.Kind.COUNTER).exists(),
            "crumbs": _crumbs(service, _("Cost against value and competitors")),
        },
    )


def _crumbs(service: Service, last: Any) -> list[tuple[Any, str | None]]:
    return [
        (_("Services"), reverse("slm:service-list")),
        (service.name, service.get_absolute_url()),
        (last, None),
    ]


class CounterForm(forms.Form):
    refused = _("The counter was not kept")

    indicator = forms.ModelChoiceField(
        Indicator.objects.none(),
        to_field_name="public_id",
        label=_("Counter"),
        help_text=_("An indicator that counts events; all of them are this customer's."),
    )
    customer = forms.ModelChoiceField(queryset=None, to_field_name="code", label=_("Customer"))
    unit = forms.CharField(
        max_length=40, label=_("Counted in"), help_text=_("User, transaction, site …")
    )

    def __init__(self, *args: Any, service: Service, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["indicator"].queryset = Indicator.objects.filter(
            service=service, kind=Indicator.Kind.COUNTER
        ).select_related("service", "slice")
        self.fields["customer"].queryset = written_customers(user).order_by("name")


@may_write
def counter_create(request: HttpRequest, code: str) -> HttpResponse:
    """Say whose use a counter of the service counts."""
    service = get_object_or_404(Service, code=code)
    form = CounterForm(request.POST or None, service=service, user=request.user)
    url = reverse("portfolio:service-worth", args=[service.code])
    return form_page(
        request,
        form,
        save=lambda form: keep_usage_counter(
            **form.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_t("Saved. The use of the last two months is counted within the hour."),
        refuse=refuse,
        goes_to=url,
        heading=_("Count use by a counter"),
        submit=_("Save"),
        cancel_url=url,
        crumbs=_crumbs(service, _("Counter of use")),
    )


class DropForm(forms.Form):
    refused = _("The counter was not dropped")


@may_write
def counter_drop(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Ask once more, then count nobody's use by it."""
    service = get_object_or_404(Service, code=code)
    rows = UsageCounter.objects.visible_to(request.user).filter(indicator__service=service)
    counter = get_object_or_404(
        rows.select_related("indicator__service", "indicator__slice", "customer"),
        public_id=public_id,
    )
    if not written_customers(request.user).filter(pk=counter.customer_id).exists():
        raise PermissionDenied
    url = reverse("portfolio:service-worth", args=[service.code])
    return form_page(
        request,
        DropForm(request.POST if request.method == "POST" else None),
        save=lambda _form: drop_usage_counter(
            counter=counter, actor=request.user, at=timezone.now()
        ),
        done=_t("No use is counted by it any more."),
        refuse=refuse,
        goes_to=url,
        template="ui/confirm.html",
        heading=_t("Count no more use by %(what)s?") % {"what": counter.indicator},
        consequences=[_("What it counted stays.")],
        submit=_("Count no more"),
        danger=True,
        cancel_url=url,
        crumbs=_crumbs(service, _("Counter of use")),
    )
