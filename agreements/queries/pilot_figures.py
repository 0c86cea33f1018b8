"""Judges the periods of a pilot by the same engine as what binds, and reads them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from agreements.engine.terms import Terms
from agreements.engine.verdicts import Alerts, Verdict, Word
from agreements.models import Pilot, PilotPeriod, Version
from agreements.queries.figures import LOOK_BACK_SECONDS, Figures, figures_from, tally_of
from agreements.queries.judging import judge
from agreements.queries.periods import write_period
from agreements.queries.reaching import judge_reached
from agreements.queries.showing import metric_name, promise_line, told_of, write_told
from agreements.queries.terms import terms_from
from common.db.instants import to_seconds
from common.ui.numbers import write_percent
from slm.engine.layers import Parts
from slm.engine.level import Level
from slm.queries.calendars import calendar_for, hours_by_id
from slm.queries.timelines import timelines


@dataclass(frozen=True, slots=True)
class PilotLine:
    """A target of a pilot in one period, in words."""

    indicator: str
    promise: str
    period: str
    is_clipped: bool
    reached: str
    coverage: str
    state: str


@dataclass(frozen=True, slots=True)
class PilotStory:
    """A pilot with what was measured."""

    pilot: Pilot
    lines: tuple[PilotLine, ...]
    as_of: dt.datetime | None


def judge_pilot_periods(periods: Sequence[PilotPeriod], *, at: dt.datetime) -> None:
    """Write state and figures as of `at` into these rows, which the caller saves.

    The rows come with period_state, measure, hours and indicator selected.
    """
    if not periods:
        return
    now = to_seconds(at)
    first = min(to_seconds(row.start_at) for row in periods)
    last = max(now, *(to_seconds(row.end_at) for row in periods))
    hours = hours_by_id(row.target.measure.hours_id for row in periods)
    calendars = {pk: calendar_for(value, first, last) for pk, value in hours.items()}
    of_time = {
        row.target.measure.indicator_id: row.target.measure.indicator
        for row in periods
        if not row.target.measure.counts
    }
    known = timelines(of_time.values(), first - LOOK_BACK_SECONDS, last) if of_time else {}
    for row in periods:
        terms, alerts = terms_from(row.target.terms), Alerts((row.target.warning_ppm,))
        if terms.meaning.counted:
            current, verdict = _judge_counted(row, terms, alerts, at)
        else:
            judged = judge(
                terms=terms,
                alerts=alerts,
                calendar=calendars[row.target.measure.hours_id],
                timeline=known[row.target.measure.indicator_id],
                start_at=row.start_at,
                end_at=row.end_at,
                at=at,
            )
            current, verdict = judged.figures, judged.verdict
        row.state = str(Word(verdict.word).value)
        row.told, row.judged_at = told_of(current.reached), at
        row.revision = row.period_state.revision
        is_timed = current.is_of_time
        row.covered = current.coverage.good if is_timed else None
        row.counted = current.coverage.measured if is_timed else None


def pilots_of(version: Version) -> list[PilotStory]:
    """The pilots of a version, the running one first, in five queries at most."""
    rows = (
        version.pilots.select_related("started_by__person", "ended_by__person")
        .prefetch_related(
            "targets__periods",
            "targets__measure__indicator__service",
            "targets__measure__indicator__slice",
        )
        .order_by(F("end_at").desc(nulls_first=True), "-started_at")
    )
    return [_story(row) for row in rows]


def _judge_counted(
    row: PilotPeriod, terms: Terms, alerts: Alerts, at: dt.datetime
) -> tuple[Figures, Verdict]:
    current = figures_from(
        terms=terms,
        parts=Parts(),
        whole=Parts(),
        breach_if_lasting_at=None,
        at=at,
        is_over=at >= row.end_at,
        tally=tally_of(row.period_state),
    )
    return current, judge_reached(current, alerts, breach_expected=False)


def _story(pilot: Pilot) -> PilotStory:
    lines: list[PilotLine] = []
    judged: list[dt.datetime] = []
    for target in pilot.targets.all():
        terms = terms_from(target.terms)
        for row in target.periods.all():
            assert row.judged_at is not None  # judged in the transaction that wrote it
            judged.append(row.judged_at)
            lines.append(_line(target, terms, row, is_running=pilot.is_running))
    return PilotStory(pilot, tuple(lines), max(judged, default=None))


def _line(target: Any, terms: Terms, row: PilotPeriod, *, is_running: bool) -> PilotLine:
    coverage = ""
    if row.counted and row.covered != row.counted:
        coverage = write_percent(Level(row.covered or 0, row.counted).share, 3)
    goes_on = is_running and (row.judged_at is None or row.judged_at < row.end_at)
    return PilotLine(
        indicator=str(target.measure.indicator),
        promise=f"{metric_name(terms)} {promise_line(terms)}",
        period=write_period(row.label),
        is_clipped=row.is_clipped,
        reached=write_told(terms, row.told, 4),
        coverage=coverage,
        state="met_so_far" if goes_on and row.state == "met" else str(row.state),
    )
