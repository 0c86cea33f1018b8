"""Chooses which version of each fact was known at an instant."""

import numpy as np
import numpy.typing as npt

from slm.engine.spans import Instants


def known_versions(
    fact: npt.ArrayLike,
    received: npt.ArrayLike,
    *,
    as_of: int,
    sequence: npt.ArrayLike | None = None,
    void: npt.ArrayLike | None = None,
) -> Instants:
    """Indexes of the versions in force as of an instant, in order of fact.

    Of each fact the version received last by then counts, at one instant the one with the highest
    ``sequence`` (without it: given last). A void as the last version takes the fact away.
    """
    facts, at = np.asarray(fact, dtype=np.int64), np.asarray(received, dtype=np.int64)
    place = np.arange(len(facts)) if sequence is None else np.asarray(sequence, dtype=np.int64)
    known = np.flatnonzero(at <= as_of)
    known = known[np.lexsort((place[known], at[known], facts[known]))]
    last: Instants = known[np.append(facts[known][1:] != facts[known][:-1], True)[: len(known)]]
    if void is not None:
        last = last[~np.asarray(void, dtype=np.bool_)[last]]
    return last
