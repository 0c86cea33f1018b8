"""What a change of service hours would do to commitments: their figures as they are, and then."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from agreements.models import Commitment, Result, State, Verdict
from agreements.queries.judging import Judged, judge
from agreements.queries.standing import last_tick, with_figures
from agreements.queries.terms import alerts_of, terms_from
from common.db.instants import from_seconds, to_seconds
from slm.engine.hours import Hours
from slm.models import PeriodState
from slm.queries.calendars import calendar_for
from slm.queries.proposed_hours import Proposal
from slm.queries.timelines import timelines

MOST, MOST_PAST = 50, 20
# The longest burn window of a yearly period is a tenth of it.
_LOOK_BACK_SECONDS = 40 * 86_400


@dataclass(frozen=True, slots=True)
class MovedFigure:
    """A period of a commitment with what is judged of it now and what would be."""

    verdict: Verdict
    before: Judged
    after: Judged

    @property
    def commitment(self) -> Commitment:
        return self.verdict.commitment

    @property
    def before_key(self) -> str:
        return _key(self.before)

    @property
    def after_key(self) -> str:
        return _key(self.after)

    @property
    def is_over(self) -> bool:
        return self.before.figures.is_over

    @property
    def is_other_word(self) -> bool:
        return self.before_key != self.after_key


@dataclass(frozen=True, slots=True)
class MovedFigures:
    """The commitments that would move; `count` run now, `rows` are at most fifty of them.

    `past` are at most twenty periods that are over, of `past_count`; `result_count` of them have
    frozen results, which stay as they were issued: a restatement would come beside them (P20).
    `uncounted` are periods among both that count work items or requests, which only the next cycle
    counts anew. `later_count` are commitments of which only coming periods move. `at` is the tick
    of the figures.
    """

    rows: tuple[MovedFigure, ...]
    count: int
    past: tuple[MovedFigure, ...]
    past_count: int
    uncounted: int
    later_count: int
    result_count: int
    at: dt.datetime

    @property
    def is_cut(self) -> bool:
        return self.count > MOST

    @property
    def is_nothing(self) -> bool:
        return not (self.count or self.past_count or self.later_count)


def figures_moved_by(proposal: Proposal, *, user: Any) -> MovedFigures:
    """What saving the proposal would do to the commitments that `user` may see."""
    at = last_tick(default=proposal.at)
    mine = Commitment.objects.visible_to(user).filter(measure__hours=proposal.hours)
    touched = Verdict.objects.filter(commitment__in=mine, period_state__in=_touched(proposal))
    running = touched.filter(period_start_at__lte=at, period_end_at__gt=at)
    past = touched.filter(period_end_at__lte=at)
    return MovedFigures(
        rows=tuple(
            sorted(
                _judged(running.order_by("commitment__agreement__code", "pk")[:MOST], proposal, at),
                key=lambda row: not row.is_other_word,
            )
        ),
        count=running.count(),
        past=tuple(_judged(past.order_by("-period_end_at", "pk")[:MOST_PAST], proposal, at)),
        past_count=past.count(),
        uncounted=touched.filter(period_start_at__lte=at)
        .exclude(commitment__measure__counts="")
        .count(),
        later_count=_later(mine, touched, proposal, at),
        result_count=Result.objects.filter(verdict__in=past).values("verdict").distinct().count(),
        at=at,
    )


def _judged(verdicts: QuerySet[Verdict], proposal: Proposal, at: dt.datetime) -> list[MovedFigure]:
    if proposal.before is None:
        return []
    rows = with_figures(Verdict.objects.filter(pk__in=[row.pk for row in verdicts])).select_related(
        "commitment__measure__indicator"
    )
    by_id = {row.pk: row for row in rows if not row.commitment.measure.counts}
    ordered = [by_id[row.pk] for row in verdicts if row.pk in by_id]
    return moved_figures(ordered, before=proposal.before, after=proposal.after, at=at)


def moved_figures(
    verdicts: Sequence[Verdict], *, before: Hours, after: Hours, at: dt.datetime
) -> list[MovedFigure]:
    """Judge periods twice from what is known at `at`: by the hours as they are, and as proposed.

    Both are computed now, from facts alone, so that only the hours differ; nothing is written. The
    verdicts come with what `with_figures` selects and their indicators.
    """
    if not verdicts:
        return []
    first = min(to_seconds(row.period_start_at) for row in verdicts)
    last = max(to_seconds(at), *(to_seconds(row.period_end_at) for row in verdicts))
    indicators = {
        row.commitment.measure.indicator_id: row.commitment.measure.indicator for row in verdicts
    }
    known = timelines(indicators.values(), first - _LOOK_BACK_SECONDS, last)
    calendars = [calendar_for(hours, first - _LOOK_BACK_SECONDS, last) for hours in (before, after)]
    found = []
    for row in verdicts:
        was, will = (
            judge(
                terms=terms_from(row.commitment.terms),
                alerts=alerts_of(row.commitment.target),
                calendar=calendar,
                timeline=known[row.commitment.measure.indicator_id],
                start_at=row.period_start_at,
                end_at=row.period_end_at,
                at=at,
            )
            for calendar in calendars
        )
        found.append(MovedFigure(row, was, will))
    return found


def told_figures(proposal: Proposal, user: Any) -> Mapping[str, Any]:
    """The same as plain values for the API; seconds are whole, percentages floored."""
    moved = figures_moved_by(proposal, user=user)
    return {
        "as_of": moved.at,
        "running_count": moved.count,
        "past_count": moved.past_count,
        "frozen_results": moved.result_count,
        "later_count": moved.later_count,
        "not_computed": moved.uncounted,
        "rows": [
            {
                "commitment": str(row.commitment.public_id),
                "agreement": row.commitment.agreement.code,
                "period": row.verdict.period_label,
                "is_over": row.is_over,
                "before": _plain(row.before),
                "after": _plain(row.after),
            }
            for row in (*moved.rows, *moved.past)
        ],
    }


def _touched(proposal: Proposal) -> QuerySet[PeriodState]:
    """Periods of these hours whose span is one in which something moves."""
    spans = [(row.start_at, row.end_at) for row in proposal.periods]
    if not spans:
        return PeriodState.objects.none()
    either = Q()
    for start_at, end_at in spans:
        either |= Q(start_at=start_at, end_at=end_at)
    return PeriodState.objects.filter(either, measure__hours=proposal.hours)


def _later(
    mine: QuerySet[Commitment], touched: QuerySet[Verdict], proposal: Proposal, at: dt.datetime
) -> int:
    """Commitments whose running period stays as it is while a coming one would move."""
    if proposal.moved.is_nothing:
        return 0
    first, last = proposal.moved.bounds
    if last is not None and from_seconds(last) <= at:
        return 0
    running = touched.filter(period_end_at__gt=at).values("commitment")
    rows = mine.exclude(pk__in=running).filter(next_period_at__isnull=False)
    if last is not None:
        rows = rows.filter(next_period_at__lt=from_seconds(last))
    if first is not None:
        rows = rows.filter(Q(end_at=None) | Q(end_at__gt=from_seconds(first)))
    return rows.count()


def _key(judged: Judged) -> str:
    word = judged.verdict.word.value
    if word != State.MET:
        return word
    if not judged.figures.is_over:
        return "met_so_far"
    return "close" if judged.verdict.close else "met"


def _plain(judged: Judged) -> dict[str, Any]:
    figures = judged.figures
    budget = figures.contract if figures.is_level_of_time else None
    return {
        "state": judged.verdict.word.value,
        "level_percent": figures.percent,
        "service_seconds": figures.whole.service,
        "bad_seconds": None if budget is None else budget.bad.__ceil__(),
        "allowed_seconds": None if budget is None else budget.allowed.__floor__(),
        "left_seconds": None if budget is None else budget.remaining.__floor__(),
        "breaches_at": judged.breaches_at,
    }
