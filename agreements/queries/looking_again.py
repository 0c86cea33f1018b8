"""When a promise of availability must be looked at again though no fact changes."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from agreements.engine import burn
from agreements.engine.breach import next_check_at, share_used_at
from agreements.models import Verdict
from agreements.queries.figures import Figures
from agreements.queries.plain_rows import LINE_FROM
from agreements.queries.reaching import LOOK_AGAIN_SECONDS
from agreements.queries.terms import alerts_of
from common.db.instants import from_seconds, to_seconds
from slm.engine.calendar import Calendar
from slm.engine.layers import Layer
from slm.queries.timelines import Timeline

# The straight-line forecast speaks once this share of the period's service time was measured.
FORECAST_FROM = Fraction(1, LINE_FROM)


def next_level_check(
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
            if line_speaks(current)
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


def line_speaks(current: Figures) -> bool:
    """Whether enough was measured for a straight line to mean something.

    In the first hours of a month five bad minutes would foretell a disaster, every month again.
    """
    return current.measured_seconds >= current.foreseen_seconds * FORECAST_FROM


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
