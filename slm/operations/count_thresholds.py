"""Count promised thresholds back through the archive, as far as it reaches."""

import datetime as dt
from collections.abc import Iterable

import numpy as np
from django.db import transaction

from common.db.instants import to_milliseconds
from slm.engine.times import bucket_counts, days_of
from slm.engine.zones import zone
from slm.models import Indicator, TimesFeed
from slm.queries.times import promised_thresholds, read_raw

from .write_times import share_row, write_shares

# Days of the archive in memory at a time.
_DAYS = 14


@transaction.atomic
def count_thresholds(*, indicators: Iterable[Indicator]) -> int:
    """Count the promised thresholds that are new; return how many pairs of both there were.

    Days whose raw samples are gone get no count: whoever reads says that it is incomplete. The
    indicators are locked in the order of their ids; who has locked them already waits for nobody.
    """
    ids = sorted({indicator.pk for indicator in indicators})
    list(Indicator.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    return count_missing(TimesFeed.objects.filter(indicator__in=ids))


def count_missing(feeds: Iterable[TimesFeed]) -> int:
    """The same for feeds whose indicators are locked; they remember what is counted from now on."""
    known = {feed.indicator_id: feed for feed in feeds}
    promised = promised_thresholds(known)
    fresh = 0
    for pk, feed in sorted(known.items()):
        missing = sorted(promised.get(pk, set()) - set(feed.counted))
        if not missing:
            continue
        _count_back(feed, missing)
        feed.counted = sorted([*feed.counted, *missing])
        feed.save(update_fields=["counted"])
        fresh += len(missing)
    return fresh


def _count_back(feed: TimesFeed, thresholds: list[int]) -> None:
    where = zone(feed.zone)
    reach = max(feed.first_at, feed.raw_from_at or dt.datetime.min.replace(tzinfo=dt.UTC))
    ends = np.array([to_milliseconds(reach), to_milliseconds(feed.last_at)])
    first, last = where.local_days(ends // 1000).tolist()
    for low in range(first, last + 1, _DAYS):
        bounds = where.first_instants([low, min(low + _DAYS, last + 1)])
        times = read_raw(feed.indicator_id, bounds.reshape(1, 2))
        rows = []
        for day in days_of(where, times.at):
            at, ms = times.at[day.begin : day.end], times.ms[day.begin : day.end]
            rows += [
                share_row(
                    feed.indicator_id,
                    within,
                    day.number,
                    bucket_counts(at[ms <= within], day.start, day.behind),
                )
                for within in thresholds
            ]
        write_shares(rows)
