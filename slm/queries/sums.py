"""The parts of a watched period at an instant, without touching a fact."""

import datetime as dt

from common.db.instants import to_seconds
from slm.engine.calendar import Calendar
from slm.engine.layers import Layer, Parts
from slm.models import PeriodState


def parts_at(period: PeriodState, calendar: Calendar, at: dt.datetime) -> Parts:
    """The parts of the period until `at` (until its end, when that has passed).

    What was computed counts as computed; the service time since then is of the tail's layer. Asked
    for an instant before the computation it answers as of the computation.
    """
    start, end = to_seconds(period.start_at), to_seconds(period.end_at)
    computed_to = to_seconds(period.computed_to_at)
    until = min(end, max(computed_to, to_seconds(at)))
    amounts = [
        period.excluded_seconds,
        period.planned_seconds,
        period.down_seconds,
        period.partial_seconds,
        period.degraded_seconds,
        period.unknown_seconds,
        0,
    ]
    if until > computed_to:
        amounts[period.tail] += calendar.elapsed(computed_to, until)
    service = calendar.elapsed(start, max(start, until))
    amounts[Layer.GOOD] = service - sum(amounts[: Layer.GOOD])
    return Parts(service, *amounts).check()


def whole_parts(period: PeriodState, calendar: Calendar) -> Parts:
    """The period to its end with what is known to be protected, and everything else good."""
    service = calendar.elapsed(to_seconds(period.start_at), to_seconds(period.end_at))
    excluded = period.excluded_seconds + period.excluded_ahead_seconds
    planned = period.planned_seconds + period.planned_ahead_seconds
    return Parts(
        service=service,
        excluded=excluded,
        planned=planned,
        good=service - excluded - planned,
    )
