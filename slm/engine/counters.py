"""Counts good and total events from counters that only rise, over their resets."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from slm.engine.level import Level
from slm.engine.spans import Instants


class Increases(NamedTuple):
    """What was added between two readings, at the instant of the later one."""

    at: Instants
    good: Instants
    total: Instants


def increases(at: npt.ArrayLike, good: npt.ArrayLike, total: npt.ArrayLike) -> Increases:
    """Increases between readings given in any order; of several at one instant the last given wins.

    A drop of either counter is a reset of both, and what they show then was added since. The first
    reading only says where counting begins.
    """
    instants, goods, totals = (np.asarray(a, dtype=np.int64) for a in (at, good, total))
    order = np.argsort(instants, kind="stable")
    kept = np.append(instants[order][1:] != instants[order][:-1], True)[: len(order)]
    order = order[kept]
    instants, goods, totals = instants[order], goods[order], totals[order]
    good_step, total_step = np.diff(goods), np.diff(totals)
    reset = (good_step < 0) | (total_step < 0)
    return Increases(
        instants[1:],
        np.where(reset, goods[1:], good_step),
        np.where(reset, totals[1:], total_step),
    )


def counted(some: Increases, start: int, end: int) -> Level:
    """Good out of total in a period.

    What was read at an instant happened before it, so readings in ``(start, end]`` count: the one
    at the start closes the period before. Two counters that are not read in one breath can show
    more good than there was in all; the surplus is not believed.
    """
    inside = (some.at > start) & (some.at <= end)
    total = int(some.total[inside].sum())
    return Level(min(int(some.good[inside].sum()), total), total)
