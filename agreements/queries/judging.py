"""Judge a commitment from its facts alone: what its verdict was, as of what was known."""

import datetime as dt
from dataclasses import dataclass

from agreements.engine import burn
from agreements.engine.breach import breach_at
from agreements.engine.terms import Terms
from agreements.engine.verdicts import Alerts, Verdict, Word, judge_closed, judge_running
from agreements.queries.figures import Figures, figures_from
from agreements.queries.metrics import OF_BREAKS
from agreements.queries.plain_rows import LINE_FROM
from agreements.queries.reaching import judge_reached, limit_instant
from common.db.instants import from_seconds, to_seconds
from slm.engine.breaks import reliability
from slm.engine.calendar import Calendar
from slm.engine.layers import Layer, Layers, measure
from slm.engine.spans import Spans
from slm.queries.timelines import Timeline


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures and verdict of a period, and when its budget runs or ran out."""

    figures: Figures
    verdict: Verdict
    breaches_at: dt.datetime | None


def judge(
    *,
    terms: Terms,
    alerts: Alerts,
    calendar: Calendar,
    timeline: Timeline,
    start_at: dt.datetime,
    end_at: dt.datetime,
    at: dt.datetime,
) -> Judged:
    """What the workers would have said at `at`, had they known `timeline` and no more.

    Only for metrics that are read of time: what was counted can not be told from a timeline.
    The same engine in the same order as the stored verdict; a test holds the two together.
    """
    start, end, now = to_seconds(start_at), to_seconds(end_at), to_seconds(at)
    until = max(start, min(end, now))
    layers = timeline.layers(now)
    parts = measure(calendar, layers, start, until, minimum_break=terms.minimum_break_seconds)
    known = timeline.expected(until, end)
    protecting: dict[Layer, Spans] = {
        layer: known[layer] for layer in (Layer.EXCLUDED, Layer.PLANNED) if layer in known
    }
    whole = measure(calendar, protecting, start, end)
    breaks = None
    if terms.metric in OF_BREAKS:
        breaks = reliability(
            calendar,
            layers,
            start,
            until,
            minimum_break=terms.minimum_break_seconds,
            crossing=terms.crossing,
        )

    def figures(breaches: int | None) -> Figures:
        return figures_from(
            terms=terms,
            parts=parts,
            whole=whole,
            breach_if_lasting_at=breaches,
            at=at,
            is_over=now >= end,
            breaks=breaks,
        )

    before = figures(None)
    if not before.is_level_of_time:
        return _judge_reached(before, alerts, calendar, timeline, start, end, now)
    breaches = _breach_instant(before, calendar, timeline, start, end, now)
    current = figures(breaches)
    if current.is_over:
        verdict = judge_closed(
            level=current.level,
            target_ppm=terms.target_ppm,
            budget=current.if_measured_now,
            alerts=alerts,
            strict=terms.strict,
        )
    else:
        verdict = judge_running(
            level=current.level,
            budget=current.contract,
            alerts=alerts,
            strict=terms.strict,
            burning=_is_burning(current, calendar, layers, start, end, now),
            # Through the first tenth of a period a straight line foretells nothing.
            linear_met=(
                current.forecast.linear_met
                if current.measured_seconds * LINE_FROM >= current.foreseen_seconds
                else None
            ),
            breach_expected=breaches is not None,
        )
    return Judged(current, verdict, None if breaches is None else from_seconds(breaches))


def _judge_reached(
    current: Figures,
    alerts: Alerts,
    calendar: Calendar,
    timeline: Timeline,
    start: int,
    end: int,
    now: int,
) -> Judged:
    breaches = None
    if current.reached.is_measured:
        breaches = limit_instant(current, calendar, timeline, start=start, end=end, now=now)
    verdict = judge_reached(
        current, alerts, breach_expected=breaches is not None and now < breaches <= end
    )
    if breaches is None and verdict.word is Word.MISSED:
        breaches = end
    return Judged(current, verdict, None if breaches is None else from_seconds(breaches))


def _breach_instant(
    current: Figures, calendar: Calendar, timeline: Timeline, start: int, end: int, now: int
) -> int | None:
    terms = current.terms
    is_bad_now = now < end and terms.reading.bad_weight_ppm(timeline.tail(now)) > 0
    budget = current.if_measured_now if current.is_over else current.contract
    if not is_bad_now and not budget.is_overspent(strict=terms.strict):
        return None
    return breach_at(
        calendar,
        timeline.expected(min(now, end), end),
        start=start,
        end=end,
        allowed=budget.allowed,
        reading=terms.reading,
        minimum_break=terms.minimum_break_seconds,
        strict=terms.strict,
    )


def _is_burning(
    current: Figures, calendar: Calendar, layers: Layers, start: int, end: int, now: int
) -> bool:
    terms = current.terms
    if not current.contract.bad:
        return False
    for pair in burn.pairs_for(end - start):
        long, short = (
            burn.window_level(
                calendar,
                layers,
                now=now,
                window=window,
                reading=terms.reading,
                since=start,
                minimum_break=terms.minimum_break_seconds,
            )
            for window in (pair.long_seconds, pair.short_seconds)
        )
        if burn.fires(
            pair,
            long=long,
            short=short,
            target_ppm=terms.target_ppm,
            least=burn.MINIMUM_MEASURED_SECONDS * calendar.scale * terms.reading.grain,
        ):
            return True
    return False
