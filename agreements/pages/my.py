"""The customer's own pages: what is promised to them and how it stands, and nothing else.

Whatever a template of these pages shows is built here, field by field: an allow-list (decision 31).
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from agreements.models import Agreement, Commitment, Verdict
from agreements.pages.my_changes import MAY_ASK, changes_of
from agreements.queries.access import is_customer
from agreements.queries.agreement_state import AgreementState, with_state
from agreements.queries.causes import write_cause
from agreements.queries.charts import slam_chart, strip_chart
from agreements.queries.frozen import Frozen, results_of
from agreements.queries.local_dates import last_day, local_day
from agreements.queries.obligations import duties_of
from agreements.queries.periods import write_period
from agreements.queries.showing import metric_name, promised_text, reached_text
from agreements.queries.slam import slam_table
from agreements.queries.standing import (
    Standing,
    last_tick,
    most_urgent_first,
    standings,
    verdicts_at,
)
from agreements.queries.target_page import strip_days
from brm.models import Customer
from common.ui import charts
from common.ui.numbers import write_percent

SHOWN_RESULTS = 60


@dataclass(frozen=True, slots=True)
class MyTarget:
    """A promise to this customer, in the words it may read."""

    service: str
    outcome: str
    kind: str
    hours: str
    agreement: str
    comparator: str
    promise: str
    period: str
    level: str
    coverage: str
    state: str
    left: str
    strip: charts.Strip | None
    breaches_at: dt.datetime | None
    zone: str


@dataclass(frozen=True, slots=True)
class MyAgreement:
    """An agreement of this customer: name, state and term."""

    code: str
    title: str
    state: str
    first_day: dt.date | None
    last_day: dt.date | None
    version: int


@dataclass(frozen=True, slots=True)
class MyResult:
    """A period that was closed: what was issued and, beside it, the newest restatement."""

    service: str
    kind: str
    period: str
    zone: str
    promise: str
    comparator: str
    issued: str
    issued_state: str
    issued_at: dt.datetime
    restated: str
    restated_state: str
    restated_at: dt.datetime | None
    why: str


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """My services and their levels, my agreements."""
    _refuse_others(request.user)
    at = last_tick(default=timezone.now())
    commitments = Commitment.objects.visible_to(request.user)
    return render(
        request,
        "agreements/my_home.html",
        {
            "targets": _targets(commitments, at),
            "agreements": _agreements(request.user),
            "customers": _top_names(request.user),
            "as_of": at,
        },
    )


@login_required
def agreement(request: HttpRequest, code: str) -> HttpResponse:
    """One of my agreements: term, targets and levels by month."""
    _refuse_others(request.user)
    record = get_object_or_404(_readable(request.user), code=code)
    at = last_tick(default=timezone.now())
    commitments = Commitment.objects.visible_to(request.user).filter(agreement=record)
    table = slam_table(commitments, at=at, zone=record.zone, by_service=False)
    return render(
        request,
        "agreements/my_agreement.html",
        {
            "obligations": duties_of(record, request.user, may_manage=False),
            "agreement": _read(record),
            "targets": _targets(commitments, at),
            "closed": _closed(commitments),
            "changes": changes_of(record, request.user),
            "may_ask": record.state in MAY_ASK,
            "results": _without_links(slam_chart(table, by_service=False)) if table.lines else None,
            "as_of": at,
        },
    )


def _refuse_others(user: Any) -> None:
    if not is_customer(user):
        raise PermissionDenied


def _readable(user: Any) -> Any:
    """Agreements that were in force once; drafts are still the provider's."""
    rows = with_state(Agreement.objects.visible_to(user), at=timezone.now())
    return rows.exclude(state=AgreementState.DRAFT)


def _agreements(user: Any) -> list[MyAgreement]:
    return [_read(row) for row in _readable(user).order_by("code")]


def _read(row: Any) -> MyAgreement:
    return MyAgreement(
        code=row.code,
        title=row.title,
        state=row.state,
        first_day=local_day(row.from_at, row.zone),
        last_day=last_day(row.until_at, row.zone),
        version=row.version_number,
    )


def _targets(commitments: Any, at: dt.datetime) -> list[MyTarget]:
    rows = most_urgent_first(standings(verdicts_at(commitments, at=at), at=at))
    strips = strip_days([row.commitment for row in rows], at=at)
    return [_target(row, strips[row.commitment.pk], at) for row in rows]


def _target(row: Standing, days: Any, at: dt.datetime) -> MyTarget:
    commitment, figures = row.commitment, row.figures
    indicator, zone = commitment.target.indicator, commitment.measure.hours.zone
    left = row.share_left
    return MyTarget(
        service=indicator.service.name,
        outcome=indicator.service.outcome,
        kind=metric_name(figures.terms),
        hours=commitment.measure.hours.name,
        agreement=commitment.agreement.code,
        comparator=str(figures.terms.comparator),
        promise=promised_text(figures.terms),
        period=write_period(row.verdict.period_label),
        level=reached_text(figures, 4) if figures.reached.is_measured else "",
        coverage="" if row.is_fully_covered else write_percent(figures.coverage.share, 3),
        state=row.key,
        left=write_percent(max(left, left * 0), 0) if left is not None else "",
        strip=strip_chart(days, today=at.astimezone(ZoneInfo(zone)).date())
        if figures.is_of_time
        else None,
        breaches_at=row.verdict.breaches_at if row.verdict.state == "at_risk" else None,
        zone=zone,
    )


def _closed(commitments: Any) -> list[MyResult]:
    verdicts = (
        Verdict.objects.filter(commitment__in=commitments, closed_at__isnull=False)
        .select_related("commitment__target__indicator__service", "commitment__measure__hours")
        .order_by("-period_start_at", "commitment_id")[:SHOWN_RESULTS]
    )
    rows = list(verdicts)
    kept = results_of(row.pk for row in rows)
    return [_result(row, kept[row.pk]) for row in rows]


def _result(verdict: Verdict, kept: list[Frozen]) -> MyResult:
    issued, newest = kept[0], kept[-1]
    is_restated = newest.result.is_restatement
    commitment = verdict.commitment
    return MyResult(
        service=commitment.target.indicator.service.name,
        kind=metric_name(issued.figures.terms),
        period=write_period(verdict.period_label),
        zone=commitment.measure.hours.zone,
        promise=promised_text(issued.figures.terms),
        comparator=str(issued.figures.terms.comparator),
        issued=reached_text(issued.figures, 4),
        issued_state=issued.key,
        issued_at=issued.result.issued_at,
        restated=reached_text(newest.figures, 4) if is_restated else "",
        restated_state=newest.key if is_restated else "",
        restated_at=newest.result.issued_at if is_restated else None,
        why=write_cause(newest.result.cause, named=False) if is_restated else "",
    )


def _without_links(chart: charts.Slam) -> charts.Slam:
    rows = tuple(
        replace(
            row,
            url="",
            cells=tuple(replace(cell, url="") for cell in row.cells),
            now=replace(row.now, url="") if row.now else None,
        )
        for row in chart.rows
    )
    return replace(chart, rows=rows)


def _top_names(user: Any) -> list[str]:
    """The customers that the reader was granted, without the units below them."""
    mine = Customer.objects.visible_to(user)
    return list(mine.exclude(parent__in=mine).order_by("name").values_list("name", flat=True))
