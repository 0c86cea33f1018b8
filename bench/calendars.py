"""Service time between two instants, beside what others offer for it."""

import datetime as dt

import businesstimedelta
import numpy as np
import pytz

from bench.population import OFFICE, ZONE
from bench.results import Results, best_ms
from common.db.instants import to_seconds
from slm.engine.calendar import compile_hours
from slm.engine.hours import Hours, HoursVersion


def measure_calendars(results: Results, *, queries: int, by_library: int) -> None:
    """Nanoseconds a query in bulk, and how many times as long businesstimedelta takes for one."""
    first, last = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2026, 2027))
    weekly = [(day, int(opens[:2]) * 3600, int(closes[:2]) * 3600) for day, opens, closes in OFFICE]
    calendar = compile_hours(
        Hours(ZONE, (HoursVersion.of(weekly=weekly),)), to_seconds(first), to_seconds(last)
    )
    dice = np.random.default_rng(3)
    starts = dice.integers(to_seconds(first), to_seconds(last) - 31 * 86_400, queries)
    ends = starts + dice.integers(0, 31 * 86_400, queries)
    calendar.between(starts[:1], ends[:1])
    own = best_ms(lambda: calendar.between(starts, ends), times=5) / queries

    zone = pytz.timezone(ZONE)  # the library knows no other kind
    rules = businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(
                start_time=dt.time(8), end_time=dt.time(18), working_days=[0, 1, 2, 3, 4], tz=zone
            )
        ]
    )
    pairs = [
        (dt.datetime.fromtimestamp(begin, zone), dt.datetime.fromtimestamp(end, zone))
        for begin, end in zip(starts[:by_library].tolist(), ends[:by_library].tolist(), strict=True)
    ]
    theirs = best_ms(lambda: [rules.difference(*pair) for pair in pairs], times=2) / by_library
    results.add("calendar.query", own * 1e6, "ns")
    results.add("calendar.query.businesstimedelta", theirs * 1e6, "ns")
    results.at_least("calendar.faster_than_businesstimedelta", theirs / own, "times", 10_000)
