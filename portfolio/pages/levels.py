"""The first page of service levels: every service by month, and what needs somebody now."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation
from accounts.queries.roles import may_read_levels
from agreements.engine.reached import Reached
from agreements.models import Agreement, Commitment, State
from agreements.queries.access import is_provider, may_write_agreements
from agreements.queries.agreement_state import with_state
from agreements.queries.charts import slam_chart
from agreements.queries.needs import needs_of
from agreements.queries.percents import percent_text
from agreements.queries.showing import promise_line, write_reached
from agreements.queries.slam import MONTHS, Cell, Line, SlamTable, slam_table
from agreements.queries.slam_pages import Overall, Services
from agreements.queries.standing import last_tick
from common.access import allowed_if
from common.listing import Column
from common.listing.export import csv_response, xlsx_response
from portfolio.queries.installation import is_empty
from slm.engine.level import floored_percent
from slm.engine.metrics import Metric

STATES = (State.AT_RISK, State.MISSED, State.NO_DATA)
# More services are turned over like the pages of a book.
SERVICES = 30
EXPORTED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Record:
    """One service in one month, as a row of the export."""

    line: Line
    month: str
    cell: Cell


EXPORT = [
    Column("service", _("Service"), lambda row: row.line.service.code),
    Column("name", _("Name"), lambda row: row.line.service.name),
    Column("agreement", _("Agreement"), lambda row: row.cell.commitment.agreement.code),
    Column(
        "target",
        _("Target (%)"),
        lambda row: (
            percent_text(row.cell.terms.target_ppm)
            if row.cell.terms.metric == Metric.AVAILABILITY
            else None
        ),
        num=True,
    ),
    Column("month", _("Month"), "month"),
    Column("state", _("State"), "cell.state"),
    Column("level", _("Level (%)"), lambda row: _percent(row.cell.reached), num=True),
    Column(
        "coverage",
        _("Coverage (%)"),
        lambda row: floored_percent(row.cell.coverage),
        num=True,
    ),
    Column("bad", _("Bad (s)"), lambda row: row.cell.bad_seconds, num=True),
    Column("measured", _("Measured (s)"), lambda row: row.cell.measured_seconds, num=True),
    Column("metric", _("What is promised"), lambda row: str(row.cell.terms.metric)),
    Column("promise", _("Promised"), lambda row: promise_line(row.cell.terms)),
    Column("reached", _("Reached"), lambda row: write_reached(row.cell.terms, row.cell.reached, 4)),
]


def _percent(reached: Reached) -> str | None:
    """A share in percent; nothing where something else is promised."""
    return None if reached.level is None else floored_percent(reached.level)


@allowed_if(is_provider)
def overview(request: HttpRequest) -> HttpResponseBase:
    """SLAM chart and needs; an installation without any promise leads to its first steps."""
    now = timezone.now()
    at = last_tick(default=now)
    zone = Installation.current().zone
    mine = Commitment.objects.visible_to(request.user)
    services = Services(mine, at=at, zone=zone, months=MONTHS)
    if (form := request.GET.get("format")) in ("csv", "xlsx"):
        write = csv_response if form == "csv" else xlsx_response
        return write("slam", EXPORT, _records(services, at=at, zone=zone))
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    overall, page = _look(services, state=state, number=request.GET.get("page", ""))
    if not overall.services and "empty" not in request.GET and _is_beginning(request.user):
        return redirect("portfolio:first-steps")
    counts = {str(key): count for key, count in overall.states.items()}
    table = _table(mine, overall.shown, overall.pressing, at=at, zone=zone)
    return render(
        request,
        "portfolio/levels.html",
        {
            "slam": slam_chart(table) if table.lines else None,
            "services": overall.services,
            "page": page,
            "state": state,
            "chips": [
                (key, State(key).label, counts[key]) for key in (State.AT_RISK, State.MISSED)
            ],
            "counts": counts,
            "running": overall.running,
            "last_month": _last_month(overall),
            "needs": needs_of(
                user=request.user,
                running=table.running,
                at=at,
                sources=may_read_levels(request.user),
            ),
            "agreements": _by_state(request.user, now),
            "as_of": at,
            "zone": zone,
            "is_stale": (now - at).total_seconds() > 300,
        },
    )


def _look(services: Services, *, state: str, number: str) -> tuple[Overall, Page]:
    """The page of that number, or the last where there are not so many."""
    wanted = int(number) if number.isdecimal() and len(number) < 7 else 1
    overall = services.look(state=state, offset=max(wanted - 1, 0) * SERVICES, limit=SERVICES)
    count = overall.states[State(state)] if state else overall.services
    page = Paginator(range(count), SERVICES).get_page(wanted)
    if page.number != max(wanted, 1):
        overall = services.look(state=state, offset=(page.number - 1) * SERVICES, limit=SERVICES)
    return overall, page


def _table(
    commitments: QuerySet[Commitment],
    services: list[int],
    pressing: Sequence[int] = (),
    *,
    at: dt.datetime,
    zone: str,
) -> SlamTable:
    """The lines of some services; among what goes on also what is at risk elsewhere."""
    shown = commitments.filter(measure__indicator__service__in=services)
    table = slam_table(shown, at=at, zone=zone, running_too=pressing)
    lines = tuple(line for line in table.lines if line.service.pk in services)
    return replace(table, lines=lines)


def _is_beginning(user: Any) -> bool:
    return may_write_agreements(user) and is_empty()


def _records(services: Services, *, at: dt.datetime, zone: str) -> Iterator[_Record]:
    for offset in itertools.count(0, EXPORTED_AT_ONCE):
        ids = services.look(offset=offset, limit=EXPORTED_AT_ONCE).shown
        if not ids:
            return
        table = _table(services.commitments, ids, at=at, zone=zone)
        for line in table.lines:
            cells = zip((*table.months, table.month), (*line.cells, line.now), strict=True)
            for month, cell in cells:
                if cell is not None:
                    yield _Record(line, f"{month:%Y-%m}", cell)


def _last_month(overall: Overall) -> dict[str, Any] | None:
    """How many services met their worst target in the month before."""
    met, missed = overall.last_month[State.MET], overall.last_month[State.MISSED]
    return {"month": overall.month, "met": met, "whole": met + missed} if met + missed else None


def _by_state(user: Any, now: Any) -> list[tuple[str, dict[str, int]]]:
    """Agreements by state and kind, counted in one query."""
    rows = (
        with_state(Agreement.objects.visible_to(user), at=now)
        .order_by()
        .values("state", "kind")
        .annotate(count=Count("pk"))
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["state"], {})[row["kind"]] = row["count"]
    order = ("draft", "pending", "in_force", "expired", "terminated")
    return [(state, found[state]) for state in order if state in found]
