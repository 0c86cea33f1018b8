"""Reads verdicts as columns, and answers those whose answer is plain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection

from agreements.engine import burn
from agreements.engine.plain import Flags, Plain, Rows, judge_plain, watch_burning
from agreements.engine.terms import Terms
from agreements.engine.verdicts import Alerts
from agreements.models import Commitment
from agreements.queries.terms import terms_from
from common.db.copying import NEVER, among, array, read_columns
from slm.engine.calendar import Calendar
from slm.engine.metrics import Metric
from slm.engine.spans import Instants
from slm.models.measure import SUMMED
from slm.queries.calendars import calendar_for, kept_hours
from slm.queries.history import read_history

# A line through the first tenth of a period foretells nothing, see `looking_again`.
LINE_FROM = 10
STATES = ("met", "at_risk", "missed", "no_data")

_VERDICTS = """
SELECT verdict.id, verdict.commitment_id, verdict.period_state_id,
       coalesce(verdict.computed_at, '-infinity'), commitment.target_id,
       EXISTS (SELECT FROM agreements_breach AS breach
                WHERE breach.verdict_id = verdict.id AND breach.step <> 'withdrawn')
  FROM agreements_verdict AS verdict
  JOIN agreements_commitment AS commitment ON commitment.id = verdict.commitment_id
 WHERE {among}
"""
_VERDICT_KINDS = {
    "id": "int8",
    "commitment": "int8",
    "period": "int8",
    "computed_at": "instant",
    "target": "int8",
    "has_breach": "flag",
}
# Asked for by itself: joined, the planner would read the periods of all years.
_PERIODS = f"""
SELECT id, start_at, end_at, computed_to_at, tail, coalesce(next_check_at, 'infinity'),
       coalesce(last_bad_at, 'epoch'), {", ".join(f"{name}_seconds" for name in SUMMED)},
       excluded_ahead_seconds, planned_ahead_seconds
  FROM slm_periodstate WHERE {{among}}
"""
_PERIOD_KINDS = {
    "period": "int8",
    "start": "instant",
    "end": "instant",
    "computed_to": "instant",
    "tail": "int2",
    "stale_at": "instant",
    "last_bad": "instant",
    **dict.fromkeys(SUMMED, "int8"),
    "excluded_ahead": "int8",
    "planned_ahead": "int8",
}

# By database what never changes of a commitment as it is bound by one target, both ids in one key:
# which promise of all that differ it makes, under which hours, about which indicator, and from
# which used share on it is at risk.
_SEEN: dict[str, tuple[Instants, Instants]] = {}
_KEPT = ("promise", "hours", "indicator", "warning_ppm")
_TARGET_BITS = 31
_PLACES: dict[tuple[object, ...], int] = {}
_PROMISES: list[Terms] = []
_MOST_SEEN = 200_000


@dataclass(frozen=True, eq=False)
class PlainVerdicts:
    """Answers by verdict id: `state` is a place in STATES.

    `ids` are those that were plain; `others` those that the exact engine must look at.
    """

    ids: Instants
    state: Instants
    close: Flags
    next_check: Instants
    others: Instants


def plain_verdicts(*, ids: Instants, now: int) -> PlainVerdicts:
    """Answer those of the verdicts that are plain at `now` from what is stored of their periods.

    Two queries, and one more of facts where something bad happened a moment ago.
    """
    found = _read(ids)
    count = len(found["id"])
    state, next_check = np.zeros((2, count), dtype=np.int64)
    close, known = np.zeros((2, count), dtype=np.bool_)
    # A period that is about to be summed up again, a clock that was ahead, a breach that may have
    # to be withdrawn: not plain.
    asked = (found["stale_at"] > now) & (found["computed_at"] <= now) & (found["has_breach"] == 0)
    calendars = _calendars(found, now) if count else {}
    promises = found["promise"]
    group = promises * (int(found["hours"].max(initial=0)) + 1) + found["hours"]
    for number in np.unique(group[asked]).tolist():
        mine = np.flatnonzero((group == number) & asked)
        some = {name: column[mine] for name, column in found.items()}
        terms = _PROMISES[int(promises[mine[0]])]
        if terms.metric is not Metric.AVAILABILITY:
            continue
        answer = _answer(some, terms, calendars[int(some["hours"][0])], now)
        known[mine], close[mine] = answer.known, answer.close
        next_check[mine] = answer.next_check
        state[mine] = np.where(answer.measured, 0, 3)
    return PlainVerdicts(
        ids=found["id"][known],
        state=state[known],
        close=close[known],
        next_check=next_check[known],
        others=found["id"][~known],
    )


def _answer(some: dict[str, Instants], terms: Terms, calendar: Calendar, now: int) -> Plain:
    indicators, owner = np.unique(some["indicator"], return_inverse=True)
    rows = Rows(
        owner=owner.astype(np.int64),
        start=some["start"],
        end=some["end"],
        computed_to=some["computed_to"],
        tail=some["tail"],
        sums=np.column_stack([some[name] for name in SUMMED]),
        ahead=np.column_stack((some["excluded_ahead"], some["planned_ahead"])),
        last_bad=some["last_bad"],
        warning_ppm=some["warning_ppm"],
    )
    answer = judge_plain(
        rows,
        terms=terms,
        calendar=calendar,
        now=now,
        close_ppm=Alerts().close_ppm,
        line_from=LINE_FROM,
    )
    smoking = np.flatnonzero(answer.unburnt)
    if not len(smoking):
        return answer
    return _after_windows(rows, smoking, indicators, answer, terms, calendar, now)


def _after_windows(
    rows: Rows,
    smoking: Instants,
    indicators: Instants,
    answer: Plain,
    terms: Terms,
    calendar: Calendar,
    now: int,
) -> Plain:
    """The answer with what the burn windows say of verdicts that were bad a moment ago."""
    near = rows.pick(smoking)
    owners, place = np.unique(near.owner, return_inverse=True)
    seconds = int((near.end - near.start).max())
    longest = max(pair.scaled(seconds).long_seconds for pair in burn.PAIRS)
    ids = indicators[owners]
    fed = _feeds(ids)
    history = read_history(
        ids=ids,
        is_fed=fed["is_fed"],
        max_gap=fed["max_gap"],
        start=now - longest,
        end=now,
    )
    quiet, until = watch_burning(
        near.owned_by(place.astype(np.int64)),
        terms=terms,
        calendar=calendar,
        history=history,
        now=now,
    )
    known, next_check = answer.known.copy(), answer.next_check.copy()
    known[smoking] = quiet
    next_check[smoking] = np.minimum(next_check[smoking], until)
    return Plain(known, answer.measured, answer.close, next_check, answer.unburnt)


def _feeds(ids: Instants) -> dict[str, Instants]:
    return read_columns(
        "SELECT id, is_fed, coalesce(max_gap_seconds, %(never)s::bigint) FROM slm_indicator"
        " WHERE id = ANY(%(ids)s::bigint[]) ORDER BY id",
        {"id": "int8", "is_fed": "flag", "max_gap": "int8"},
        {"ids": array(ids), "never": NEVER},
    )


def _calendars(found: dict[str, Instants], now: int) -> dict[int, Calendar]:
    hours = kept_hours(np.unique(found["hours"]).tolist())
    first, last = int(found["start"].min()), max(now, int(found["end"].max()))
    return {pk: calendar_for(value, first, last) for pk, value in hours.items()}


def _read(ids: Instants) -> dict[str, Instants]:
    """Everything stored that an answer needs, a column each."""
    found = read_columns(_VERDICTS.format(among=among("verdict.id", ids)), _VERDICT_KINDS)
    periods = read_columns(_PERIODS.format(among=among("id", found["period"])), _PERIOD_KINDS)
    order = np.argsort(periods["period"])
    place = order[np.searchsorted(periods["period"], found["period"], sorter=order)]
    found |= {name: column[place] for name, column in periods.items()}
    kept = _kept_of(found["commitment"], found["target"])
    found |= dict(zip(_KEPT, kept.T, strict=True))
    return found


def _kept_of(commitments: Instants, targets: Instants) -> Instants:
    """A row for each commitment of what never changes of it, read once in the life of a process."""
    database = str(connection.settings_dict["NAME"])
    wanted = commitments << _TARGET_BITS | targets
    nothing = np.zeros(0, dtype=np.int64)
    keys, rows = _SEEN.get(database, (nothing, nothing.reshape(0, len(_KEPT))))
    place = np.searchsorted(keys, wanted)
    if not len(keys) or (keys[np.minimum(place, len(keys) - 1)] != wanted).any():
        missing = np.setdiff1d(wanted, keys)
        if len(keys) + len(missing) > _MOST_SEEN:
            keys, rows, missing = nothing, rows[:0], np.unique(wanted)
        fresh = Commitment.objects.filter(
            pk__in=(missing >> _TARGET_BITS).tolist(),
            target__in=(missing & (1 << _TARGET_BITS) - 1).tolist(),
        ).values_list(
            "pk",
            "target_id",
            "terms",
            "measure__hours_id",
            "measure__indicator_id",
            "target__warning_ppm",
        )
        told = [
            (pk << _TARGET_BITS | target_id, _place(terms_from(terms)), *rest)
            for pk, target_id, terms, *rest in fresh
        ]
        table = np.array(told, dtype=np.int64).reshape(-1, len(_KEPT) + 1)
        keys, rows = np.append(keys, table[:, 0]), np.vstack([rows, table[:, 1:]])
        order = np.argsort(keys)
        keys, rows = keys[order], rows[order]
        _SEEN[database] = keys, rows
        place = np.searchsorted(keys, wanted)
    return rows[place]


def _place(terms: Terms) -> int:
    key = (
        terms.metric,
        terms.target_ppm,
        terms.comparator,
        terms.reading,
        terms.minimum_break_seconds,
    )
    if key not in _PLACES:
        _PROMISES.append(terms)
        _PLACES[key] = len(_PROMISES) - 1
    return _PLACES[key]


def state_words(states: Instants) -> Sequence[str]:
    """The stored words of places in STATES."""
    return [STATES[state] for state in states.tolist()]
