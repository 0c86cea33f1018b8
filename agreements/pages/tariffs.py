"""Tariffs: the list, one with its prices, and the forms in which they are written."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Installation
from accounts.queries.roles import has_role
from agreements.models import Agreement, Tariff, TariffItem
from agreements.operations.save_tariff import create_tariff, end_price, set_price
from agreements.pages.forms import form_page
from agreements.queries.access import MANAGERS, is_customer, is_provider, managed_customers
from agreements.queries.local_dates import local_day
from agreements.queries.tariffs import (
    all_charges,
    charges_on,
    may_keep_tariff,
    readable_tariffs,
)
from brm.models import Customer
from common.access import Allowed, allowed_if
from common.listing import Column, Empty, ListPage
from common.ui.forms import DateInput
from slm.models import Service


class TariffForm(forms.Form):
    """The cover of a tariff."""

    refused = gettext_lazy("The tariff was not saved")

    code = forms.CharField(label=gettext_lazy("Code"), max_length=32)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    customer = forms.ModelChoiceField(
        label=gettext_lazy("Customer"),
        queryset=Customer.objects.none(),
        to_field_name="code",
        required=False,
        help_text=gettext_lazy("Empty: a general tariff, for agreements with anybody."),
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3)
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        help_text=gettext_lazy("Days from and until which prices hold are days there."),
    )

    def __init__(self, *args: Any, user: Any, **options: Any):
        super().__init__(*args, **options)
        everybody = has_role(user, *MANAGERS)
        mine = Customer.objects.visible_to(user) if everybody else managed_customers(user)
        self.fields["customer"].queryset = mine.order_by("name")
        self.fields["customer"].required = not everybody
        here = Installation.current()
        self.initial = {
            "zone": here.zone,
            "currency": here.reporting_currency,
        } | dict(self.initial)


class PriceForm(forms.Form):
    """From when an item costs how much."""

    refused = gettext_lazy("The price was not saved")

    name = forms.CharField(
        label=gettext_lazy("What is charged"),
        max_length=120,
        help_text=gettext_lazy("An item that is there already gets a new price from that day on."),
    )
    service = forms.ModelChoiceField(
        label=gettext_lazy("Service"),
        queryset=Service.objects.order_by("name"),
        to_field_name="code",
        required=False,
    )
    per = forms.ChoiceField(label=gettext_lazy("Charged"), choices=TariffItem.Per.choices)
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("User, transaction, site …"),
    )
    price = forms.DecimalField(
        label=gettext_lazy("Price"), min_value=Decimal(0), max_digits=18, decimal_places=4
    )
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), widget=DateInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day included"), widget=DateInput, required=False
    )

    def values(self) -> dict[str, Any]:
        """What was typed, under the names of the verb's arguments."""
        data = dict(self.cleaned_data)
        last_day = data.pop("last_day")
        return data | {"valid_to": last_day + dt.timedelta(days=1) if last_day else None}


class EndPriceForm(forms.Form):
    """Until when a price holds."""

    refused = gettext_lazy("The price goes on")

    last_day = forms.DateField(label=gettext_lazy("Last day included"), widget=DateInput)


class TariffList(Allowed, ListPage):
    """Every tariff that the reader may read."""

    may = is_provider
    template_name = "agreements/tariff_list.html"
    heading = gettext_lazy("Tariffs")
    default_sort = "code"
    export_name = "tariffs"
    columns = [
        Column("code", gettext_lazy("Tariff"), "code", sort="code"),
        Column("title", gettext_lazy("Title"), "title", shown=False),
        Column(
            "customer", gettext_lazy("For"), lambda row: row.customer or "", sort="customer__name"
        ),
        Column("currency", gettext_lazy("Currency"), "currency", sort="currency"),
        Column("items", gettext_lazy("Items"), "item_count", sort="item_count", num=True),
    ]

    def get_queryset(self) -> QuerySet[Tariff]:
        return (
            readable_tariffs(self.request.user)
            .select_related("customer")
            .annotate(item_count=Count("items"))
        )

    def get_empty(self) -> Empty:
        may = _may_begin(self.request.user)
        return Empty(
            _("No tariff yet"),
            _("A tariff keeps prices with their days; agreements refer to it."),
            _("Begin a tariff") if may else "",
            reverse("agreements:tariff-create") if may else "",
        )

    def get_context(self) -> dict[str, Any]:
        return {"may_manage": _may_begin(self.request.user)}


@login_required
def tariff(request: HttpRequest, code: str) -> HttpResponse:
    """Today's prices, then all with their days."""
    row = get_object_or_404(
        readable_tariffs(request.user).select_related("customer"), code=code.upper()
    )
    today = local_day(timezone.now(), row.zone)
    assert today is not None
    mine = is_customer(request.user)
    context = {
        "tariff": row,
        "today": today,
        "charges": charges_on(row, today),
        "all_charges": [] if mine else all_charges(row),
    }
    if mine:
        return render(request, "agreements/my_tariff.html", context)
    return render(
        request,
        "agreements/tariff.html",
        context
        | {
            "used_by": Agreement.objects.visible_to(request.user)
            .filter(versions__tariff=row)
            .distinct(),
            "may_manage": may_keep_tariff(request.user, row.customer),
            "crumbs": _crumbs((row.code, None)),
        },
    )


@allowed_if(is_provider)
def create(request: HttpRequest) -> HttpResponse:
    """Begin a tariff; its prices come next."""
    if not _may_begin(request.user):
        raise PermissionDenied
    form = TariffForm(
        request.POST if request.method == "POST" else None, user=request.user, initial={}
    )
    heading = _("Begin a tariff")
    return form_page(
        request,
        form,
        save=lambda form: create_tariff(**form.cleaned_data, actor=request.user),
        done=lambda made: _("%(code)s begun. Now its prices.") % {"code": made.code},
        heading=heading,
        submit=_("Save"),
        cancel_url=reverse("agreements:tariff-list"),
        crumbs=_crumbs((heading, None)),
    )


@login_required
def price(request: HttpRequest, code: str) -> HttpResponse:
    """Let a price hold from a day on."""
    row = get_object_or_404(
        readable_tariffs(request.user).select_related("customer"), code=code.upper()
    )
    if not may_keep_tariff(request.user, row.customer):
        raise PermissionDenied
    form = PriceForm(
        request.POST if request.method == "POST" else None,
        initial={
            name: request.GET[name] for name in ("name", "unit", "per") if name in request.GET
        },
    )
    form.fields["price"].widget.attrs["data-unit"] = row.currency
    return form_page(
        request,
        form,
        save=lambda form: set_price(tariff=row, **form.values(), actor=request.user),
        done=_("The price was saved."),
        goes_to=row,
        heading=_("Price in %(tariff)s") % {"tariff": row.code},
        submit=_("Save"),
        cancel_url=row.get_absolute_url(),
        crumbs=_crumbs((row.code, row.get_absolute_url()), (_("Price"), None)),
    )


@login_required
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Let the price of `?item=` that began on `?from=` end without another one that follows."""
    row = get_object_or_404(
        readable_tariffs(request.user).select_related("customer"), code=code.upper()
    )
    if not may_keep_tariff(request.user, row.customer):
        raise PermissionDenied
    began_on = _day(request.GET.get("from", ""))
    charge = get_object_or_404(
        all_charges(row), item__name=request.GET.get("item", ""), valid_from=began_on
    )
    form = EndPriceForm(request.POST if request.method == "POST" else None)
    heading = _("End the price of %(item)s") % {"item": charge.item.name}
    return form_page(
        request,
        form,
        save=lambda form: end_price(
            charge=charge,
            valid_to=form.cleaned_data["last_day"] + dt.timedelta(days=1),
            actor=request.user,
        ),
        done=_("The price ends on that day."),
        goes_to=row,
        template="ui/confirm.html",
        heading=heading,
        consequences=[
            _("Nothing is charged for it after that day, unless another price is set."),
            _("What was charged until then stays."),
        ],
        submit=_("End the price"),
        cancel_url=row.get_absolute_url(),
        crumbs=_crumbs((row.code, row.get_absolute_url()), (_("End a price"), None)),
    )


def _day(text: str) -> dt.date | None:
    """The day that an address names; None for anything else."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _may_begin(user: Any) -> bool:
    return has_role(user, *MANAGERS) or (is_provider(user) and managed_customers(user).exists())


def _crumbs(*rest: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("Tariffs"), reverse("agreements:tariff-list")), *rest]
