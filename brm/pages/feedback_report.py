"""The report of feedback by period, on the page and as a table (R9, R57)."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation
from brm.models import Customer
from brm.pages.feedback import feedback_crumbs
from brm.queries.customers import may_see_customers, seen_from_within
from brm.queries.feedback_access import seen_feedback
from brm.queries.feedback_report import report_of
from common.access import allowed_if
from common.listing import Column
from common.listing.export import csv_response, xlsx_response
from common.ui.forms import DateInput

LONGEST_DAYS = 5 * 366
COLUMNS = [
    Column("label", _("Month")),
    Column("complaints", _("Complaints")),
    Column("accepted", _("Justified")),
    Column("rejected", _("Not justified")),
    Column("unjudged", _("Not judged")),
    Column("closed", _("Closed by the customer")),
    Column("acknowledge_seconds", _("Median seconds to acknowledge")),
    Column("acknowledged", _("Acknowledged")),
    Column("resolve_seconds", _("Median seconds to resolve")),
    Column("resolved", _("Resolved")),
    Column("compliments", _("Compliments")),
    Column("comments", _("Comments")),
    Column("suggestions", _("Suggestions")),
]


class PeriodForm(forms.Form):
    """Which days, and of whom."""

    refused = _("These days cannot be reported")

    from_on = forms.DateField(label=_("From"), widget=DateInput)
    to_on = forms.DateField(label=_("Last day included"), widget=DateInput)
    customer = forms.CharField(label=_("Code of the customer"), max_length=32, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("from_on"), data.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("The last day lies before the first."))
        elif first and last and (last - first).days > LONGEST_DAYS:
            self.add_error("to_on", _("Choose at most five years."))
        return data


@allowed_if(may_see_customers)
def report(request: HttpRequest) -> HttpResponseBase:
    """Counts by kind, severity, service and customer, and how fast complaints were answered."""
    zone = ZoneInfo(Installation.current().zone)
    today = timezone.now().astimezone(zone).date()
    usual = {"from_on": _year_back(today), "to_on": today}
    asked = any(name in request.GET for name in usual)
    form = PeriodForm(request.GET if asked else {**usual, "customer": _code(request)})
    context: dict[str, Any] = {
        "form": form,
        "zone": zone.key,
        "crumbs": feedback_crumbs(None, _("Report")),
    }
    if not form.is_valid():
        return render(request, "brm/feedback_report.html", context, status=422)
    rows, customer = seen_feedback(request.user), None
    if form.cleaned_data["customer"]:
        code = form.cleaned_data["customer"].upper()
        customer = get_object_or_404(seen_from_within(request.user), code=code)
        rows = rows.filter(customer__in=Customer.objects.within([customer.pk]))
    found = report_of(
        rows,
        start_at=_midnight(form.cleaned_data["from_on"], zone),
        end_at=_midnight(form.cleaned_data["to_on"] + dt.timedelta(days=1), zone),
        zone=zone,
    )
    if request.GET.get("format") in ("csv", "xlsx"):
        write = csv_response if request.GET["format"] == "csv" else xlsx_response
        return write(_t("feedback-report"), COLUMNS, [*found.lines, found.whole, found.before])
    query = request.GET.copy() if asked else form_query(form)
    query.pop("format", None)
    context |= {"report": found, "customer": customer, "period_query": query.urlencode()}
    return render(request, "brm/feedback_report.html", context)


def form_query(form: PeriodForm) -> Any:
    """The parameters of the days that are shown without being asked for."""
    query = QueryDict(mutable=True)
    for name, value in form.cleaned_data.items():
        if value:
            query[name] = str(value)
    return query


def _year_back(day: dt.date) -> dt.date:
    """The first day of the month eleven months before."""
    months = day.year * 12 + day.month - 1 - 11
    return dt.date(months // 12, months % 12 + 1, 1)


def _midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone)


def _code(request: HttpRequest) -> str:
    return request.GET.get("customer", "")
