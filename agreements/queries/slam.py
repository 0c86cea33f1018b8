"""Levels by month: the worst target of each service, or every target of an agreement.

The one page with hundreds of figures: what is over is read as plain columns and measured in one
vectorised pass; only what goes on has full figures.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import QuerySet

from agreements.engine.reached import Reached, Tally, reach
from agreements.engine.terms import LateCorrection, Terms
from agreements.models import Commitment, State, Verdict
from agreements.queries.figures import Figures, figures, figures_of, timelines_of
from agreements.queries.metrics import OF_BREAKS
from agreements.queries.standing import URGENCY, Standing
from agreements.queries.terms import terms_from
from common.db.instants import to_seconds
from slm.engine.breaks import Crossing, Reliability, up_time
from slm.engine.hours import Hours
from slm.engine.layers import Parts
from slm.engine.level import Level, coverage, read_bad, read_level
from slm.models import Service
from slm.queries.calendars import calendar_for, kept_hours

# With the running one they are the last twelve periods.
MONTHS = 11
_URGENCY = {str(state): place for place, state in enumerate(URGENCY)}
_COLUMNS = (
    "pk",
    "commitment_id",
    "period_label",
    "period_start_at",
    "period_end_at",
    "state",
    "is_close",
    "closed_at",
    "restated_at",
    "period_state__good_count",
    "period_state__total_count",
    "period_state__is_incomplete",
    "period_state__break_count",
    "period_state__longest_break_seconds",
    "period_state__excluded_seconds",
    "period_state__planned_seconds",
    "period_state__down_seconds",
    "period_state__partial_seconds",
    "period_state__degraded_seconds",
    "period_state__unknown_seconds",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One commitment in one period, as much as the table tells of it.

    `reached` is the figure of the promise, `used` the share of its budget that was used, None for
    a promise without one; `standing` holds the full figures of a period that goes on.
    """

    commitment: Commitment
    terms: Terms
    label: str
    state: str
    is_close: bool
    level: Level
    coverage: Level
    bad_seconds: Fraction
    used: Fraction | None
    reached: Reached
    standing: Standing | None = None
    is_restated: bool = False

    @property
    def is_fully_covered(self) -> bool:
        return self.coverage.good == self.coverage.measured

    @property
    def measured_seconds(self) -> Fraction:
        return Fraction(self.level.measured, self.terms.reading.grain)


@dataclass(frozen=True, slots=True)
class Line:
    """A cell for each month (None: nothing was promised then) and the running one."""

    cells: tuple[Cell | None, ...]
    now: Cell | None

    @property
    def shown(self) -> Cell:
        """The cell whose target names the row: the running one, else the newest."""
        return self.now or next(cell for cell in reversed(self.cells) if cell is not None)

    @property
    def commitment(self) -> Commitment:
        """The target that names the row."""
        return self.shown.commitment

    @property
    def service(self) -> Service:
        return self.commitment.target.indicator.service


@dataclass(frozen=True, slots=True)
class SlamTable:
    """Months oldest first, by their first day; lines with the most urgent running one first.

    `running` is every commitment whose period goes on, also those that are nobody's worst.
    """

    months: tuple[dt.date, ...]
    month: dt.date
    lines: tuple[Line, ...]
    running: tuple[Standing, ...] = ()


def slam_table(
    commitments: QuerySet[Commitment],
    *,
    at: dt.datetime,
    zone: str,
    by_service: bool = True,
    months: int = MONTHS,
    running_too: Collection[int] = (),
) -> SlamTable:
    """The table of these commitments as of `at`; months are those of `zone`.

    One line for each service with its worst target, or (`by_service` false) one for each
    commitment. A period belongs to the month in which it ends, one that goes on to the current
    month; so a month shows its weeks' worst, and a quarter stands in its last month. Of the
    commitments `running_too`, by id, only what goes on is looked at. A fixed number of queries.
    """
    month = at.astimezone(ZoneInfo(zone)).date().replace(day=1)
    columns = tuple(_months_back(month, months))
    earliest = dt.datetime.combine(columns[0], dt.time(), ZoneInfo(zone)) - dt.timedelta(days=1)
    over = Verdict.objects.filter(
        commitment__in=commitments, period_end_at__gt=earliest, period_end_at__lte=at
    )
    past = list(over.order_by("pk").values_list(*_COLUMNS))
    wanted: Any = commitments
    if running_too:
        # One list of ids: of "these or those" the planner would look at every verdict.
        wanted = [*commitments.values_list("pk", flat=True), *running_too]
    going_on = Verdict.objects.filter(
        commitment__in=wanted, period_start_at__lte=at, period_end_at__gt=at
    )
    running = list(going_on.select_related("period_state").order_by("pk"))
    known = _commitments({row[1] for row in past} | {row.commitment_id for row in running})
    for verdict in running:
        verdict.commitment = known[verdict.commitment_id]
    hours = kept_hours(row.measure.hours_id for row in known.values())
    now = _standings(running, hours, at)
    found: dict[tuple[int, dt.date], Cell] = {}
    others = _looked_up(over, past, known, at)
    gone = _past(past, known, hours, others)
    for column, cell in [*gone, *((month, _running(row)) for row in now)]:
        if column < columns[0]:
            continue
        commitment = cell.commitment
        line = commitment.target.indicator.service_id if by_service else commitment.pk
        key = line, column
        if key not in found or _rank(cell) < _rank(found[key]):
            found[key] = cell
    lines = [
        Line(tuple(found.get((line, column)) for column in columns), found.get((line, month)))
        for line in sorted({key[0] for key in found})
    ]
    return SlamTable(columns, month, tuple(sorted(lines, key=_line_rank)), tuple(now))


def _commitments(ids: set[int]) -> dict[int, Commitment]:
    """The commitments, each loaded once for all of its periods."""
    return (
        Commitment.objects.filter(pk__in=ids)
        .select_related(
            "agreement",
            "measure__hours",
            "measure__indicator",
            "target__indicator__service",
            "target__indicator__slice",
        )
        .in_bulk()
    )


def _standings(
    verdicts: Sequence[Verdict], hours: dict[int, Hours], at: dt.datetime
) -> list[Standing]:
    if not verdicts:
        return []
    first = min(to_seconds(row.period_start_at) for row in verdicts)
    last = max(to_seconds(at), *(to_seconds(row.period_end_at) for row in verdicts))
    calendars = {pk: calendar_for(value, first, last) for pk, value in hours.items()}
    lines = timelines_of(verdicts, at)
    return [
        Standing(
            row,
            figures(
                row,
                calendars[row.commitment.measure.hours_id],
                at=at,
                timeline=lines.get(row.commitment.measure.indicator_id),
            ),
        )
        for row in verdicts
    ]


def _looked_up(
    over: QuerySet[Verdict],
    rows: Sequence[tuple],
    known: dict[int, Commitment],
    at: dt.datetime,
) -> dict[int, Figures]:
    """Figures by verdict id where the stored sums are not the last word.

    So it is where a correction changes nothing that was issued, and where a break counts in two
    periods; mostly there are none.
    """
    wanted = []
    for pk, commitment_id, *_between, closed_at in (row[:8] for row in rows):
        terms = known[commitment_id].terms
        is_final = closed_at is not None and terms["late_correction"] == LateCorrection.NONE
        if is_final or (terms.get("metric") in OF_BREAKS and terms["crossing"] == Crossing.BOTH):
            wanted.append(pk)
    if not wanted:
        return {}
    verdicts = list(over.filter(pk__in=wanted).select_related("period_state"))
    for verdict in verdicts:
        verdict.commitment = known[verdict.commitment_id]
    return figures_of(verdicts, at=at)


def _past(
    rows: Sequence[tuple],
    known: dict[int, Commitment],
    hours: dict[int, Hours],
    others: dict[int, Figures],
) -> Iterable[tuple[dt.date, Cell]]:
    """Cells of periods that are over, each with its month."""
    if not rows:
        return
    terms = {pk: terms_from(row.terms) for pk, row in known.items()}
    for row, service in zip(rows, _service_times(rows, known, hours), strict=True):
        pk, commitment_id, label, _start_at, end_at, state, is_close, _closed_at, restated_at = row[
            :9
        ]
        commitment, promised = known[commitment_id], terms[commitment_id]
        if pk in others:
            parts, reached = others[pk].parts, others[pk].reached
        else:
            parts, reached = _read(promised, row[9:], service)
        if promised.meaning.counted:
            level = reached.level or Level(0, 0)
        else:
            level = read_level(parts, promised.reading)
        last = end_at - dt.timedelta(seconds=1)
        column = last.astimezone(ZoneInfo(commitment.measure.hours.zone)).date().replace(day=1)
        budget = reached.budget
        yield (
            column,
            Cell(
                commitment=commitment,
                terms=promised,
                label=label,
                state=state,
                is_close=is_close,
                level=level,
                coverage=Level(0, 0) if promised.meaning.counted else coverage(parts),
                bad_seconds=read_bad(parts, promised.reading),
                used=None if budget is None else budget.used,
                reached=reached,
                is_restated=restated_at is not None
                and promised.late_correction is LateCorrection.RESTATE,
            ),
        )


def _read(terms: Terms, columns: tuple, service: int) -> tuple[Parts, Reached]:
    """Parts and figure of a period that is over from its stored sums."""
    good_count, total_count, is_incomplete, breaks, longest, *amounts = columns
    if terms.meaning.counted:
        tally = Tally(good_count, total_count, is_incomplete)
        return Parts(), reach(terms, parts=Parts(), tally=tally)
    excluded, planned, down, partial, degraded, unknown = amounts
    good = service - sum(amounts)
    parts = Parts(service, excluded, planned, down, partial, degraded, unknown, good).check()
    found = Reliability(breaks, parts.down, up_time(parts), longest)
    return parts, reach(terms, parts=parts, breaks=found)


def _service_times(
    rows: Sequence[tuple], known: dict[int, Commitment], hours: dict[int, Hours]
) -> list[int]:
    """Service time of each row's period, looked up at once for all that share their hours."""
    starts = np.array([to_seconds(row[3]) for row in rows], dtype=np.int64)
    ends = np.array([to_seconds(row[4]) for row in rows], dtype=np.int64)
    places: dict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[known[row[1]].measure.hours_id].append(place)
    first, last = int(starts.min()), int(ends.max())
    service = np.zeros(len(rows), dtype=np.int64)
    for pk, mine_places in places.items():
        mine = np.array(mine_places)
        service[mine] = calendar_for(hours[pk], first, last).between(starts[mine], ends[mine])
    return service.tolist()


def _running(row: Standing) -> Cell:
    current = row.figures
    return Cell(
        commitment=row.commitment,
        terms=current.terms,
        label=row.verdict.period_label,
        state=str(row.verdict.state),
        is_close=row.verdict.is_close,
        level=current.level,
        coverage=current.coverage,
        bad_seconds=read_bad(current.parts, current.terms.reading)
        if current.is_of_time
        else Fraction(0),
        used=current.contract.used,
        reached=current.reached,
        standing=row,
    )


def asks(cell: Cell) -> bool:
    """Whether there is something to look into: missed, at risk, restated, or measured in part."""
    return (
        cell.is_restated
        or cell.state in (State.MISSED, State.AT_RISK)
        or (cell.state == State.MET and not cell.is_fully_covered)
    )


def _rank(cell: Cell) -> tuple:
    """Worst first: the state, then how much of the budget is used, exactly."""
    used = cell.used
    return _URGENCY[cell.state], used is None, -(used or 0), cell.commitment.pk


def _line_rank(line: Line) -> tuple:
    state = _URGENCY[line.now.state] if line.now else len(URGENCY)
    return state, line.service.name, line.commitment.pk


def _months_back(month: dt.date, count: int) -> Iterable[dt.date]:
    number = month.year * 12 + month.month - 1
    for back in range(count, 0, -1):
        year, index = divmod(number - back, 12)
        yield dt.date(year, index + 1, 1)
