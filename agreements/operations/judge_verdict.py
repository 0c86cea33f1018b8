"""Judge one verdict: what its period comes to, when it breaches, and when to look again."""

import datetime as dt

from agreements.engine import burn
from agreements.engine.breach import breach_at
from agreements.engine.verdicts import Verdict as Judgement
from agreements.engine.verdicts import Word, judge_closed, judge_running
from agreements.models import Verdict
from agreements.queries.figures import Figures, figures
from agreements.queries.looking_again import line_speaks, next_level_check
from agreements.queries.reaching import judge_reached, limit_instant, look_again_at
from agreements.queries.terms import alerts_of
from common.db.instants import from_seconds, to_seconds
from slm.engine.calendar import Calendar
from slm.engine.metrics import Form
from slm.queries.timelines import Timeline


def judge_verdict(
    *, verdict: Verdict, calendar: Calendar, timeline: Timeline | None, at: dt.datetime
) -> tuple[Figures, Judgement]:
    """What the verdict is at `at`; its instants are set on the row, which the caller saves.

    `timeline` is None where something is counted.
    """
    if timeline is None or verdict.commitment.terms.get("metric"):
        return _judge_reached(verdict, calendar, timeline, at)
    return _judge_level(verdict, calendar, timeline, at)


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
        linear_met=current.forecast.linear_met if line_speaks(current) else None,
        breach_expected=verdict.breaches_at is not None,
    )
    verdict.next_check_at = next_level_check(verdict, current, calendar, timeline, pairs, now)
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


def _instant(seconds: int | None) -> dt.datetime | None:
    return None if seconds is None else from_seconds(seconds)
