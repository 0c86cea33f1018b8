"""The first page of service levels: every service by month, and what needs somebody now."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation
from accounts.queries.roles import may_read_levels
from agreements.models import Agreement, Commitment, State
from agreements.queries.access import is_provider, may_write_agreements
from agreements.queries.agreement_state import with_state
from agreements.queries.charts import slam_chart
from agreements.queries.needs import needs_of
from agreements.queries.percents import percent_text
from agreements.queries.slam import Cell, Line, SlamTable, only, slam_table
from agreements.queries.standing import last_tick
from common.access import allowed_if
from common.listing import Column
from common.listing.export import csv_response, xlsx_response
from portfolio.queries.installation import is_empty
from slm.engine.level import floored_percent

STATES = (State.AT_RISK, State.MISSED, State.NO_DATA)


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
        lambda row: percent_text(row.cell.terms.target_ppm),
        num=True,
    ),
    Column("month", _("Month"), "month"),
    Column("state", _("State"), "cell.state"),
    Column("level", _("Level (%)"), lambda row: floored_percent(row.cell.level), num=True),
    Column(
        "coverage",
        _("Coverage (%)"),
        lambda row: floored_percent(row.cell.coverage),
        num=True,
    ),
    Column("bad", _("Bad (s)"), lambda row: row.cell.bad_seconds, num=True),
    Column("measured", _("Measured (s)"), lambda row: row.cell.measured_seconds, num=True),
]


@allowed_if(is_provider)
def overview(request: HttpRequest) -> HttpResponseBase:
    """SLAM chart and needs; an installation without any promise leads to its first steps."""
    now = timezone.now()
    at = last_tick(default=now)
    zone = Installation.current().zone
    table = slam_table(Commitment.objects.visible_to(request.user), at=at, zone=zone)
    if not table.lines and "empty" not in request.GET and _is_beginning(request.user):
        return redirect("portfolio:first-steps")
    if (form := request.GET.get("format")) in ("csv", "xlsx"):
        write = csv_response if form == "csv" else xlsx_response
        return write("slam", EXPORT, _records(table))
    state = request.GET.get("state", "")
    shown = only(table, state) if state in STATES else table
    running = [line.now for line in table.lines if line.now is not None]
    counts = {key: sum(cell.state == key for cell in running) for key in STATES}
    agreements = _by_state(request.user, now)
    return render(
        request,
        "portfolio/levels.html",
        {
            "slam": slam_chart(shown) if shown.lines else None,
            "table": table,
            "state": state,
            "chips": [
                (key, State(key).label, counts[key]) for key in (State.AT_RISK, State.MISSED)
            ],
            "counts": counts,
            "met": sum(cell.state == State.MET for cell in running),
            "running": len(running),
            "last_month": _last_month(table),
            "needs": needs_of(
                user=request.user,
                running=table.running,
                at=at,
                sources=may_read_levels(request.user),
            ),
            "agreements": agreements,
            "as_of": at,
            "zone": zone,
            "is_stale": (now - at).total_seconds() > 300,
        },
    )


def _is_beginning(user: Any) -> bool:
    return may_write_agreements(user) and is_empty()


def _records(table: SlamTable) -> Iterator[_Record]:
    for line in table.lines:
        cells = zip((*table.months, table.month), (*line.cells, line.now), strict=True)
        for month, cell in cells:
            if cell is not None:
                yield _Record(line, f"{month:%Y-%m}", cell)


def _last_month(table: SlamTable) -> dict[str, Any] | None:
    """How many services met their worst target in the month before."""
    cells = [line.cells[-1] for line in table.lines if line.cells[-1] is not None]
    judged = [cell for cell in cells if cell.state in (State.MET, State.MISSED)]
    if not judged:
        return None
    return {
        "month": table.months[-1],
        "met": sum(cell.state == State.MET for cell in judged),
        "whole": len(judged),
    }


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
