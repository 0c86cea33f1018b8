"""Take in readings of counters: in any order, any number of times."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.utils.translation import gettext as _

from common.db.copying import NEVER, array, read_columns, write_columns
from common.db.instants import from_seconds, to_seconds
from common.db.partitions import ensure_months
from slm.models import CounterReading, Dirty, Indicator, Source
from slm.signals import facts_changed

from .hear_sources import hear_sources
from .ingest_samples import Ingested, SamplesRefused, refuse_strays

# Far above any counter, and a sum of many still fits into 64 bits.
MOST = 10**13

# Of each instant what was received last, and the instant of the first reading behind them all.
_KNOWN = """
SELECT DISTINCT ON (reading.indicator_id, reading.read_at)
       reading.indicator_id, reading.read_at, reading.good, reading.total
  FROM unnest(%(ids)s::bigint[], %(lows)s::bigint[], %(highs)s::bigint[])
       AS wanted(indicator_id, low, high)
  JOIN slm_counterreading AS reading ON reading.indicator_id = wanted.indicator_id
   AND reading.read_at >= to_timestamp(wanted.low) AND reading.read_at <= to_timestamp(wanted.high)
 WHERE reading.read_at >= to_timestamp(%(first)s) AND reading.read_at <= to_timestamp(%(last)s)
 ORDER BY reading.indicator_id, reading.read_at, reading.number DESC
"""
_KNOWN_KINDS = {"indicator": "int8", "at": "instant", "good": "int8", "total": "int8"}
_NEXT = """
SELECT wanted.indicator_id,
       coalesce((SELECT min(read_at) FROM slm_counterreading
                  WHERE indicator_id = wanted.indicator_id
                    AND read_at > to_timestamp(wanted.high)), 'infinity')
  FROM unnest(%(ids)s::bigint[], %(highs)s::bigint[]) AS wanted(indicator_id, high)
"""
_NEXT_KINDS = {"indicator": "int8", "at": "instant"}

Column = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Readings:
    """What the counters of one indicator showed: UTC seconds, good events and all events.

    `rows` and `number` say where each stood in a request, for refusals.
    """

    indicator: Indicator
    source: Source
    instants: Column
    good: Column
    total: Column
    rows: Column | None = None
    number: int | None = None


@dataclass(frozen=True, eq=False)
class _Fresh:
    """Readings of one indicator, one an instant, in their order."""

    at: Column
    good: Column
    total: Column
    source: Column

    def pick(self, which: npt.NDArray[np.bool_]) -> "_Fresh":
        return _Fresh(self.at[which], self.good[which], self.total[which], self.source[which])


@transaction.atomic
def ingest_readings(*, readings: Sequence[Readings], at: dt.datetime) -> Ingested:
    """Store readings of many indicators, and mark what they change; all or nothing.

    In any order and again: a reading that is known already changes nothing. At one instant the
    latest received wins, and within one request the last given. A late reading also changes what
    the next one added. Indicators are locked in the order of their ids, so that two requests never
    wait for each other.
    """
    for one in readings:
        _refuse(one, at)
    received = sum(len(one.instants) for one in readings)
    fresh = _in_order(readings)
    if not fresh:
        return Ingested(received, 0)
    ids = sorted(fresh)
    list(Indicator.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    new = _new(fresh)
    if new:
        _write(new, at)
        _mark(new, at)
    hear_sources(ids={one.source.pk for one in readings}, at=at)
    return Ingested(received, sum(len(one.at) for one in new.values()))


def _refuse(one: Readings, at: dt.datetime) -> None:
    """Raise SamplesRefused with the sender's numbers for instants and counts that cannot be."""
    rows = np.arange(len(one.instants)) if one.rows is None else one.rows
    place = {} if one.number is None else {"series": one.number}
    try:
        refuse_strays(one.instants, at)
    except SamplesRefused as refusal:
        for row in refusal.rows:
            row.update(place, row=int(rows[row["row"]]))
        raise
    for name, counts in (("good", one.good), ("total", one.total)):
        wrong = np.flatnonzero((counts < 0) | (counts > MOST)).tolist()
        if wrong:
            message = _("A counter shows a whole number from 0 to %(most)d.") % {"most": MOST}
            error = {**place, "field": name, "message": message, "code": "range"}
            raise SamplesRefused(
                message, field=name, rows=[error | {"row": int(rows[n])} for n in wrong[:100]]
            )


def _in_order(readings: Sequence[Readings]) -> dict[int, _Fresh]:
    """By indicator: one reading an instant, of several the last given."""
    given: dict[int, list[Readings]] = defaultdict(list)
    for one in readings:
        if len(one.instants):
            given[one.indicator.pk].append(one)
    found = {}
    for pk, parts in given.items():
        at = np.concatenate([part.instants for part in parts])
        order = np.argsort(at, kind="stable")
        order = order[np.append(at[order][1:] != at[order][:-1], True)]
        columns = [
            at,
            np.concatenate([part.good for part in parts]),
            np.concatenate([part.total for part in parts]),
            np.concatenate([np.full(len(part.instants), part.source.pk) for part in parts]),
        ]
        found[pk] = _Fresh(*(column.astype(np.int64)[order] for column in columns))
    return found


def _new(fresh: dict[int, _Fresh]) -> dict[int, _Fresh]:
    """What is not known yet, word for word."""
    ids = sorted(fresh)
    lows, highs = [int(fresh[pk].at[0]) for pk in ids], [int(fresh[pk].at[-1]) for pk in ids]
    asked = {
        "ids": array(ids),
        "lows": array(lows),
        "highs": array(highs),
        "first": min(lows),
        "last": max(highs),
    }
    known = read_columns(_KNOWN, _KNOWN_KINDS, asked)
    edges = np.searchsorted(known["indicator"], [*ids, ids[-1] + 1])
    found = {}
    for place, pk in enumerate(ids):
        mine = slice(edges[place], edges[place + 1])
        at, one = known["at"][mine], fresh[pk]
        same = np.zeros(len(one.at), dtype=np.bool_)
        if len(at):
            near = np.minimum(np.searchsorted(at, one.at), len(at) - 1)
            same = (at[near] == one.at) & (known["good"][mine][near] == one.good)
            same &= known["total"][mine][near] == one.total
        if not same.all():
            found[pk] = one.pick(~same)
    return found


def _write(new: dict[int, _Fresh], at: dt.datetime) -> None:
    first = min(int(one.at[0]) for one in new.values())
    last = max(int(one.at[-1]) for one in new.values())
    ensure_months(CounterReading, from_seconds(first).date(), from_seconds(last).date())
    parts = list(new.values())
    instants = np.concatenate([one.at for one in parts])
    write_columns(
        CounterReading._meta.db_table,
        {
            "indicator_id": (
                "int8",
                np.concatenate([np.full(len(one.at), pk) for pk, one in new.items()]),
            ),
            "read_at": ("instant", instants),
            "good": ("int8", np.concatenate([one.good for one in parts])),
            "total": ("int8", np.concatenate([one.total for one in parts])),
            "source_id": ("int8", np.concatenate([one.source for one in parts])),
            "received_at": ("instant", np.full(len(instants), to_seconds(at))),
        },
    )


def _mark(new: dict[int, _Fresh], at: dt.datetime) -> None:
    """From the second before the first new reading to the reading behind the last.

    What was read at an instant happened before it, so at a period's end it counts inside.
    """
    ids = sorted(new)
    behind = read_columns(
        _NEXT, _NEXT_KINDS, {"ids": array(ids), "highs": array([int(new[pk].at[-1]) for pk in ids])}
    )
    following = dict(zip(behind["indicator"].tolist(), behind["at"].tolist(), strict=True))
    Dirty.objects.bulk_create(
        Dirty(
            indicator_id=pk,
            from_at=from_seconds(int(new[pk].at[0]) - 1),
            to_at=from_seconds(int(new[pk].at[-1]) if following[pk] == NEVER else following[pk]),
            created_at=at,
        )
        for pk in ids
    )
    transaction.on_commit(lambda: facts_changed.send(sender=Dirty))
