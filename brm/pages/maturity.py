"""How mature a relationship is in the eyes of both sides, and what comes next."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from brm.models import Customer, MaturityRating, Side
from brm.operations.rate_maturity import rate_maturity, take_step, undo_step
from brm.pages.customer_forms import managed_or_denied
from brm.pages.customers import crumbs_of
from brm.pages.doors import form_page, their_day, typed
from brm.pages.plans import seen_or_404
from brm.queries.customers import managed_by, may_see_customers
from brm.queries.maturity import maturity_of, stepping_stones
from common.access import allowed_if
from common.problems import Refusal
from common.ui.forms import DateInput


class RatingForm(forms.Form):
    refused = _("The rating was not saved")

    side = forms.ChoiceField(label=_("Whose view"), choices=Side.choices, widget=forms.RadioSelect)
    level = forms.TypedChoiceField(
        label=_("Level"), choices=MaturityRating.Level.choices, coerce=int, widget=forms.RadioSelect
    )
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=2000,
        widget=forms.Textarea({"rows": "4"}),
        help_text=_("Of our view it stays ours; the customer never reads it."),
    )
    rated_by = forms.CharField(label=_("Who rated"), max_length=160)
    rated_on = forms.DateField(label=_("Rated on"), widget=DateInput)


@allowed_if(may_see_customers)
def maturity(request: HttpRequest, code: str) -> HttpResponse:
    """Both ratings, the gap, every earlier rating, the steps of both sides."""
    customer = seen_or_404(request, code)
    standing, ratings = maturity_of(customer)
    stones = stepping_stones(customer)
    context = {
        "customer": customer,
        "maturity": standing,
        "provider": ratings.get(Side.PROVIDER),
        "theirs": ratings.get(Side.CUSTOMER),
        "levels": [
            {
                "number": level.value,
                "name": level.label,
                "provider": standing.provider == level.value,
                "customer": standing.customer == level.value,
                "steps": [stone for stone in stones if stone.step.level == level.value],
            }
            for level in MaturityRating.Level
        ],
        "ratings": MaturityRating.objects.filter(customer=customer),
        "may_manage": managed_by(request.user).filter(pk=customer.pk).exists(),
        "crumbs": crumbs_of(customer, request.user, _t("Maturity")),
    }
    return render(request, "brm/maturity.html", context)


@allowed_if(may_see_customers)
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Rate from our side, or record the customer's rating as it was told."""
    customer = managed_or_denied(request, code)
    at = timezone.now()
    form = RatingForm(
        typed(request),
        initial={
            "side": request.GET.get("side", Side.PROVIDER),
            "rated_by": request.user.name,
            "rated_on": their_day(customer, at),
        },
    )
    url = reverse("brm:maturity", args=[customer.code])
    heading = _t("Rate the relationship with %(customer)s") % {"customer": customer.name}
    return form_page(
        request,
        form,
        save=lambda form: rate_maturity(
            customer=customer, **form.cleaned_data, actor=request.user, at=at
        ),
        done=_t("The rating was saved."),
        goes_to=url,
        heading=heading,
        submit=_t("Save rating"),
        cancel_url=url,
        crumbs=crumbs_of(customer, request.user, heading),
    )


@require_POST
@allowed_if(may_see_customers)
def step(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Tick a step, or take the tick away."""
    customer = managed_or_denied(request, code)
    try:
        _tick(request, customer, key)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("brm:maturity", customer.code)


def _tick(request: HttpRequest, customer: Customer, key: str) -> Any:
    if request.POST.get("undo"):
        return undo_step(customer=customer, key=key, actor=request.user)
    return take_step(
        customer=customer,
        key=key,
        note="",
        on=their_day(customer, timezone.now()),
        actor=request.user,
    )
