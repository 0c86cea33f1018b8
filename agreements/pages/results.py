"""The frozen results of an agreement, to take along."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from agreements.models import Result
from agreements.pages.lookup import visible_agreement
from agreements.queries.access import is_provider
from agreements.queries.causes import write_cause
from agreements.queries.figures import frozen_figures
from agreements.queries.percents import exact_text
from agreements.queries.periods import plain_label
from agreements.queries.showing import metric_name, promise_line, reached_text
from agreements.queries.terms import terms_from
from common.listing import Column
from common.listing.export import csv_response, xlsx_response
from common.ui.states import state_of

COLUMNS = [
    Column("service", _("Service"), "verdict.commitment.target.indicator.service.code"),
    Column("indicator", _("Indicator"), lambda row: str(row.verdict.commitment.target.indicator)),
    Column("metric", _("What is promised"), lambda row: metric_name(terms_from(row.terms))),
    Column("promise", _("Promised"), lambda row: promise_line(terms_from(row.terms))),
    Column("period", _("Period"), lambda row: plain_label(row.verdict.period_label)),
    Column("number", _("Number"), "number", num=True),
    Column("kind", _("Kind"), lambda row: _("restated") if row.is_restatement else _("issued")),
    Column("state", _("State"), lambda row: str(state_of(row.state).word)),
    Column("reached", _("Reached"), lambda row: reached_text(frozen_figures(row), 4)),
    Column("percent", _("Level (%)"), lambda row: frozen_figures(row).percent or ""),
    Column("good", _("Good (s)"), lambda row: exact_text(row.good_seconds), num=True),
    Column("measured", _("Measured (s)"), lambda row: exact_text(row.measured_seconds), num=True),
    Column("service_time", _("Service time (s)"), lambda row: row.parts["service"], num=True),
    Column("excluded", _("Excluded (s)"), lambda row: row.parts["excluded"], num=True),
    Column("planned", _("Planned (s)"), lambda row: row.parts["planned"], num=True),
    Column("unknown", _("Unknown (s)"), lambda row: row.parts["unknown"], num=True),
    Column("issued_at", _("Issued"), "issued_at"),
    Column("actor", _("By"), lambda row: str(row.actor) if row.actor else ""),
    Column("cause", _("What changed"), lambda row: write_cause(row.cause)),
    Column("reason", _("Reason"), "reason"),
]


@login_required
def results(request: HttpRequest, code: str) -> HttpResponseBase:
    """Every frozen result of the agreement by period, as CSV or XLSX."""
    agreement = visible_agreement(request.user, code)
    if not is_provider(request.user):
        raise Http404
    rows = (
        Result.objects.visible_to(request.user)
        .filter(verdict__commitment__agreement=agreement)
        .select_related("actor__person", "verdict__commitment__target__indicator__service")
        .select_related("verdict__commitment__target__indicator__slice")
        .order_by("verdict__period_start_at", "verdict__commitment_id", "number")
    )
    name = f"{agreement.code}-results"
    if request.GET.get("format") == "xlsx":
        return xlsx_response(name, COLUMNS, rows)
    return csv_response(name, COLUMNS, rows.iterator(chunk_size=1_000))
