"""Judge what is due: verdicts, breaches, and the news about them."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from math import ceil

import numpy as np
from django.db import connection, transaction
from django.db.models import F

from agreements.engine import burn
from agreements.engine.breach import breach_at, next_check_at, share_used_at
from agreements.engine.verdicts import Verdict as Judgement
from agreements.engine.verdicts import Word, judge_closed, judge_running
from agreements.models import State, Verdict
from agreements.queries.figures import Figures, calendars_of, figures
from agreements.queries.plain_rows import LINE_FROM, plain_verdicts, state_words
from agreements.queries.reaching import (
    LOOK_AGAIN_SECONDS,
    judge_reached,
    limit_instant,
    look_again_at,
)
from agreements.queries.terms import alerts_of
from common.db.copying import NEVER, array, read_columns
from common.db.instants import from_seconds, to_seconds
from slm.engine.calendar import Calendar
from slm.engine.layers import Layer
from slm.engine.metrics import Form
from slm.queries.timelines import Timeline, timelines

from .restate import keep_final, restate
from .tell import settle_breach, tell_of_risk

# Bounds what one transaction locks; the next one takes the rest.
BATCH = 5_000
_EXACT = 500
# The longest burn window of a yearly period is a tenth of it.
_BURN_LOOK_BACK = 40 * 86_400
# The straight-line forecast speaks once this share of the period's service time was measured.
FORECAST_FROM = Fraction(1, LINE_FROM)

_TAKE_DUE = """
SELECT id, closed_at IS NOT NULL FROM agreements_verdict
 WHERE next_check_at <= %(at)s
 ORDER BY next_check_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""
_WRITE_PLAIN = """
UPDATE agreements_verdict AS verdict
   SET state = fresh.state, is_close = fresh.close <> 0, breaches_at = NULL, computed_at = %s,
       next_check_at = to_timestamp(fresh.next_check)
  FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::bigint[])
       AS fresh(id, state, close, next_check)
 WHERE verdict.id = fresh.id
"""


def evaluate_due(*, at: dt.datetime) -> int:
    """Judge every verdict whose next check has come; return how many there were.

    Workers take different rows, and whatever one writes (verdict, breach, notice) is one
    transaction, so that any number of them, at any pace, tells each thing once.
    """
    total = 0
    while True:
        taken = _judge_once(at)
        total += taken
        if taken < BATCH:
            return total


@transaction.atomic
def _judge_once(at: dt.datetime) -> int:
    """Those whose answer is plain are judged and written together, the others one by one."""
    taken = read_columns(_TAKE_DUE, {"id": "int8", "is_closed": "flag"}, {"at": at, "limit": BATCH})
    due, closed = taken["id"], taken["id"][taken["is_closed"] != 0].tolist()
    if not len(due):
        return 0
    if closed:
        final = keep_final(ids=closed)
        due = due[~np.isin(due, final)]
        closed = [pk for pk in closed if pk not in set(final)]
    plain = plain_verdicts(ids=due, now=to_seconds(at))
    if len(plain.ids):
        with connection.cursor() as cursor:
            cursor.execute(
                _WRITE_PLAIN,
                [
                    at,
                    array(plain.ids),
                    "{" + ",".join(state_words(plain.state)) + "}",
                    array(plain.close),
                    array(plain.next_check, null=plain.next_check >= NEVER),
                ],
            )
    for begin in range(0, len(plain.others), _EXACT):
        rows = Verdict.objects.filter(pk__in=plain.others[begin : begin + _EXACT].tolist())
        judged = rows.select_related(
            "period_state",
            "commitment__agreement__owner",
            "commitment__target__indicator__service__owner",
            "commitment__target__hours",
            "commitment__measure__indicator",
        ).order_by("next_check_at", "pk")
        evaluate(verdicts=list(judged), at=at)
    if closed:
        restate(ids=closed, at=at)
    return len(taken["id"])


@transaction.atomic
def evaluate(*, verdicts: Sequence[Verdict], at: dt.datetime) -> None:
    """Judge these verdicts as of `at`, open and withdraw breaches, write notices."""
    if not verdicts:
        return
    calendars = calendars_of(verdicts, at)
    # What is counted has no timeline.
    indicators = {
        v.commitment.measure.indicator_id: v.commitment.measure.indicator
        for v in verdicts
        if not v.commitment.measure.counts
    }
    since = min(to_seconds(verdict.period_start_at) for verdict in verdicts)
    until = max(to_seconds(at), *(to_seconds(verdict.period_end_at) for verdict in verdicts))
    known = timelines(indicators.values(), since - _BURN_LOOK_BACK, until) if indicators else {}
    for verdict in verdicts:
        _judge(
            verdict,
            calendars[verdict.commitment.measure.hours_id],
            known.get(verdict.commitment.measure.indicator_id),
            # A worker whose clock is behind must not take back what another has judged.
            max(at, verdict.computed_at or at),
        )


def _judge(
    verdict: Verdict, calendar: Calendar, timeline: Timeline | None, at: dt.datetime
) -> None:
    before = verdict.state
    if timeline is None or verdict.commitment.terms.get("metric"):
        current, judgement = _judge_reached(verdict, calendar, timeline, at)
    else:
        current, judgement = _judge_level(verdict, calendar, timeline, at)
    verdict.state, verdict.is_close = State(judgement.word.value), judgement.close
    verdict.computed_at = at
    if verdict.state == State.AT_RISK and before != State.AT_RISK:
        verdict.episode = F("episode") + 1
    verdict.save()
    if not isinstance(verdict.episode, int):
        verdict.refresh_from_db(fields=["episode"])
    settle_breach(verdict=verdict, current=current, at=at)
    if _is_news(verdict, before, judgement):
        tell_of_risk(verdict=verdict, current=current, judgement=judgement, at=at)


def _judge_level(
    verdict: Verdict, calendar: Calendar, timeline: Timeline, at: dt.datetime
) -> tuple[Figures, Judgement]:
    """Judge a promise of availability and keep when it breaches and when to look again."""
    now = to_seconds(at)
    end = to_seconds(verdict.period_end_at)
    verdict.breaches_at = _instant(_breach_instant(verdict, calendar, timeline, at))
    current = figures(verdict, calendar, at=at)
    if current.is_over:
        verdict.next_check_at = None
        return current, judge_closed(
            level=current.level,
            target_ppm=current.terms.target_ppm,
            budget=current.if_measured_now,
            alerts=alerts_of(verdict.commitment.target),
            strict=current.terms.strict,
        )
    pairs = burn.pairs_for(end - to_seconds(verdict.period_start_at))
    burning = [pair for pair in pairs if _fires(pair, verdict, current, calendar, timeline, now)]
    judgement = judge_running(
        level=current.level,
        budget=current.contract,
        alerts=alerts_of(verdict.commitment.target),
        strict=current.terms.strict,
        burning=bool(burning),
        linear_met=current.forecast.linear_met if _line_speaks(current) else None,
        breach_expected=verdict.breaches_at is not None,
    )
    verdict.next_check_at = _next_check(verdict, current, calendar, timeline, pairs, now)
    return current, judgement


def _judge_reached(
    verdict: Verdict, calendar: Calendar, timeline: Timeline | None, at: dt.datetime
) -> tuple[Figures, Judgement]:
    """The same for every other metric."""
    start, end = to_seconds(verdict.period_start_at), to_seconds(verdict.period_end_at)
    now, alerts = to_seconds(at), alerts_of(verdict.commitment.target)
    exceeded_at, verdict.breaches_at = verdict.breaches_at, None
    current = figures(verdict, calendar, at=at, timeline=timeline)
    breaches = None
    if timeline is not None and current.reached.is_measured:
        breaches = limit_instant(current, calendar, timeline, start=start, end=end, now=now)
    judgement = judge_reached(
        current, alerts, breach_expected=breaches is not None and now < breaches <= end
    )
    verdict.breaches_at = _instant(breaches)
    if breaches is None and judgement.word is Word.MISSED:
        # No second of the period broke it: what was counted did, or the mean when it was over.
        known_at = min(verdict.period_state.computed_to_at, verdict.period_end_at)
        is_limit = not current.terms.comparator.wants_more and current.reached.budget is not None
        verdict.breaches_at = (
            (exceeded_at or known_at)
            if is_limit and current.terms.form is Form.AMOUNT
            else verdict.period_end_at
        )
    verdict.next_check_at = (
        None
        if current.is_over
        else _instant(
            look_again_at(
                current,
                calendar,
                timeline,
                alerts,
                start=start,
                end=end,
                now=now,
                breaches=breaches,
            )
        )
    )
    return current, judgement


def _line_speaks(current: Figures) -> bool:
    """Whether enough was measured for a straight line to mean something.

    In the first hours of a month five bad minutes would foretell a disaster, every month again.
    """
    return current.measured_seconds >= current.foreseen_seconds * FORECAST_FROM


def _is_news(verdict: Verdict, before: str, judgement: Judgement) -> bool:
    return verdict.state == State.AT_RISK and before != State.AT_RISK and bool(judgement.risks)


def _breach_instant(
    verdict: Verdict, calendar: Calendar, timeline: Timeline, at: dt.datetime
) -> int | None:
    """When the budget ran out, or will if what is open lasts; None where it does not."""
    start, end = to_seconds(verdict.period_start_at), to_seconds(verdict.period_end_at)
    now = to_seconds(at)
    verdict.breaches_at = None
    current = figures(verdict, calendar, at=at)
    reading = current.terms.reading
    is_bad_now = now < end and reading.bad_weight_ppm(timeline.tail(now)) > 0
    budget = current.if_measured_now if current.is_over else current.contract
    if not is_bad_now and not budget.is_overspent(strict=current.terms.strict):
        return None
    return breach_at(
        calendar,
        timeline.expected(min(now, end), end),
        start=start,
        end=end,
        allowed=budget.allowed,
        reading=reading,
        minimum_break=current.terms.minimum_break_seconds,
        strict=current.terms.strict,
    )


def _fires(
    pair: burn.Pair,
    verdict: Verdict,
    current: Figures,
    calendar: Calendar,
    timeline: Timeline,
    now: int,
) -> bool:
    """Whether a pair of burn windows fires now; nothing bad in the period, nothing burns."""
    if not current.contract.bad:
        return False
    reading = current.terms.reading
    layers = timeline.layers(now)
    long, short = (
        burn.window_level(
            calendar,
            layers,
            now=now,
            window=window,
            reading=reading,
            since=to_seconds(verdict.period_start_at),
            minimum_break=current.terms.minimum_break_seconds,
        )
        for window in (pair.long_seconds, pair.short_seconds)
    )
    return burn.fires(
        pair,
        long=long,
        short=short,
        target_ppm=current.terms.target_ppm,
        least=burn.MINIMUM_MEASURED_SECONDS * calendar.scale * reading.grain,
    )


def _next_check(
    verdict: Verdict,
    current: Figures,
    calendar: Calendar,
    timeline: Timeline,
    pairs: Sequence[burn.Pair],
    now: int,
) -> dt.datetime | None:
    """The next instant at which the verdict can change though no fact does."""
    start, end = to_seconds(verdict.period_start_at), to_seconds(verdict.period_end_at)
    reading, target = current.terms.reading, current.terms.target_ppm
    candidates: dict[str, int | None] = {"end": end, "breach": None}
    if verdict.breaches_at is not None:
        candidates["breach"] = to_seconds(verdict.breaches_at)
    if current.contract.bad:
        expected = timeline.expected(now, end)
        for pair in pairs:
            candidates[f"burn {pair.name}"] = burn.next_change_at(
                pair,
                calendar,
                expected,
                now=now,
                until=end,
                target_ppm=target,
                reading=reading,
                minimum_break=current.terms.minimum_break_seconds,
            )
        for share in alerts_of(verdict.commitment.target).warning_ppm:
            candidates[f"warning {share}"] = share_used_at(
                calendar,
                expected,
                start=start,
                end=end,
                allowed=current.contract.allowed,
                share_ppm=share,
                reading=reading,
                minimum_break=current.terms.minimum_break_seconds,
            )
        candidates["forecast"] = (
            _forecast_turns(current, calendar, now)
            if _line_speaks(current)
            else calendar.advance(
                now, ceil(current.foreseen_seconds * FORECAST_FROM - current.measured_seconds)
            )
        )
    if reading.bad_weight_ppm(timeline.tail(now)) or (
        timeline.tail(now) is Layer.UNKNOWN and not current.level.measured
    ):
        candidates["goes on"] = now + LOOK_AGAIN_SECONDS
    if not current.level.measured:
        # The first measured second turns "no data" into a verdict.
        candidates["first service time"] = calendar.advance(now, 1)
    wake = next_check_at(now, candidates)
    return None if wake is None else from_seconds(wake.at)


def _forecast_turns(current: Figures, calendar: Calendar, now: int) -> int | None:
    """When the straight line meets the target again if nothing more goes wrong.

    bad × whole ÷ measured ≤ allowed, so that much more must be measured, all of it good.
    """
    if current.forecast.linear_met is not False or not current.contract.allowed:
        return None
    assert current.forecast.bad_linear is not None
    needed = current.forecast.bad_linear * current.measured_seconds / current.contract.allowed
    more = needed - current.measured_seconds
    return calendar.advance(now, max(1, ceil(more)))


def _instant(seconds: int | None) -> dt.datetime | None:
    return None if seconds is None else from_seconds(seconds)
