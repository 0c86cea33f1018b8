"""The figures of a commitment in a period: one computation for verdicts, pages and the API."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from agreements.engine.budgets import Budget, budget_if_measured_now, contract_budget
from agreements.engine.forecast import Forecast, look_ahead
from agreements.engine.terms import Terms
from agreements.models import Verdict
from common.db.instants import to_seconds
from slm.engine.calendar import Calendar
from slm.engine.layers import Layer, Parts
from slm.engine.level import Level, coverage, floored_percent, read_level
from slm.queries.calendars import calendar_for, hours_by_id
from slm.queries.sums import parts_at, whole_parts

from .terms import terms_from


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a reader may ask about one commitment in one period, as of `at`.

    Amounts are seconds of service time; budgets are exact fractions of seconds.
    `foreseen_seconds` is what the whole period will have measured as far as is known.
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

    @property
    def percent(self) -> str | None:
        """The level in percent with four digits, floored; None where nothing was measured."""
        return floored_percent(self.level)

    @property
    def good_seconds(self) -> Fraction:
        """Good time in seconds; whole unless weights cut a second."""
        return Fraction(self.level.good, self.terms.reading.grain)

    @property
    def measured_seconds(self) -> Fraction:
        """Measured time in seconds."""
        return Fraction(self.level.measured, self.terms.reading.grain)


def figures_of(verdicts: Iterable[Verdict], *, at: dt.datetime) -> dict[int, Figures]:
    """Figures by verdict id as of `at`, in two queries beside the verdicts' own.

    The verdicts come with `commitment__measure` and `period_state` selected.
    """
    rows = list(verdicts)
    if not rows:
        return {}
    calendars = calendars_of(rows, at)
    return {row.pk: figures(row, calendars[row.commitment.measure.hours_id], at=at) for row in rows}


def calendars_of(rows: Iterable[Verdict], at: dt.datetime) -> dict[int, Calendar]:
    """Compiled calendars by service hours id that cover the verdicts' periods and `at`."""
    rows = list(rows)
    first = min(to_seconds(row.period_start_at) for row in rows)
    last = max(to_seconds(at), *(to_seconds(row.period_end_at) for row in rows))
    hours = hours_by_id(row.commitment.measure.hours_id for row in rows)
    return {pk: calendar_for(value, first, last) for pk, value in hours.items()}


def figures(verdict: Verdict, calendar: Calendar, *, at: dt.datetime) -> Figures:
    """The figures of one verdict from its stored sums."""
    return figures_from(
        terms=terms_from(verdict.commitment.terms),
        parts=parts_at(verdict.period_state, calendar, at),
        whole=whole_parts(verdict.period_state, calendar),
        breach_if_lasting_at=(
            None if verdict.breaches_at is None else to_seconds(verdict.breaches_at)
        ),
        at=at,
        is_over=at >= verdict.period_end_at,
    )


def figures_from(
    *,
    terms: Terms,
    parts: Parts,
    whole: Parts,
    breach_if_lasting_at: int | None,
    at: dt.datetime,
    is_over: bool,
) -> Figures:
    """Put parts and terms together (decisions 16 and 17)."""
    level = read_level(parts, terms.reading)
    budget = contract_budget(
        whole=whole, so_far=parts, reading=terms.reading, target_ppm=terms.target_ppm
    )
    now = budget_if_measured_now(so_far=parts, reading=terms.reading, target_ppm=terms.target_ppm)
    counted = sum(
        amount
        for layer, amount in zip(Layer, whole.by_layer(), strict=True)
        if terms.reading.is_measured(layer)
    )
    if not terms.reading.is_measured(Layer.UNKNOWN):
        counted -= parts.unknown
    forecast = look_ahead(
        budget=budget,
        level=level,
        whole=counted,
        breach_if_lasting_at=breach_if_lasting_at,
        strict=terms.strict,
    )
    return Figures(
        at=at,
        terms=terms,
        parts=parts,
        whole=whole,
        level=level,
        coverage=coverage(parts),
        contract=budget,
        if_measured_now=now,
        forecast=forecast,
        foreseen_seconds=counted,
        is_over=is_over,
    )
