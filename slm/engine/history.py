"""Lays out what is known of many indicators at once: the vectorised form of a timeline.

Indicators are numbered from 0 (*owners*). Facts and runs of all of them lie in one set of columns,
and every question is answered for all of them in one step.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slm.engine.layers import Layer
from slm.engine.spans import Instants

Flags = npt.NDArray[np.bool_]

NEVER = 4_000_000_000  # an end that has not come: after every instant the engine knows
_BITS = 33  # instants up to 2242


@dataclass(frozen=True, eq=False)
class Claims:
    """Spans in which an owner is said to be of a layer, ordered by owner."""

    owner: Instants
    layer: Instants
    start: Instants
    end: Instants

    def __len__(self) -> int:
        return len(self.owner)

    def pick(self, which: Flags | Instants) -> "Claims":
        return Claims(self.owner[which], self.layer[which], self.start[which], self.end[which])


@dataclass(frozen=True, eq=False)
class History:
    """Facts and runs of some indicators.

    `facts` end at NEVER while they go on. Runs are ordered by owner and first sample. `max_gap` is
    NEVER for a state log. `since` is from where on runs are complete.
    """

    since: int
    is_fed: Flags
    max_gap: Instants
    fact_id: Instants
    facts: Claims
    run_owner: Instants
    run_first: Instants
    run_last: Instants
    run_state: Instants

    def claims(self, now: int) -> Claims:
        """Everything claimed before `now`, good time left out; an open fact lasts until now."""
        begun = self.facts.start < now
        facts = self.facts.pick(begun)
        facts = Claims(facts.owner, facts.layer, facts.start, np.minimum(facts.end, now))
        if not self.is_fed.any():
            return facts
        held = self._held(now)
        owner = np.concatenate([facts.owner, held.owner])
        order = np.argsort(owner, kind="stable")
        return Claims(
            owner[order],
            np.concatenate([facts.layer, held.layer])[order],
            np.concatenate([facts.start, held.start])[order],
            np.concatenate([facts.end, held.end])[order],
        )

    def tails(self, owner: Instants, at: Instants) -> Instants:
        """The layer that holds for each owner at the instant beside it, as far as is known."""
        state = np.where(self.is_fed[owner], np.int64(Layer.UNKNOWN), np.int64(Layer.GOOD))
        if len(self.run_owner):
            key = self.run_owner << _BITS | self.run_first
            index = np.searchsorted(key, owner << _BITS | at, side="right") - 1
            near = np.maximum(index, 0)
            holds = (index >= 0) & (self.run_owner[near] == owner) & self.is_fed[owner]
            holds &= at < self.run_last[near] + self.max_gap[owner]
            state = np.where(holds, self.run_state[near], state)
        place, fact = expand(owner, self.facts.owner)
        standing = (self.facts.start[fact] <= at[place]) & (self.facts.end[fact] > at[place])
        np.minimum.at(state, place[standing], self.facts.layer[fact[standing]])
        return state

    def next_changes(self, now: int) -> Instants:
        """For each owner the first instant after `now` at which time alone changes its tail."""
        found = np.full(len(self.is_fed), NEVER, dtype=np.int64)
        for instants in (self.facts.start, self.facts.end):
            ahead = (instants > now) & (instants < NEVER)
            np.minimum.at(found, self.facts.owner[ahead], instants[ahead])
        last = np.append(self.run_owner[1:] != self.run_owner[:-1], True)[: len(self.run_owner)]
        owner = self.run_owner[last]
        expires = self.run_last[last] + self.max_gap[owner]
        ahead = (expires > now) & (expires < NEVER) & self.is_fed[owner]
        np.minimum.at(found, owner[ahead], expires[ahead])
        return found

    def _held(self, now: int) -> Claims:
        """What the runs say of ``[since, now)``; what they do not reach is unknown."""
        fed = self.is_fed[self.run_owner]
        owner, first, state = self.run_owner[fed], self.run_first[fed], self.run_state[fed]
        until = np.full(len(owner), now, dtype=np.int64)
        follows = owner[1:] == owner[:-1]
        until[:-1][follows] = first[1:][follows]
        until = np.minimum(np.minimum(until, self.run_last[fed] + self.max_gap[owner]), now)
        # A run that began earlier keeps its beginning: a break belongs where it began.
        real = until > np.maximum(first, self.since)
        owner, state, begin, until = owner[real], state[real], first[real], until[real]

        # Between two known stretches, before the first and behind the last of an owner.
        asked = np.flatnonzero(self.is_fed)
        place = np.searchsorted(owner, asked)
        owners = np.insert(owner, place, asked)
        ends = np.insert(until, place, self.since)
        starts = np.full(len(owners), max(now, self.since), dtype=np.int64)
        follows = owners[1:] == owners[:-1]
        starts[:-1][follows] = np.insert(begin, place, self.since)[1:][follows]
        gap = starts > ends
        bad = state != Layer.GOOD
        return Claims(
            np.concatenate([owner[bad], owners[gap]]),
            np.concatenate([state[bad], np.full(int(gap.sum()), Layer.UNKNOWN, dtype=np.int64)]),
            np.concatenate([begin[bad], ends[gap]]),
            np.concatenate([until[bad], starts[gap]]),
        )


def expand(wanted: Instants, owners: Instants) -> tuple[Instants, Instants]:
    """For each wanted owner every index at which it stands in `owners` (in order): two columns.

    The first says which of the wanted ones it is.
    """
    low = np.searchsorted(owners, wanted, side="left")
    times = np.searchsorted(owners, wanted, side="right") - low
    place = np.repeat(np.arange(len(wanted)), times)
    index = np.arange(len(place)) - np.repeat(np.cumsum(times) - times - low, times)
    return place, index
