"""What is counted of a period: a pair of whole numbers, whatever they count."""

from dataclasses import dataclass

from slm.engine.calendar import Calendar
from slm.engine.metrics import Metric
from slm.engine.spans import Spans


@dataclass(frozen=True, slots=True)
class CountedPeriod:
    """A period of a measure whose events are to be counted, UTC seconds, half-open.

    ``metric`` says what is counted. ``within`` is the promised time: milliseconds for response
    times, seconds of service time for work items. ``priority`` narrows work items, empty for all.
    ``protected`` are exclusions and approved maintenance: what happens in them does not count.
    """

    id: int
    indicator: int
    metric: Metric
    within: int | None
    priority: str
    start: int
    end: int
    calendar: Calendar
    protected: Spans


@dataclass(frozen=True, slots=True)
class Count:
    """Good out of total up to the instant of counting.

    For amounts only ``total`` is used, for means ``good`` is a sum in thousandths over ``total``
    values. ``next_check`` is the first instant at which time alone changes the pair (an open work
    item becomes late), None when only a new fact can. ``incomplete`` says that raw data needed for
    an exact count is gone (decision 10).
    """

    good: int
    total: int
    next_check: int | None = None
    incomplete: bool = False
