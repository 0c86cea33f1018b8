"""The page of a target: the period to date, what counted, where it goes, and past periods."""

import uuid
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.engine.terms import NewService
from agreements.models import Target
from agreements.pages.lookup import visible_commitment
from agreements.pages.reasons import reason_words, verdict_key
from agreements.queries.access import is_customer, is_provider, may_manage_agreement
from agreements.queries.charts import (
    burn_down_chart,
    parts_chart,
    shown_parts,
    strip_chart,
    write_threshold,
)
from agreements.queries.periods import write_period
from agreements.queries.policies import policies_of
from agreements.queries.showing import big_text, made_of, metric_name, promised_text
from agreements.queries.standing import last_tick
from agreements.queries.target_page import (
    Occurrence,
    PeriodPage,
    past_periods,
    period_page,
    verdict_of,
)
from agreements.queries.terms import terms_from
from common.listing import Column
from common.listing.export import csv_response, xlsx_response
from common.ui.states import state_of
from slm.models import Indicator

PAST_PERIODS = 24

EVENT_COLUMNS = [
    Column(
        "reference", gettext_lazy("Event"), lambda row: row.fact.external_id if row.fact else ""
    ),
    Column("reason", gettext_lazy("Reason"), "reason"),
    Column("layer", gettext_lazy("Kind"), lambda row: row.layer.name.lower()),
    Column("start_at", gettext_lazy("From"), "start_at"),
    Column("end_at", gettext_lazy("To"), "end_at"),
    Column("clipped_from", gettext_lazy("From, in the period"), "clipped_start_at"),
    Column("clipped_to", gettext_lazy("To, in the period"), "clipped_end_at"),
    Column("length", gettext_lazy("Length (s)"), lambda row: row.counted.length, num=True),
    Column("counted", gettext_lazy("Counted (s)"), lambda row: row.counted.counted, num=True),
    Column("verdict", gettext_lazy("Verdict"), lambda row: str(state_of(verdict_key(row)).word)),
    Column("why", gettext_lazy("Why"), lambda row: "; ".join(reason_words(row))),
]


@login_required
def target(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """One commitment in the period asked for (`?period=`), by default the running one."""
    commitment = visible_commitment(request.user, code, public_id)
    if is_customer(request.user):
        return redirect("agreements:my-agreement", code=commitment.agreement.code)
    if not is_provider(request.user):
        raise Http404
    at = last_tick(default=timezone.now())
    verdict = verdict_of(commitment, label=request.GET.get("period", ""), at=at)
    if verdict is None and request.GET.get("period"):
        raise Http404
    service = commitment.target.indicator.service
    terms = terms_from(commitment.terms)
    context = {
        "commitment": commitment,
        "agreement": commitment.agreement,
        "service": service,
        "indicator": commitment.target.indicator,
        "hours": commitment.measure.hours,
        "zone": commitment.measure.hours.zone,
        "other_zone": commitment.agreement.zone != commitment.measure.hours.zone,
        "threshold": promised_text(terms),
        "comparison": Target.Comparator(terms.comparator).label,
        "metric": _unless_same(metric_name(terms), commitment.target.indicator),
        "policies": policies_of(commitment.target, terms),
        "waits_for_whole": terms.new_service is NewService.WHOLE_PERIOD,
        "may_manage": may_manage_agreement(request.user, commitment.agreement),
        "as_of": at,
        "past": [
            (row, frozen, write_period(row.verdict.period_label))
            for row, frozen in past_periods(commitment, at=at, limit=PAST_PERIODS)
        ],
        "breaches": {
            row.verdict_id: row for row in commitment.breaches.select_related("agreement")
        },
        "crumbs": [
            (_("Targets"), reverse("agreements:target-list")),
            (str(commitment.agreement), commitment.agreement.get_absolute_url()),
            (str(commitment.target.indicator), None),
        ],
    }
    if verdict is not None:
        context |= _period(period_page(verdict=verdict, at=at), commitment.measure.hours.zone)
    return render(request, "agreements/target.html", context)


@login_required
def events(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponseBase:
    """What counted and what did not in a period, as CSV or XLSX."""
    commitment = visible_commitment(request.user, code, public_id)
    if not is_provider(request.user):
        raise Http404
    at = last_tick(default=timezone.now())
    verdict = verdict_of(commitment, label=request.GET.get("period", ""), at=at)
    if verdict is None:
        raise Http404
    page = period_page(verdict=verdict, at=at)
    name = f"{commitment.agreement.code}-{verdict.period_label.replace(':', '-')}"
    if request.GET.get("format") == "xlsx":
        return xlsx_response(name, EVENT_COLUMNS, page.occurrences)
    return csv_response(name, EVENT_COLUMNS, page.occurrences)


def _period(page: PeriodPage, zone: str) -> dict[str, object]:
    figures, verdict = page.figures, page.verdict
    context: dict[str, object] = {
        "page": page,
        "verdict": verdict,
        "figures": figures,
        "period_name": write_period(verdict.period_label),
        "until": min(figures.at, verdict.period_end_at),
        "big": big_text(figures.terms, figures.reached),
        "counts_text": made_of(figures),
    }
    return context | _time(page, zone) if figures.is_of_time else context


def _time(page: PeriodPage, zone: str) -> dict[str, object]:
    """What the service time of the period was, and what happened in it."""
    excluded, unknown = shown_parts(page)
    figures = page.figures
    bad = figures.bad_seconds
    until = min(figures.at, page.verdict.period_end_at)
    return {
        "parts": parts_chart(page),
        "good_seconds": figures.parts.service - bad - excluded - unknown,
        "bad_seconds": bad,
        "excluded_seconds": excluded,
        "unknown_seconds": unknown,
        "bad_count": sum(1 for row in page.occurrences if row.counted.counted),
        "burn_down": burn_down_chart(page, zone=zone) if figures.is_level_of_time else None,
        "strip": strip_chart(page.days, today=until.astimezone(ZoneInfo(zone)).date()),
        "allowed_share": write_threshold(1_000_000 - figures.terms.target_ppm),
        "lines": [_line(row) for row in page.occurrences],
        "counted_seconds": page.counted_seconds,
        "open_events": [row for row in page.occurrences if row.is_open and row.counted.counted],
        "best": figures.contract.remaining,
    }


def _unless_same(metric: str, indicator: Indicator) -> str:
    """The metric, where the kind of indicator does not say it already."""
    return "" if metric == indicator.get_kind_display() else metric


def _line(row: Occurrence) -> dict[str, object]:
    return {"row": row, "state": verdict_key(row), "why": reason_words(row)}
