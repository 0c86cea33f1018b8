"""What holds for a customer and a service at an instant, and where each of it comes from."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation
from agreements.models import Agreement
from agreements.queries.access import is_customer, is_provider
from agreements.queries.effective_access import customers_to_ask, services_to_ask
from agreements.queries.effective_terms import EffectiveTerms, TargetSaid, effective_terms
from agreements.queries.local_dates import first_instant
from agreements.queries.policies import policies_of, write_cadence
from agreements.queries.showing import metric_name, promise_line
from common.ui.forms import DateInput


class _Question(forms.Form):
    customer = forms.ModelChoiceField(
        label=_("Customer"), queryset=None, to_field_name="code", empty_label=_("Choose")
    )
    service = forms.ModelChoiceField(
        label=_("Service"), queryset=None, to_field_name="code", empty_label=_("Choose")
    )
    on = forms.DateField(
        label=_("On the day"), required=False, widget=DateInput, help_text=_("Empty: now.")
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["customer"].queryset = customers_to_ask(user).order_by("name")
        self.fields["service"].queryset = services_to_ask(user).order_by("name")


@login_required
def effective(request: HttpRequest) -> HttpResponse:
    """Ask for a customer and a service; whoever may not see one of them learns of neither."""
    if not is_provider(request.user) and not is_customer(request.user):
        raise PermissionDenied
    asked = bool(request.GET.get("customer") and request.GET.get("service"))
    form = _Question(request.GET if asked else None, user=request.user, initial=request.GET.dict())
    found = None
    if asked:
        form.full_clean()
        if form.errors.keys() & {"customer", "service"}:
            raise Http404
        if form.is_valid():
            found = effective_terms(
                customer=form.cleaned_data["customer"],
                service=form.cleaned_data["service"],
                at=_at(form.cleaned_data["on"]),
                with_parents=not is_customer(request.user),
            )
    return render(
        request,
        "agreements/effective.html",
        {
            "form": form,
            "found": found,
            "zone": Installation.current().zone,
            "crumbs": _crumbs(request),
            **(_shown(found, request.user) if found else {}),
        },
        status=422 if form.errors else 200,
    )


def _at(on: dt.date | None) -> dt.datetime:
    return timezone.now() if on is None else first_instant(on, Installation.current().zone)


def _crumbs(request: HttpRequest) -> list[tuple[Any, str | None]]:
    if is_customer(request.user):
        home = (_("My services"), reverse("agreements:my-home"))
    else:
        home = (_("Agreements"), reverse("agreements:agreement-list"))
    return [home, (_("Effective terms"), None)]


def _shown(found: EffectiveTerms, user: Any) -> dict[str, Any]:
    """The rows of the page, with links where the reader may follow them."""
    keys = [row.agreement_id for row in found.versions]
    visible = set(
        Agreement.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)
    )
    customer = is_customer(user)

    def url(agreement: Agreement) -> str:
        if agreement.pk not in visible:
            return ""
        if customer:
            return reverse("agreements:my-agreement", args=[agreement.code])
        return agreement.get_absolute_url()

    urls = {row.agreement_id: url(row.agreement) for row in found.versions}
    return {
        "urls": urls,
        "targets": [
            {
                "held": row,
                "name": metric_name(row.holds[0].terms),
                "holds": [_target(said) for said in row.holds],
                "overridden": [_target(said) for said in row.overridden],
            }
            for row in found.targets
        ],
    }


def _target(said: TargetSaid) -> dict[str, Any]:
    return {
        "said": said,
        "promise": promise_line(said.terms),
        "period": write_cadence(said.terms),
        "policies": policies_of(said.target, said.terms)[2:],
    }
