"""Sums up many periods at once: parts, breaks, what goes on, and when time alone changes it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from slm.engine.bulk import Facts, LaneParts, Lanes, measure_lanes, unions
from slm.engine.calendar import Calendar
from slm.engine.history import NEVER, Claims, Flags, History, expand
from slm.engine.layers import Layer
from slm.engine.spans import Instants

# Columns of parts, in the order of Parts.
_EXCLUDED, _PLANNED, _DOWN, _GOOD = 1, 2, 3, 7
_BITS = 33


@dataclass(frozen=True, eq=False)
class Watched:
    """Periods to sum up: `[start, end)` of the indicator `owner` under `calendars[calendar]`.

    Periods with one `measure` share indicator, calendar and minimum break.
    """

    calendars: Sequence[Calendar]
    measure: Instants
    owner: Instants
    calendar: Instants
    start: Instants
    end: Instants
    minimum_break: Instants

    def __len__(self) -> int:
        return len(self.start)

    def pick(self, which: Flags | Instants) -> "Watched":
        return Watched(
            self.calendars,
            *(getattr(self, field.name)[which] for field in fields(self)[1:]),
        )


@dataclass(frozen=True, eq=False)
class Days:
    """Day rows of measures: the six claimed parts of each local day that was not all good."""

    measure: Instants
    day: Instants
    parts: Instants


@dataclass(frozen=True, eq=False)
class Sums:
    """What was found for each period, exact up to `reached`.

    `parts` has the eight columns of Parts, `ahead` what is known to be excluded and planned from
    `reached` to the end. `next_change` and `last_bad` are NEVER and 0 where there is none.
    `days` are the whole local days of `reach`, by measure: first day and the day behind the last.
    """

    reached: Instants
    parts: Instants
    breaks: Instants
    longest: Instants
    tail: Instants
    ahead: Instants
    next_check: Instants
    last_bad: Instants
    days: Days
    reach: tuple[Instants, Instants, Instants]


def sum_up(watched: Watched, history: History, now: int) -> Sums:
    """Sum up every period until `now`. Raises PartsDoNotAddUp rather than return a wrong sum."""
    reached = np.clip(now, watched.start, np.maximum(watched.end, watched.start))
    claims = history.claims(now)
    lanes = _Lanes(watched, watched.start, reached)
    reach = _whole_days(watched, reached, now)
    extra = _further_lanes(watched, reached, reach)
    found, facts = _measure(lanes.joined(extra), claims)
    parts = found.totals[: len(watched)]
    breaks, longest = _breaks(watched, reached, parts, claims, facts)
    tail = history.tails(watched.owner, reached)
    return Sums(
        reached=reached,
        parts=parts,
        breaks=breaks,
        longest=longest,
        tail=tail,
        ahead=_ahead(watched, reached, history, now),
        next_check=_next_checks(watched, tail, history, now),
        last_bad=_last_bad(watched, reached, claims, facts),
        days=_days(watched, found, reached, reach, extra),
        reach=(reach.measure, reach.first_day, reach.behind_day),
    )


@dataclass(frozen=True, eq=False)
class _Lanes:
    watched: Watched
    start: Instants
    end: Instants

    def joined(self, other: "_Lanes") -> "_Lanes":
        if not len(other.start):
            return self
        columns = [
            np.concatenate([getattr(self.watched, f.name), getattr(other.watched, f.name)])
            for f in fields(Watched)[1:]
        ]
        return _Lanes(
            Watched(self.watched.calendars, *columns),
            np.concatenate([self.start, other.start]),
            np.concatenate([self.end, other.end]),
        )


def _measure(lanes: _Lanes, claims: Claims) -> tuple[LaneParts, tuple[Instants, Instants]]:
    watched = lanes.watched
    lane, claim = expand(watched.owner, claims.owner)
    if not watched.minimum_break.any():
        # Without a minimum nothing matters to a lane but what reaches into it or touches it.
        meets = (claims.start[claim] < lanes.end[lane]) & (claims.end[claim] >= lanes.start[lane])
        lane, claim = lane[meets], claim[meets]
    found = measure_lanes(
        Lanes(
            calendars=watched.calendars,
            calendar=watched.calendar,
            start=lanes.start,
            end=lanes.end,
            minimum_break=watched.minimum_break,
        ),
        Facts(lane, claims.layer[claim], claims.start[claim], claims.end[claim]),
    )
    return found, (lane, claim)


# Whole local days


@dataclass(frozen=True, eq=False)
class _Reach:
    """By measure the whole local days that its periods touch, in days and in instants."""

    measure: Instants
    place: Instants  # a period of the measure
    first_day: Instants
    behind_day: Instants
    start: Instants
    end: Instants


def _whole_days(watched: Watched, reached: Instants, now: int) -> _Reach:
    begun = np.flatnonzero(reached > watched.start)
    order = begun[np.argsort(watched.measure[begun], kind="stable")]
    measure = watched.measure[order]
    head = np.flatnonzero(np.append(True, measure[1:] != measure[:-1])[: len(measure)])
    if not len(head):
        nothing = np.zeros(0, dtype=np.int64)
        return _Reach(*[nothing] * 6)
    low = np.minimum.reduceat(watched.start[order], head)
    high = np.maximum.reduceat(reached[order], head)
    place = order[head]
    columns = [np.empty(len(head), dtype=np.int64) for _ in range(4)]
    for calendar, mine in _by_calendar(watched.calendars, watched.calendar[place]):
        days, edges = calendar.days
        first = np.searchsorted(edges, low[mine], side="right") - 1
        behind = np.searchsorted(edges, high[mine], side="left")
        whole = (days[first], days[behind - 1] + 1, edges[first], edges[behind])
        for column, values in zip(columns, whole, strict=True):
            column[mine] = values
    first_day, behind_day, start, end = columns
    return _Reach(
        measure[head], place, first_day, behind_day, start, np.minimum(end, np.maximum(now, high))
    )


def _further_lanes(watched: Watched, reached: Instants, reach: _Reach) -> _Lanes:
    """A lane for each measure whose days are not those of one of its periods."""
    own = _covering_lane(watched, reached, reach) >= len(watched)
    return _Lanes(watched.pick(reach.place[own]), reach.start[own], reach.end[own])


def _covering_lane(watched: Watched, reached: Instants, reach: _Reach) -> Instants:
    """For each measure the lane whose days are its days; numbers behind the periods are further."""
    place = np.searchsorted(reach.measure, watched.measure)
    inside = np.minimum(place, max(len(reach.measure) - 1, 0))
    lane = np.full(len(reach.measure), -1, dtype=np.int64)
    if len(reach.measure):
        same = (reach.measure[inside] == watched.measure) & (reached > watched.start)
        same &= (reach.start[inside] == watched.start) & (reach.end[inside] == reached)
        lane[inside[same]] = np.flatnonzero(same)
    missing = lane < 0
    lane[missing] = len(watched) + np.arange(int(missing.sum()))
    return lane


def _days(
    watched: Watched, found: LaneParts, reached: Instants, reach: _Reach, extra: _Lanes
) -> Days:
    covering = _covering_lane(watched, reached, reach)
    measure_of = np.full(len(watched) + len(extra.start), -1, dtype=np.int64)
    measure_of[covering] = reach.measure
    measure = measure_of[found.lane]
    kept = measure >= 0
    return Days(measure[kept], found.day[kept], found.parts[kept, 1:7])


# Breaks


def _breaks(
    watched: Watched,
    reached: Instants,
    parts: Instants,
    claims: Claims,
    facts: tuple[Instants, Instants],
) -> tuple[Instants, Instants]:
    """How many breaks began in each period, and the longest one's counted part inside it.

    A break belongs to the period of its first counted second (`breaks.reliability`).
    """
    count, longest = np.zeros((2, len(watched)), dtype=np.int64)
    lane, claim = facts
    broken = np.zeros(len(reached) + 1, dtype=np.bool_)
    broken[: len(watched)] = parts[:, _DOWN] > 0
    mine = (lane < len(watched)) & (claims.layer[claim] <= Layer.DOWN)
    mine[mine] = broken[lane[mine]]
    lane, claim = lane[mine], claim[mine]
    layer, start, end = claims.layer[claim], claims.start[claim], claims.end[claim]

    down = layer == Layer.DOWN
    owner, begin, behind = unions(lane[down], start[down], end[down])
    enough = behind - begin >= watched.minimum_break[owner]
    owner, begin, behind = owner[enough], begin[enough], behind[enough]
    protected = unions(lane[~down], start[~down], end[~down])
    meeting = np.unique(_meeting((owner, begin, behind), protected))

    for calendar, periods in _by_calendar(watched.calendars, watched.calendar):
        here = np.isin(owner, periods) if len(watched.calendars) > 1 else slice(None)
        of, first, last = owner[here], begin[here], behind[here]
        first = np.maximum(first, calendar.first)
        low, high = watched.start[of], reached[of]
        earlier = calendar.between(first, np.maximum(np.minimum(last, low), first)) > 0
        inside_from = np.maximum(first, low)
        counted = calendar.between(inside_from, np.maximum(np.minimum(last, high), inside_from))
        np.add.at(count, of, (counted > 0) & ~earlier)
        np.maximum.at(longest, of, counted)

    if len(meeting):
        # There only what no exclusion or maintenance protects counts: each piece is measured.
        piece = np.flatnonzero(np.isin(owner, meeting))
        of, first, last = owner[piece], begin[piece], behind[piece]
        first = np.maximum(
            first, np.array([c.first for c in watched.calendars])[watched.calendar[of]]
        )
        low, high = watched.start[of], reached[of]
        earlier = _unprotected(watched, of, first, np.minimum(last, low), protected) > 0
        counted = _unprotected(
            watched, of, np.maximum(first, low), np.minimum(last, high), protected
        )
        count[meeting] = longest[meeting] = 0
        np.add.at(count, of, (counted > 0) & ~earlier)
        np.maximum.at(longest, of, counted)
    return count, longest


def _unprotected(
    watched: Watched,
    lane: Instants,
    start: Instants,
    end: Instants,
    protected: tuple[Instants, Instants, Instants],
) -> Instants:
    """Service time in each `[start, end)` that nothing on its lane protects."""
    end = np.maximum(start, end)
    place, other = expand(lane, protected[0])
    found = measure_lanes(
        Lanes(
            calendars=watched.calendars,
            calendar=watched.calendar[lane],
            start=start,
            end=end,
            minimum_break=np.zeros(len(lane), dtype=np.int64),
        ),
        Facts(
            place,
            np.full(len(place), Layer.EXCLUDED, dtype=np.int64),
            protected[1][other],
            protected[2][other],
        ),
    )
    return found.totals[:, _GOOD]


def _meeting(
    pieces: tuple[Instants, Instants, Instants], others: tuple[Instants, Instants, Instants]
) -> Instants:
    """The lanes on which a piece of one union overlaps one of the other."""
    lane, start, end = pieces
    lane_of, start_of, end_of = others
    if not len(lane) or not len(lane_of):
        return np.zeros(0, dtype=np.int64)
    before = np.searchsorted(lane << _BITS | start, lane_of << _BITS | end_of, side="left") - 1
    near = np.maximum(before, 0)
    meets = (before >= 0) & (lane[near] == lane_of) & (end[near] > start_of)
    return lane_of[meets]


# What goes on, and what comes


def _ahead(watched: Watched, reached: Instants, history: History, now: int) -> Instants:
    """Service time from now to the end that is known to be excluded, and to be planned."""
    found = np.zeros((len(watched), 2), dtype=np.int64)
    facts = history.facts
    known = facts.pick((facts.layer <= Layer.PLANNED) & (facts.end > now))
    running = np.flatnonzero(watched.end > now)
    if not len(known) or not len(running):
        return found
    lanes = _Lanes(watched.pick(running), reached[running], watched.end[running])
    totals = _measure(lanes, known)[0].totals
    found[running] = totals[:, _EXCLUDED : _PLANNED + 1]
    return found


def _next_checks(watched: Watched, tail: Instants, history: History, now: int) -> Instants:
    """When time alone changes a row: a known change, its end, a midnight while not all is good."""
    upcoming = np.minimum(history.next_changes(now)[watched.owner], watched.end)
    for calendar, periods in _by_calendar(watched.calendars, watched.calendar):
        starts = calendar.local_day_starts(now, now + 3 * 86_400)[1]
        midnight = starts[starts > now][0]
        bad = periods[tail[periods] != Layer.GOOD]
        upcoming[bad] = np.minimum(upcoming[bad], midnight)
    upcoming = np.maximum(upcoming, np.where(watched.start > now, watched.start, upcoming))
    return np.where(watched.end <= now, NEVER, upcoming)


def _last_bad(
    watched: Watched, reached: Instants, claims: Claims, facts: tuple[Instants, Instants]
) -> Instants:
    found = np.zeros(len(watched), dtype=np.int64)
    lane, claim = facts
    bad = (claims.layer[claim] >= Layer.DOWN) & (claims.layer[claim] < Layer.GOOD)
    mine = (lane < len(watched)) & bad
    lane, claim = lane[mine], claim[mine]
    until = np.minimum(claims.end[claim], reached[lane])
    inside = (claims.start[claim] < until) & (until > watched.start[lane])
    np.maximum.at(found, lane[inside], until[inside])
    return found


def _by_calendar(calendars: Sequence[Calendar], which: Instants) -> list[tuple[Calendar, Instants]]:
    pairs = [(calendar, np.flatnonzero(which == n)) for n, calendar in enumerate(calendars)]
    return [(calendar, places) for calendar, places in pairs if len(places)]
