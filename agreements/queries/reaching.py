"""Judges promises that are no availability, and says when to look again.

The worker and the question "what was known then" both come here, so that they can not differ.
"""

from math import ceil

from agreements.engine.breach import breach_at, next_check_at, share_used_at
from agreements.engine.break_limits import one_too_many_at, too_long_at
from agreements.engine.reached import (
    judge_reached_closed,
    judge_reached_running,
    keeps,
    passed_where_line_turns,
    straight_line_met,
)
from agreements.engine.verdicts import Alerts, Verdict
from agreements.queries.figures import Figures
from slm.engine.calendar import Calendar
from slm.engine.layers import Layer
from slm.engine.level import PPM
from slm.engine.metrics import Form, Metric
from slm.queries.timelines import Timeline

# While something bad goes on a figure moves with every second: look again soon.
LOOK_AGAIN_SECONDS = 60


def judge_reached(current: Figures, alerts: Alerts, *, breach_expected: bool) -> Verdict:
    """The verdict of figures of any metric but availability."""
    terms, reached = current.terms, current.reached
    if current.is_over:
        return judge_reached_closed(terms=terms, reached=reached, alerts=alerts)
    return judge_reached_running(
        terms=terms,
        reached=reached,
        alerts=alerts,
        line_met=straight_line_met(
            terms, reached, passed=current.parts.service, whole=current.whole.service
        ),
        breach_expected=breach_expected,
    )


def limit_instant(
    current: Figures, calendar: Calendar, timeline: Timeline, *, start: int, end: int, now: int
) -> int | None:
    """When a limit of time was exceeded, or will be if the open outage lasts; None where it is not.

    Of breaks only those that happened: an open outage adds none, and one that is too short for the
    minimum is none yet.
    """
    terms = current.terms
    minimum = terms.minimum_break_seconds
    layers = timeline.expected(min(now, end), end)
    match terms.metric:
        case Metric.DOWNTIME:
            return breach_at(
                calendar,
                layers,
                start=start,
                end=end,
                allowed=current.contract.allowed,
                reading=terms.reading,
                minimum_break=minimum,
                strict=terms.strict,
            )
        case Metric.BREAKS:
            return one_too_many_at(
                calendar,
                timeline.layers(now),
                start=start,
                end=min(end, now),
                limit=terms.promised,
                minimum_break=minimum,
                crossing=terms.crossing,
                strict=terms.strict,
            )
        case Metric.LONGEST_BREAK:
            return too_long_at(
                calendar,
                layers,
                start=start,
                end=end,
                limit=terms.promised,
                minimum_break=minimum,
                strict=terms.strict,
            )
    return None


def look_again_at(
    current: Figures,
    calendar: Calendar,
    timeline: Timeline | None,
    alerts: Alerts,
    *,
    start: int,
    end: int,
    now: int,
    breaches: int | None,
) -> int | None:
    """The next instant at which a running verdict can change though no fact does."""
    candidates: dict[str, int | None] = {"end": end, "breach": breaches}
    if timeline is None:
        candidates["forecast"] = _line_turns_at(current, calendar, start)
    else:
        candidates |= _warnings(current, calendar, timeline, alerts, start, end, now)
        tail = timeline.tail(now)
        is_bad = tail is Layer.DOWN or current.terms.reading.bad_weight_ppm(tail)
        if is_bad or (tail is Layer.UNKNOWN and not current.reached.is_measured):
            candidates["goes on"] = now + LOOK_AGAIN_SECONDS
        if not current.reached.is_measured:
            # The first measured second turns "no data" into a verdict.
            candidates["first service time"] = calendar.advance(now, 1)
        candidates["recovered"] = _recovered_at(current, calendar, now)
    wake = next_check_at(now, candidates)
    return None if wake is None else wake.at


def _warnings(
    current: Figures,
    calendar: Calendar,
    timeline: Timeline,
    alerts: Alerts,
    start: int,
    end: int,
    now: int,
) -> dict[str, int | None]:
    terms, allowed = current.terms, current.contract.allowed
    if terms.metric not in (Metric.DOWNTIME, Metric.LONGEST_BREAK) or not allowed:
        return {}
    layers, minimum = timeline.expected(now, end), terms.minimum_break_seconds
    found: dict[str, int | None] = {}
    for share in alerts.warning_ppm:
        if terms.metric is Metric.DOWNTIME:
            at = share_used_at(
                calendar,
                layers,
                start=start,
                end=end,
                allowed=allowed,
                share_ppm=share,
                reading=terms.reading,
                minimum_break=minimum,
            )
        else:
            at = too_long_at(
                calendar,
                layers,
                start=start,
                end=end,
                limit=allowed * share / PPM,
                minimum_break=minimum,
                strict=True,
            )
        found[f"warning {share}"] = at
    return found


def _recovered_at(current: Figures, calendar: Calendar, now: int) -> int | None:
    """When a mean between breaks meets its promise again if no further break comes."""
    terms, breaks = current.terms, current.breaks
    if terms.metric not in (Metric.MTBF, Metric.MTBSI) or breaks is None or not breaks.breaks:
        return None
    if keeps(terms, current.reached):
        return None
    passed = breaks.up + (breaks.down if terms.metric is Metric.MTBSI else 0)
    needed = terms.promised * breaks.breaks + (1 if terms.strict else 0)
    return calendar.advance(now, max(1, ceil(needed - passed)))


def _line_turns_at(current: Figures, calendar: Calendar, start: int) -> int | None:
    """When too little was counted for the straight line to reach what was promised."""
    terms = current.terms
    if terms.form is not Form.AMOUNT or not terms.comparator.wants_more:
        return None
    turns = passed_where_line_turns(terms, current.reached, whole=current.whole.service)
    return None if turns is None else calendar.advance(start, turns)
