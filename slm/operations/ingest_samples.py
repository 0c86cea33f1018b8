"""Take in state samples: in any order, any number of times."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.utils.translation import gettext as _

from common.db.instants import from_seconds, to_seconds
from common.db.partitions import ensure_months
from common.problems import Refusal
from slm.engine.blocks import unpack
from slm.engine.states import Runs, Samples, compact, in_order
from slm.models import Feed, Indicator, SampleBatch, Source, StateRun

from .append_samples import Appended, batches_of
from .hear_sources import hear_sources
from .mark_dirty import mark_dirty

# A tool whose clock runs ahead is refused, not believed.
MAX_AHEAD_SECONDS = 600
# Each month is a table of its own; one sample of the year 1000 must not make twelve thousand.
MAX_BEHIND_SECONDS = 10 * 366 * 86_400


class SamplesRefused(Refusal):
    """Nothing of the samples was taken in; `rows` names each bad one."""

    code = "samples_refused"


@dataclass(frozen=True, eq=False)
class Series:
    """Samples of one indicator from one source: UTC seconds, and codes of `slm.models.State`."""

    indicator: Indicator
    source: Source
    instants: npt.NDArray[np.int64]
    states: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ingested:
    """How many samples came, and how many of them said something new."""

    received: int
    new: int


def ingest_samples(
    *,
    indicator: Indicator,
    source: Source,
    instants: npt.ArrayLike,
    states: npt.ArrayLike,
    at: dt.datetime,
) -> Ingested:
    """Store samples of one indicator, keep its runs right, and mark what must be computed again.

    `instants` are UTC seconds, `states` codes of `slm.models.State`; they may come in any order
    and again: a sample that is already known changes nothing. At one instant the latest received
    wins, and within one request the last given. All or nothing.
    """
    series = Series(indicator, source, np.asarray(instants, dtype=np.int64), np.asarray(states))
    return ingest_many(series=[series], at=at)[0]


@transaction.atomic
def ingest_many(*, series: Sequence[Series], at: dt.datetime) -> list[Ingested]:
    """Store the samples of many indicators as `ingest_samples` does for one, in one pass.

    Indicators are locked in the order of their ids, so that two requests never wait for each
    other. Series of one indicator are taken in the order given. Returns what came of each.
    """
    for one in series:
        refuse_strays(one.instants, at)
    taken = [Ingested(0, 0)] * len(series)
    for turn in _turns(series):
        _ingest_each_once(turn, series, taken, at)
    hear_sources(ids={one.source.pk for one in series if len(one.instants)}, at=at)
    return taken


def _turns(series: Sequence[Series]) -> Iterator[list[int]]:
    """Places of series, each indicator once in a turn, in the order of their ids."""
    waiting: dict[int, list[int]] = {}
    for place, one in enumerate(series):
        if len(one.instants):
            waiting.setdefault(one.indicator.pk, []).append(place)
    while waiting:
        yield [waiting[pk].pop(0) for pk in sorted(waiting)]
        waiting = {pk: places for pk, places in waiting.items() if places}


def _ingest_each_once(
    turn: Sequence[int], series: Sequence[Series], taken: list[Ingested], at: dt.datetime
) -> None:
    ids = [series[place].indicator.pk for place in turn]
    # One writer per indicator at a time: the runs are read, changed and written.
    gaps = dict(
        Indicator.objects.select_for_update(no_key=True)
        .filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk", "max_gap_seconds")
    )
    feeds = Feed.objects.in_bulk(ids)
    fresh = Appended()
    for place in turn:
        one = series[place]
        samples = in_order(one.instants, one.states)
        indicator, feed = one.indicator, feeds.get(one.indicator.pk)
        indicator.max_gap_seconds = gaps[indicator.pk]
        if feed is None or samples.at[0] > to_seconds(feed.last_at):
            fresh.add(indicator, one.source, feed, samples)
            new = samples
        else:
            new = _merge(indicator, samples, at)
            if len(new.at):
                _keep(indicator, one.source, new, at)
                _advance_feed(indicator, feed, new, at)
        taken[place] = Ingested(len(one.instants), len(new.at))
    fresh.write(at)


def stray(instant: int, at: dt.datetime) -> tuple[str, str] | None:
    """Why an instant is not believed at `at`: a code and words; None where it is."""
    if instant > to_seconds(at) + MAX_AHEAD_SECONDS:
        return "future", _("This instant lies more than ten minutes in the future.")
    if instant < to_seconds(at) - MAX_BEHIND_SECONDS:
        return "past", _("This instant lies more than ten years in the past.")
    return None


def refuse_strays(given: npt.NDArray[np.int64], at: dt.datetime) -> None:
    """Raise SamplesRefused where an instant cannot be believed; its rows count from 0."""
    now = to_seconds(at)
    astray = np.flatnonzero(
        (given > now + MAX_AHEAD_SECONDS) | (given < now - MAX_BEHIND_SECONDS)
    ).tolist()
    if astray:
        found = [(row, stray(int(given[row]), at) or ("", "")) for row in astray[:100]]
        raise SamplesRefused(
            found[0][1][1],
            field="at",
            rows=[
                {"row": row, "field": "at", "message": message, "code": code}
                for row, (code, message) in found
            ],
        )


@transaction.atomic
def rebuild_runs(*, indicator: Indicator) -> None:
    """Make the indicator's runs anew from everything received: its `max_gap` has changed."""
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    feed = Feed.objects.filter(indicator=indicator).first()
    if feed is None:
        return
    known = _known_samples(indicator, to_seconds(feed.first_at), to_seconds(feed.last_at))
    StateRun.objects.filter(indicator=indicator, start_at__gte=feed.first_at).delete()
    runs = compact(known, indicator.max_gap_seconds)
    _insert_runs(indicator, runs)
    Feed.objects.filter(pk=feed.pk).update(run_start_at=from_seconds(runs.first[-1]))


def _merge(indicator: Indicator, fresh: Samples, at: dt.datetime) -> Samples:
    """Late samples: the runs they touch are rebuilt from everything received there.

    A run remembers only its first and last sample, so what lies between is read from the batches.
    """
    low, high = _touched(indicator, int(fresh.at[0]), int(fresh.at[-1]))
    known = _known_samples(indicator, low, high)
    place = np.searchsorted(known.at, fresh.at)
    inside = np.minimum(place, max(len(known.at) - 1, 0))
    same = (
        (known.at[inside] == fresh.at) & (known.state[inside] == fresh.state)
        if len(known.at)
        else np.zeros(len(fresh.at), dtype=np.bool_)
    )
    new = Samples(fresh.at[~same], fresh.state[~same])
    if not len(new.at):
        return new
    # Given last, the new ones win at an instant that was known.
    merged = in_order(np.concatenate([known.at, new.at]), np.concatenate([known.state, new.state]))
    StateRun.objects.filter(
        indicator=indicator, start_at__gte=from_seconds(low), start_at__lte=from_seconds(high)
    ).delete()
    _insert_runs(indicator, compact(merged, indicator.max_gap_seconds))
    behind = known.at[known.at > new.at[-1]]
    mark_dirty(
        indicators=[indicator],
        from_at=from_seconds(new.at[0]),
        to_at=from_seconds(behind[0]) if len(behind) else None,
        at=at,
    )
    return new


def _touched(indicator: Indicator, first: int, last: int) -> tuple[int, int]:
    """From the start of the run before the one at `first` to the end of the run after `last`.

    One run further on each side, so that equal neighbours grow together.
    """
    runs = StateRun.objects.filter(indicator=indicator)
    before = runs.filter(start_at__lte=from_seconds(first)).order_by("-start_at")[:2]
    after = runs.filter(start_at__gt=from_seconds(last)).order_by("start_at")[:2]
    here = runs.filter(start_at__lte=from_seconds(last)).order_by("-start_at")[:1]
    low = min([first, *(to_seconds(run.start_at) for run in before)])
    high = max([last, *(to_seconds(run.last_at) for run in (*here, *after))])
    return low, high


def _known_samples(indicator: Indicator, low: int, high: int) -> Samples:
    """Samples received for `[low, high]`, one an instant. A batch never crosses a month's end."""
    low_at, high_at = from_seconds(low), from_seconds(high)
    month = low_at.replace(day=1, hour=0, minute=0, second=0)
    batches = SampleBatch.objects.filter(
        indicator=indicator, first_at__gte=month, first_at__lte=high_at, last_at__gte=low_at
    ).order_by("number")
    parts = [
        unpack(bytes(batch.samples), first=to_seconds(batch.first_at), count=batch.count)
        for batch in batches
    ]
    nothing = np.zeros(0, dtype=np.int64)
    at = np.concatenate([nothing, *(part.at for part in parts)])
    state = np.concatenate([nothing, *(part.state for part in parts)])
    inside = (at >= low) & (at <= high)
    return in_order(at[inside], state[inside])


def _insert_runs(indicator: Indicator, runs: Runs) -> None:
    if not len(runs.first):
        return
    _ensure(StateRun, int(runs.first[0]), int(runs.first[-1]))
    StateRun.objects.bulk_create(
        StateRun(
            indicator=indicator,
            start_at=from_seconds(first),
            last_at=from_seconds(last),
            state=state,
        )
        for first, last, state in zip(
            runs.first.tolist(), runs.last.tolist(), runs.state.tolist(), strict=True
        )
    )


def _keep(indicator: Indicator, source: Source, new: Samples, at: dt.datetime) -> None:
    """Store the samples as received, a batch for each month."""
    _ensure(SampleBatch, int(new.at[0]), int(new.at[-1]))
    SampleBatch.objects.bulk_create(batches_of(indicator, source, new, at))


def _advance_feed(indicator: Indicator, feed: Feed | None, new: Samples, at: dt.datetime) -> None:
    last = StateRun.objects.filter(indicator=indicator).latest("start_at")
    first_at = from_seconds(new.at[0])
    Feed.objects.update_or_create(
        indicator=indicator,
        defaults={
            "first_at": first_at if feed is None else min(feed.first_at, first_at),
            "last_at": last.last_at,
            "last_state": last.state,
            "run_start_at": last.start_at,
            "sample_count": (feed.sample_count if feed else 0) + len(new.at),
            "received_at": at,
        },
    )


def _ensure(model: type, first: int, last: int) -> None:
    ensure_months(model, from_seconds(first).date(), from_seconds(last).date())
