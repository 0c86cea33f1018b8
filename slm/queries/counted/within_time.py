"""Counts response times within a promised threshold: five minutes at a time where that is exact.

Five minutes that lie wholly in service time and outside everything protected are taken as they
were counted at ingest; those that a border cuts are counted again from the archive (decision 10).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from common.db.instants import to_seconds
from slm.engine.counts import Count, CountedPeriod
from slm.engine.spans import Instants, Spans, contains, subtract, union
from slm.engine.times import LONGEST_DAY_SECONDS, bucket_edges, covered, unpack_counts
from slm.engine.zones import Zone, date_of, day_number, zone
from slm.models import TimesDay, TimesFeed, TimesShare
from slm.queries.times import read_raw


@dataclass(frozen=True, eq=False)
class _Kept:
    """A day of an indicator: its five minutes' edges, all samples in them, those within each ms."""

    start: int
    edges: Instants
    total: Instants
    good: Mapping[int, Instants]


def counts_of(periods: Sequence[CountedPeriod], *, at: int) -> dict[int, Count]:
    """Samples within each period's threshold out of all that count, by the period's id.

    Every sample in a period counts, also one whose clock is a little ahead of `at`. Five minutes
    of which a border needs the archive and the archive is gone count neither way, and so does a
    day that was never counted by this threshold: the count then says that it is incomplete.
    """
    feeds = TimesFeed.objects.in_bulk({period.indicator for period in periods})
    found = {}
    for period, days in _with_days(periods, feeds):
        feed = feeds.get(period.indicator)
        found[period.id] = _count(period, days, feed) if feed else Count(0, 0)
    return found


def _count(period: CountedPeriod, days: Sequence[_Kept], feed: TimesFeed) -> Count:
    within = period.within or 0
    open_spans = period.calendar.windows(period.start, period.end)
    counting = subtract(open_spans, union(period.protected))
    raw_from = to_seconds(feed.raw_from_at) if feed.raw_from_at else None
    good = total = 0
    incomplete = False
    again: list[Spans] = []
    for day in days:
        inside = covered(counting, day.edges)
        touched = (inside > 0) & (day.total > 0)
        counted = day.good.get(within)
        whole = touched & (inside == np.diff(day.edges))
        if counted is None:
            whole = np.zeros_like(touched)
        else:
            good += int(counted[whole].sum())
            total += int(day.total[whole].sum())
        cut = touched & ~whole
        if not cut.any():
            continue
        if raw_from is not None and day.start < raw_from:
            incomplete = True
            continue
        again.append(np.column_stack((day.edges[:-1][cut], day.edges[1:][cut])))
    if again:
        times = read_raw(period.indicator, union(*again))
        times_in = contains(counting, times.at // 1000)
        good += int((times.ms[times_in] <= within).sum())
        total += int(times_in.sum())
    return Count(good, total, incomplete=incomplete)


def _with_days(
    periods: Sequence[CountedPeriod], feeds: Mapping[int, TimesFeed]
) -> list[tuple[CountedPeriod, list[_Kept]]]:
    """Each period with the days that it touches and that have samples, in three queries."""
    if not periods or not feeds:
        return [(period, []) for period in periods]
    first = min(period.start for period in periods) - LONGEST_DAY_SECONDS
    last = max(period.end for period in periods) + LONGEST_DAY_SECONDS
    reach = {
        "indicator__in": list(feeds),
        "day__gte": date_of(first // 86_400),
        "day__lte": date_of(last // 86_400),
    }
    thresholds = {period.within for period in periods if period.within is not None}
    shares: dict[tuple[int, object], dict[int, Instants]] = {}
    for share in TimesShare.objects.filter(within_ms__in=thresholds, **reach).iterator():
        key = share.indicator_id, share.day
        shares.setdefault(key, {})[share.within_ms] = unpack_counts(bytes(share.counts))
    days: dict[int, list[_Kept]] = {}
    for row in TimesDay.objects.filter(count__gt=0, **reach).defer("sketch").iterator():
        where = zone(feeds[row.indicator_id].zone)
        start, behind = day_bounds(where, day_number(row.day))
        days.setdefault(row.indicator_id, []).append(
            _Kept(
                start,
                bucket_edges(start, behind),
                unpack_counts(bytes(row.counts)),
                shares.get((row.indicator_id, row.day), {}),
            )
        )
    return [
        (
            period,
            [
                day
                for day in days.get(period.indicator, [])
                if day.start < period.end and day.edges[-1] > period.start
            ],
        )
        for period in periods
    ]


def day_bounds(where: Zone, number: int) -> tuple[int, int]:
    """First instant of a local day and of the next one, in UTC seconds."""
    start, behind = where.first_instants([number, number + 1]).tolist()
    return start, behind
