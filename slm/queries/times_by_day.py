"""Response times by day: percentiles drawn from sketches, and shares of promised thresholds."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from slm.engine import sketch
from slm.engine.level import Level
from slm.models import Indicator, TimesDay, TimesShare

RANKS_PPM = (500_000, 950_000, 990_000)


@dataclass(frozen=True, slots=True)
class DayOfTimes:
    """One local day: its samples, p50, p95 and p99 (within `sketch.ERROR_PPM`), exact shares.

    `shares` are by threshold in ms; a threshold that was promised after the day's raw samples
    had gone is not among them. All samples of the day count, whatever a promise leaves out.
    """

    day: dt.date
    count: int
    p50_ms: int | None
    p95_ms: int | None
    p99_ms: int | None
    shares: dict[int, Level]


def times_by_day(indicator: Indicator, first_on: dt.date, last_on: dt.date) -> list[DayOfTimes]:
    """Days with samples from `first_on` to `last_on`, both included, in order."""
    reach = {"indicator": indicator, "day__gte": first_on, "day__lte": last_on}
    shares: dict[dt.date, dict[int, int]] = defaultdict(dict)
    rows = TimesShare.objects.filter(**reach).order_by("within_ms")
    for day, within, count in rows.values_list("day", "within_ms", "count"):
        shares[day][within] = count
    days = []
    stored = TimesDay.objects.filter(count__gt=0, **reach).order_by("day")
    for day, count, content in stored.values_list("day", "count", "sketch"):
        drawn = sketch.unpack(bytes(content))
        p50, p95, p99 = (sketch.percentile(drawn, rank) for rank in RANKS_PPM)
        days.append(
            DayOfTimes(
                day,
                count,
                p50,
                p95,
                p99,
                {within: Level(good, count) for within, good in shares[day].items()},
            )
        )
    return days
