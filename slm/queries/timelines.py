"""What is known of indicators over time, ready for the engine.

A timeline lays the runs of an indicator's samples and the facts of its service over each other.
Two ways lead there: the current state of knowledge from runs and facts, and knowledge as of an
earlier instant, rebuilt from the batches and versions received by then.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from common.db.instants import from_seconds, to_seconds
from slm.engine.blocks import unpack
from slm.engine.layers import Layer
from slm.engine.spans import Spans, clip, spans, union
from slm.engine.states import Runs, compact, held, in_order
from slm.models import FactVersion, Indicator, SampleBatch

from .history import read_history

FAR = 4_000_000_000  # an end that has not come yet; after every instant the engine knows


@dataclass(frozen=True, eq=False)
class FactSpan:
    """One version of a fact as the engine sees it; `end` is None while it goes on."""

    fact_id: int
    layer: Layer
    start: int
    end: int | None


@dataclass(frozen=True, eq=False)
class Timeline:
    """Everything known of one indicator from `since` on, in UTC seconds."""

    since: int
    runs: Runs
    is_fed: bool
    max_gap: int | None
    facts: tuple[FactSpan, ...]

    def layers(self, now: int) -> dict[Layer, Spans]:
        """Spans by layer in `[since, now)`; an open fact lasts until now."""
        found = (
            held(self.runs, since=self.since, now=now, max_gap=self.max_gap) if self.is_fed else {}
        )
        found.pop(Layer.GOOD, None)
        for layer in {fact.layer for fact in self.facts}:
            claimed = spans(
                (fact.start, now if fact.end is None else fact.end)
                for fact in self.facts
                if fact.layer is layer
            )
            known = clip(union(claimed), self.since, max(now, self.since))
            found[layer] = union(found.get(layer, spans()), known)
        return found

    def expected(self, now: int, until: int) -> dict[Layer, Spans]:
        """Spans by layer in `[since, until)` if what is so now goes on: open facts last, the last
        state holds, and the maintenance and exclusions known ahead happen.
        """
        found = self.layers(now)
        for layer in (Layer.EXCLUDED, Layer.PLANNED):
            ahead = spans(
                (fact.start, until if fact.end is None else fact.end)
                for fact in self.facts
                if fact.layer is layer
            )
            if len(ahead):
                found[layer] = clip(union(found.get(layer, spans()), ahead), self.since, until)
        if until > now and (tail := self.tail(now)) not in (
            Layer.GOOD,
            Layer.EXCLUDED,
            Layer.PLANNED,
        ):
            ends = [
                fact.end
                for fact in self.facts
                if fact.layer is tail and fact.start <= now and fact.end and fact.end > now
            ]
            lasting = until if self._goes_on(tail, now) else max(ends, default=now)
            going_on = spans([(now, min(lasting, until))])
            found[tail] = union(found.get(tail, spans()), going_on)
        return found

    def tail(self, now: int) -> Layer:
        """The layer that holds at `now`, as far as is known."""
        state = self._state(now)
        claims = [
            fact.layer
            for fact in self.facts
            if fact.start <= now and (fact.end is None or fact.end > now)
        ]
        return min([state, *claims])

    def next_change(self, now: int) -> int | None:
        """The first instant after `now` at which time alone changes the tail."""
        changes = [
            instant
            for fact in self.facts
            for instant in (fact.start, fact.end)
            if instant is not None and instant > now
        ]
        if self.is_fed and self.max_gap is not None and len(self.runs.last):
            changes.append(int(self.runs.last[-1]) + self.max_gap)
        return min((change for change in changes if change > now), default=None)

    def _goes_on(self, layer: Layer, now: int) -> bool:
        is_open = any(fact.layer is layer and fact.end is None for fact in self.facts)
        return is_open or self._state(now) is layer

    def _state(self, now: int) -> Layer:
        if not self.is_fed:
            return Layer.GOOD
        index = int(np.searchsorted(self.runs.first, now, side="right")) - 1
        if index < 0:
            return Layer.UNKNOWN
        expires = FAR if self.max_gap is None else int(self.runs.last[index]) + self.max_gap
        return Layer(int(self.runs.state[index])) if now < expires else Layer.UNKNOWN


def timelines(
    indicators: Iterable[Indicator], start: int, end: int, *, as_of: dt.datetime | None = None
) -> dict[int, Timeline]:
    """Timelines by indicator id for `[start, end)`, in a fixed number of queries.

    With `as_of` only what had been received by then counts.
    """
    rows = sorted(indicators, key=lambda row: row.pk)
    if as_of is None:
        return _current(rows, start, end)
    runs = _runs_as_of(rows, end, as_of)
    facts = _facts_as_of(rows, start, as_of)
    return {
        row.pk: Timeline(
            since=start,
            runs=runs[row.pk],
            is_fed=row.is_fed,
            max_gap=row.max_gap_seconds,
            facts=tuple(facts[row.pk]),
        )
        for row in rows
    }


def _current(rows: list[Indicator], start: int, end: int) -> dict[int, Timeline]:
    """Timelines from the standing facts and stored runs that reach into `[start, end)`."""
    history = read_history(
        ids=np.array([row.pk for row in rows], dtype=np.int64),
        is_fed=np.array([row.is_fed for row in rows], dtype=np.bool_),
        max_gap=np.array(
            [FAR if row.max_gap_seconds is None else row.max_gap_seconds for row in rows],
            dtype=np.int64,
        ),
        start=start,
        end=end,
    )
    known = history.facts
    fact_edges = np.searchsorted(known.owner, np.arange(len(rows) + 1)).tolist()
    run_edges = np.searchsorted(history.run_owner, np.arange(len(rows) + 1)).tolist()
    found = {}
    for owner, row in enumerate(rows):
        facts = slice(fact_edges[owner], fact_edges[owner + 1])
        runs = slice(run_edges[owner], run_edges[owner + 1])
        found[row.pk] = Timeline(
            since=start,
            runs=Runs(history.run_first[runs], history.run_last[runs], history.run_state[runs]),
            is_fed=row.is_fed,
            max_gap=row.max_gap_seconds,
            facts=tuple(
                FactSpan(fact_id, Layer(layer), begin, None if finish == FAR else finish)
                for fact_id, layer, begin, finish in zip(
                    history.fact_id[facts].tolist(),
                    known.layer[facts].tolist(),
                    known.start[facts].tolist(),
                    known.end[facts].tolist(),
                    strict=True,
                )
            ),
        )
    return found


def _runs_as_of(rows: list[Indicator], end: int, as_of: dt.datetime) -> dict[int, Runs]:
    batches = SampleBatch.objects.filter(
        indicator__in=rows, first_at__lt=from_seconds(end), received_at__lte=as_of
    ).order_by("number")
    received = defaultdict(list)
    for batch in batches:
        samples = unpack(bytes(batch.samples), first=to_seconds(batch.first_at), count=batch.count)
        received[batch.indicator_id].append(samples)
    found = {}
    for row in rows:
        parts = received[row.pk]
        nothing = np.zeros(0, dtype=np.int64)
        samples = in_order(
            np.concatenate([nothing, *(part.at for part in parts)]),
            np.concatenate([nothing, *(part.state for part in parts)]),
        )
        found[row.pk] = compact(samples, row.max_gap_seconds)
    return found


def _facts_as_of(
    rows: list[Indicator], start: int, as_of: dt.datetime
) -> dict[int, list[FactSpan]]:
    known = (
        FactVersion.objects.filter(
            fact__service__in={row.service_id for row in rows}, received_at__lte=as_of
        )
        .order_by("fact_id", "-number")
        .distinct("fact_id")
        .values_list(
            "fact_id",
            "fact__service_id",
            "fact__slice_id",
            "layer",
            "start_at",
            "end_at",
            "is_void",
        )
    )
    since = from_seconds(start)
    values = [row[:6] for row in known if not row[6] and (row[5] is None or row[5] > since)]
    return _by_indicator(rows, values)


def _by_indicator(rows: list[Indicator], values: Iterable[tuple]) -> dict[int, list[FactSpan]]:
    """A fact without slice counts for every slice of its service, a sliced one for its own only."""
    by_service = defaultdict(list)
    for fact_id, service_id, slice_id, layer, start_at, end_at in values:
        span = FactSpan(
            fact_id,
            Layer(layer),
            to_seconds(start_at),
            None if end_at is None else to_seconds(end_at),
        )
        by_service[service_id].append((slice_id, span))
    return {
        row.pk: [
            span
            for slice_id, span in by_service[row.service_id]
            if slice_id is None or slice_id == row.slice_id
        ]
        for row in rows
    }
