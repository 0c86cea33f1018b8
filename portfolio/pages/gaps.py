"""Use that left its forecast, and what is done about it (R32)."""

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
from common.ui.times import write_month
from portfolio.engine.rounding import half_even
from portfolio.models import GapAnswer, UsageFact
from portfolio.operations.answer_gap import answer_gap
from portfolio.pages.doors import may_look, money_tabs, refuse
from portfolio.queries.gaps import gaps
from portfolio.queries.money_access import written_customers

_COLUMNS = [
    Column("month", _("Month"), lambda row: f"{row.month:%Y-%m}"),
    Column("customer", _("Customer"), "customer.name"),
    Column("service", _("Service"), "service.name"),
    Column("unit", _("Counted in"), "unit"),
    Column("forecast", _("Forecast"), lambda row: half_even(row.forecast, 2), num=True),
    Column("actual", _("Actual"), lambda row: half_even(row.actual, 2), num=True),
    Column("variance", _("Variance (share)"), lambda row: half_even(row.variance, 4), num=True),
    Column("answer", _("What is done about it"), "answer.words"),
]


@may_look
def gap_list(request: HttpRequest) -> HttpResponseBase:
    """The use of the last known month that went further from its forecast than allowed."""
    found = gaps(user=request.user, as_of=timezone.now())
    if (form := request.GET.get("format")) in ("csv", "xlsx"):
        write = csv_response if form == "csv" else xlsx_response
        return write("gaps", _COLUMNS, found.rows)
    mine = set(written_customers(request.user).values_list("pk", flat=True))
    context: dict[str, Any] = {
        "found": found,
        "mine": mine,
        "unanswered": sum(1 for row in found.rows if row.answer is None),
        "tabs": money_tabs(request),
    }
    return render(request, "portfolio/gaps.html", context)


class AnswerForm(forms.Form):
    refused = _("The answer was not saved")

    words = forms.CharField(
        label=_("What is done about it"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("More capacity, another price, a talk with the customer; or why nothing."),
    )


@may_look
def answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what is done about one gap."""
    rows = UsageFact.objects.visible_to(request.user).select_related("customer", "service")
    use = get_object_or_404(rows, public_id=public_id)
    if not written_customers(request.user).filter(pk=use.customer_id).exists():
        raise PermissionDenied
    before = GapAnswer.objects.filter(
        customer=use.customer, service=use.service, unit=use.unit, month=use.month
    ).first()
    url = reverse("portfolio:gaps")
    form = AnswerForm(request.POST or None, initial={"words": before.words if before else ""})
    return form_page(
        request,
        form,
        save=lambda form: answer_gap(
            use=use, words=form.cleaned_data["words"], actor=request.user, at=timezone.now()
        ),
        done=_t("The answer is kept."),
        refuse=refuse,
        goes_to=url,
        heading=_t("%(customer)s, %(service)s, %(month)s")
        % {"customer": use.customer, "service": use.service, "month": write_month(use.month)},
        submit=_("Save answer"),
        cancel_url=url,
        crumbs=[(_("Forecast and actual"), url), (str(use.customer), None)],
    )
