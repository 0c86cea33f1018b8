"""The figures of a commitment in a period: one computation for verdicts, pages and the API."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from agreements.engine.budgets import Budget, budget_if_measured_now, contract_budget
from agreements.engine.closing import read_frozen
from agreements.engine.forecast import Forecast, look_ahead
from agreements.engine.reached import Reached, Tally, reach
from agreements.engine.terms import LateCorrection, Terms
from agreements.models import Result, Verdict
from common.db.instants import to_seconds
from slm.engine.breaks import Crossing, Reliability, reliability, up_time
from slm.engine.calendar import Calendar
from slm.engine.layers import Layer, Parts
from slm.engine.level import Level, coverage, floored_percent, read_level
from slm.engine.metrics import Form, Metric
from slm.models import PeriodState
from slm.queries.calendars import calendar_for, hours_by_id
from slm.queries.sums import parts_at, whole_parts
from slm.queries.timelines import Timeline, timelines

from .metrics import OF_BREAKS
from .terms import terms_from

# What began before a period is looked for so far back.
LOOK_BACK_SECONDS = 40 * 86_400


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a reader may ask about one commitment in one period, as of `at`.

    `reached` is the figure of the promise in its own unit and says whether there is one. Parts,
    level, coverage and forecast are of service time, in seconds; where events are counted, level
    is the pair of events and there are no parts. Budgets are exact, in seconds or in what the
    promise counts; a mean has none. `foreseen_seconds` is what the whole period will have measured
    as far as is known.
    """

    at: dt.datetime
    terms: Terms
    parts: Parts
    whole: Parts
    level: Level
    coverage: Level
    contract: Budget
    if_measured_now: Budget
    forecast: Forecast
    foreseen_seconds: int
    is_over: bool
    reached: Reached
    breaks: Reliability | None = None

    @property
    def percent(self) -> str | None:
        """A share in percent with four digits, floored; None where there is none."""
        if self.reached.level is None:
            return None
        return floored_percent(self.reached.level)

    @property
    def is_share(self) -> bool:
        """Whether a share is promised."""
        return self.terms.form is Form.SHARE

    @property
    def is_of_time(self) -> bool:
        """Whether it is read of time, and not of things that are counted."""
        return not self.terms.meaning.counted

    @property
    def is_level_of_time(self) -> bool:
        """Whether availability is promised: then budgets are seconds and time can burn."""
        return self.terms.metric is Metric.AVAILABILITY

    @property
    def good_seconds(self) -> Fraction:
        """Good time in seconds; whole unless weights cut a second."""
        return Fraction(self.level.good, self.terms.reading.grain)

    @property
    def bad_seconds(self) -> Fraction:
        """Bad time in seconds."""
        return self.measured_seconds - self.good_seconds

    @property
    def measured_seconds(self) -> Fraction:
        """Measured time in seconds."""
        return Fraction(self.level.measured, self.terms.reading.grain)


def figures_of(verdicts: Iterable[Verdict], *, at: dt.datetime) -> dict[int, Figures]:
    """Figures by verdict id as of `at`, in two queries beside the verdicts' own.

    The verdicts come with `commitment__measure` and `period_state` selected. Of a closed period
    whose terms know no late correction the figures are those that were issued. A few more queries
    answer what stored sums do not tell: breaks during an open outage or counted in two periods.
    """
    rows = list(verdicts)
    if not rows:
        return {}
    calendars = calendars_of(rows, at)
    issued, known = issued_finally(rows), timelines_of(rows, at)
    return {
        row.pk: issued[row.pk]
        if row.pk in issued
        else figures(
            row,
            calendars[row.commitment.measure.hours_id],
            at=at,
            timeline=known.get(row.commitment.measure.indicator_id),
        )
        for row in rows
    }


def calendars_of(rows: Iterable[Verdict], at: dt.datetime) -> dict[int, Calendar]:
    """Compiled calendars by service hours id that cover the verdicts' periods and `at`."""
    rows = list(rows)
    first = min(to_seconds(row.period_start_at) for row in rows)
    last = max(to_seconds(at), *(to_seconds(row.period_end_at) for row in rows))
    hours = hours_by_id(row.commitment.measure.hours_id for row in rows)
    return {pk: calendar_for(value, first, last) for pk, value in hours.items()}


def issued_finally(rows: Iterable[Verdict]) -> dict[int, Figures]:
    """By verdict id the figures that are the last word, whatever became known since."""
    final = [
        row.pk
        for row in rows
        if row.closed_at is not None
        and row.commitment.terms["late_correction"] == LateCorrection.NONE
    ]
    if not final:
        return {}
    results = Result.objects.filter(verdict__in=final, number=Result.ISSUED)
    return {row.verdict_id: frozen_figures(row) for row in results}


def frozen_figures(result: Result) -> Figures:
    """The figures of a result, from nothing but what it keeps."""
    parts, breaks, tally = read_frozen(result.parts)
    return figures_from(
        terms=terms_from(result.terms),
        parts=parts,
        whole=parts,
        breach_if_lasting_at=None,
        at=result.issued_at,
        is_over=True,
        breaks=breaks,
        tally=tally,
    )


def timelines_of(rows: Iterable[Verdict], at: dt.datetime) -> dict[int, Timeline]:
    """Timelines by indicator id of those verdicts whose breaks the stored sums do not tell."""
    asking = [row for row in rows if _asks_for_timeline(row, at)]
    if not asking:
        return {}
    since = min(to_seconds(row.period_start_at) for row in asking) - LOOK_BACK_SECONDS
    until = max(to_seconds(at), *(to_seconds(row.period_end_at) for row in asking))
    indicators = {row.commitment.measure.indicator for row in asking}
    return timelines(indicators, since, until)


def figures(
    verdict: Verdict, calendar: Calendar, *, at: dt.datetime, timeline: Timeline | None = None
) -> Figures:
    """The figures of one verdict from its stored sums.

    `timeline` answers what the sums do not tell; without one it is read where it is needed.
    """
    terms, state = terms_from(verdict.commitment.terms), verdict.period_state
    counted = terms.meaning.counted
    parts, whole = parts_at(state, calendar, at), whole_parts(state, calendar)
    breaks = None
    if terms.metric in OF_BREAKS:
        if _asks_for_timeline(verdict, at):
            if timeline is None:
                found = timelines_of([verdict], at)
                timeline = found[verdict.commitment.measure.indicator_id]
            breaks = breaks_known(terms, calendar, timeline, verdict, at)
        else:
            breaks = stored_breaks(state, parts)
    return figures_from(
        terms=terms,
        parts=parts,
        whole=whole,
        breach_if_lasting_at=(
            None if verdict.breaches_at is None else to_seconds(verdict.breaches_at)
        ),
        at=at,
        is_over=at >= verdict.period_end_at,
        breaks=breaks,
        tally=tally_of(state) if counted else None,
    )


def tally_of(state: PeriodState) -> Tally:
    """What was counted of a period."""
    return Tally(state.good_count, state.total_count, state.is_incomplete)


def stored_breaks(state: PeriodState, parts: Parts) -> Reliability:
    """The breaks of a period as they were summed up, each where it began."""
    return Reliability(
        breaks=state.break_count,
        down=parts.down,
        up=up_time(parts),
        longest=state.longest_break_seconds,
    )


def breaks_known(
    terms: Terms, calendar: Calendar, timeline: Timeline, verdict: Verdict, at: dt.datetime
) -> Reliability:
    """The breaks of a verdict's period until `at`, counted from what is known of its indicator."""
    start, end = to_seconds(verdict.period_start_at), to_seconds(verdict.period_end_at)
    now = to_seconds(at)
    return reliability(
        calendar,
        timeline.layers(now),
        start,
        max(start, min(end, now)),
        minimum_break=terms.minimum_break_seconds,
        crossing=terms.crossing,
    )


def _asks_for_timeline(verdict: Verdict, at: dt.datetime) -> bool:
    terms, state = verdict.commitment.terms, verdict.period_state
    if terms.get("metric") not in OF_BREAKS:
        return False
    goes_on = state.tail == Layer.DOWN and state.computed_to_at < min(at, state.end_at)
    return goes_on or terms["crossing"] == Crossing.BOTH


def figures_from(
    *,
    terms: Terms,
    parts: Parts,
    whole: Parts,
    breach_if_lasting_at: int | None,
    at: dt.datetime,
    is_over: bool,
    breaks: Reliability | None = None,
    tally: Tally | None = None,
) -> Figures:
    """Put parts, breaks or counts and terms together (decisions 16 and 17)."""
    reached = reach(terms, parts=parts, breaks=breaks, tally=tally)
    level = read_level(parts, terms.reading)
    foreseen = sum(
        amount
        for layer, amount in zip(Layer, whole.by_layer(), strict=True)
        if terms.reading.is_measured(layer)
    )
    if not terms.reading.is_measured(Layer.UNKNOWN):
        foreseen -= parts.unknown
    if terms.metric is Metric.AVAILABILITY:
        contract = contract_budget(
            whole=whole, so_far=parts, reading=terms.reading, target_ppm=terms.target_ppm
        )
        now = budget_if_measured_now(
            so_far=parts, reading=terms.reading, target_ppm=terms.target_ppm
        )
    else:
        contract = now = reached.budget or Budget(Fraction(0), Fraction(0))
    if terms.meaning.counted:
        level = reached.level or Level(0, 0)
    forecast = look_ahead(
        budget=contract,
        level=level,
        whole=foreseen,
        breach_if_lasting_at=breach_if_lasting_at,
        strict=terms.strict,
    )
    return Figures(
        at=at,
        terms=terms,
        parts=parts,
        whole=whole,
        level=level,
        coverage=Level(0, 0) if terms.meaning.counted else coverage(parts),
        contract=contract,
        if_measured_now=now,
        forecast=forecast,
        foreseen_seconds=foreseen,
        is_over=is_over,
        reached=reached,
        breaks=breaks,
    )
