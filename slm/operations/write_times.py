"""Write response times that are new: the archive, the counts, the sketches and the feeds."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db import transaction

from common.db.instants import from_milliseconds
from common.db.partitions import ensure_months
from slm.engine import sketch
from slm.engine.spans import Instants
from slm.engine.times import (
    Day,
    News,
    Times,
    bucket_counts,
    days_of,
    pack,
    pack_counts,
    unpack_counts,
)
from slm.engine.zones import date_of, zone
from slm.models import Dirty, Indicator, Source, TimesBatch, TimesDay, TimesFeed, TimesShare
from slm.signals import facts_changed

_SECOND = dt.timedelta(seconds=1)
# Rows of a kilobyte each in one statement.
_ROWS = 2_000


@dataclass(frozen=True, eq=False)
class Told:
    """What a source said anew of an indicator; its feed is unsaved where it is the first word."""

    indicator: Indicator
    source: Source
    feed: TimesFeed
    news: News


@dataclass(eq=False)
class _Moved:
    """One day of one indicator: what came and what it replaced."""

    start: int
    behind: int
    fresh: list[Times] = field(default_factory=list)
    replaced: list[Times] = field(default_factory=list)

    def counts(self, within: int | None = None) -> Instants:
        """By how much each five minutes moves: in all, or of those within a threshold."""
        return self._of(self.fresh, within) - self._of(self.replaced, within)

    def sketch(self, before: sketch.Sketch) -> sketch.Sketch:
        """The day's sketch, after it was `before`."""
        came = (sketch.sketch_of(times.ms) for times in self.fresh)
        gone = (sketch.sketch_of(times.ms) for times in self.replaced)
        return sketch.subtract(sketch.merge(before, *came), sketch.merge(*gone))

    def _of(self, some: Sequence[Times], within: int | None) -> Instants:
        at = [times.at if within is None else times.at[times.ms <= within] for times in some]
        every = np.concatenate([np.zeros(0, dtype=np.int64), *at])
        return bucket_counts(every, self.start, self.behind)


_Key = tuple[int, int]


def write_times(told: Sequence[Told], at: dt.datetime) -> None:
    """Write everything in a few statements; the indicators are locked by the caller.

    What is known of a day is read, moved by what came, and written back, so that counts and
    sketches are those of all samples at any time.
    """
    told = [one for one in told if len(one.news.fresh.at)]
    if not told:
        return
    moved: dict[_Key, _Moved] = {}
    batches: list[TimesBatch] = []
    for one in told:
        for day, fresh in _by_day(one, one.news.fresh):
            place = moved.setdefault((one.indicator.pk, day.number), _Moved(day.start, day.behind))
            place.fresh.append(fresh)
            batches.append(_batch(one, fresh, at))
        for day, replaced in _by_day(one, one.news.replaced):
            moved[one.indicator.pk, day.number].replaced.append(replaced)
    first, last = min(b.first_at for b in batches), max(b.first_at for b in batches)
    ensure_months(TimesBatch, first.date(), last.date())
    TimesBatch.objects.bulk_create(batches, batch_size=_ROWS)
    _move_days(moved)
    _move_shares(moved, {one.indicator.pk: one.feed.counted for one in told})
    _advance_feeds(told, at)
    Dirty.objects.bulk_create(
        Dirty(
            indicator=one.indicator,
            from_at=from_milliseconds(one.news.fresh.at[0]),
            to_at=from_milliseconds(one.news.fresh.at[-1]) + _SECOND,
            created_at=at,
        )
        for one in told
    )
    transaction.on_commit(lambda: facts_changed.send(sender=Dirty))


def _by_day(one: Told, times: Times) -> Iterator[tuple[Day, Times]]:
    for day in days_of(zone(one.feed.zone), times.at):
        part = slice(day.begin, day.end)
        yield day, Times(times.at[part], times.ms[part])


def _batch(one: Told, fresh: Times, at: dt.datetime) -> TimesBatch:
    return TimesBatch(
        indicator=one.indicator,
        source=one.source,
        first_at=from_milliseconds(fresh.at[0]),
        last_at=from_milliseconds(fresh.at[-1]),
        received_at=at,
        count=len(fresh.at),
        times=pack(fresh),
    )


def _move_days(moved: dict[_Key, _Moved]) -> None:
    known = {
        (row.indicator_id, row.day): row
        for row in TimesDay.objects.filter(**_reach(moved)).iterator()
    }
    rows = []
    for (indicator, number), change in moved.items():
        day = date_of(number)
        before = known.get((indicator, day))
        counts, drawn = change.counts(), sketch.merge()
        if before is not None:
            counts = counts + unpack_counts(bytes(before.counts))
            drawn = sketch.unpack(bytes(before.sketch))
        rows.append(
            TimesDay(
                indicator_id=indicator,
                day=day,
                count=int(counts.sum()),
                counts=pack_counts(counts),
                sketch=sketch.pack(change.sketch(drawn)),
            )
        )
    TimesDay.objects.bulk_create(
        rows,
        batch_size=_ROWS,
        update_conflicts=True,
        unique_fields=["indicator", "day"],
        update_fields=["count", "counts", "sketch"],
    )


def _move_shares(moved: dict[_Key, _Moved], counted: dict[int, list[int]]) -> None:
    known = {
        (row.indicator_id, row.within_ms, row.day): row.counts
        for row in TimesShare.objects.filter(**_reach(moved)).iterator()
    }
    rows = []
    for (indicator, number), change in moved.items():
        day = date_of(number)
        for within in counted[indicator]:
            counts = change.counts(within)
            before = known.get((indicator, within, day))
            if before is not None:
                counts = counts + unpack_counts(bytes(before))
            rows.append(share_row(indicator, within, number, counts))
    write_shares(rows)


def share_row(indicator: int, within: int, day: int, counts: Instants) -> TimesShare:
    """A day's samples within a threshold, as a row."""
    return TimesShare(
        indicator_id=indicator,
        within_ms=within,
        day=date_of(day),
        count=int(counts.sum()),
        counts=pack_counts(counts),
    )


def write_shares(rows: Sequence[TimesShare]) -> None:
    """Write shares over those that are there."""
    TimesShare.objects.bulk_create(
        rows,
        batch_size=_ROWS,
        update_conflicts=True,
        unique_fields=["indicator", "within_ms", "day"],
        update_fields=["count", "counts"],
    )


def _reach(moved: dict[_Key, _Moved]) -> dict[str, object]:
    indicators, days = zip(*moved, strict=True)
    return {
        "indicator__in": set(indicators),
        "day__gte": date_of(min(days)),
        "day__lte": date_of(max(days)),
    }


def _advance_feeds(told: Sequence[Told], at: dt.datetime) -> None:
    feeds: dict[int, TimesFeed] = {}
    for one in told:
        feed = feeds.setdefault(one.indicator.pk, one.feed)
        fresh, replaced = one.news
        first, last = from_milliseconds(fresh.at[0]), from_milliseconds(fresh.at[-1])
        feed.first_at = min(feed.first_at or first, first)
        feed.last_at = max(feed.last_at or last, last)
        feed.sample_count += len(fresh.at) - len(replaced.at)
        feed.received_at = at
    TimesFeed.objects.bulk_create(
        feeds.values(),
        update_conflicts=True,
        unique_fields=["indicator"],
        update_fields=["first_at", "last_at", "sample_count", "received_at"],
    )
