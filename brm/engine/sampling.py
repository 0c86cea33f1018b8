"""Who is asked: a sample that anybody can draw again, and groups too small to be shown."""

import random
from collections.abc import Iterable, Mapping

# Who speaks for more counts for more; the weighted figure stands beside the plain one.
ROLE_WEIGHTS = {"decision_maker": 3, "sponsor": 3, "user_representative": 2}
OTHERS_WEIGH = 1
# The order in which one of several parts is taken for the role somebody answers in.
ROLE_ORDER = (
    "decision_maker",
    "sponsor",
    "budget_holder",
    "signatory",
    "user_representative",
    "influencer",
    "user",
)


def role_of(parts: Iterable[str]) -> str:
    """The role in which somebody with these parts answers; empty without a part."""
    held = set(parts)
    return next((role for role in ROLE_ORDER if role in held), "")


def weight_of(role: str) -> int:
    """How much an answer in this role weighs in the weighted figure."""
    return ROLE_WEIGHTS.get(role, OTHERS_WEIGH)


def draw(keys: Iterable[str], *, size: int, seed: int) -> frozenset[str]:
    """`size` of the keys at random, all of them when there are no more.

    The same keys, size and seed give the same sample, in whatever order the keys come.
    """
    known = sorted(set(keys))
    if size >= len(known):
        return frozenset(known)
    return frozenset(random.Random(seed).sample(known, size))


def hidden_groups(counts: Mapping[str, int], *, smallest: int) -> frozenset[str]:
    """The groups whose figures must not be shown beside the figure of all together.

    Those with fewer answers than `smallest`; and, where what they hide together is still fewer,
    the next larger groups too, since whoever knows the whole could subtract the rest from it.
    Groups without an answer hide nothing.
    """
    rising = sorted((count, group) for group, count in counts.items() if count > 0)
    hidden = [group for count, group in rising if count < smallest]
    kept_back = sum(count for count, _ in rising if count < smallest)
    for count, group in rising[len(hidden) :]:
        if not hidden or kept_back >= smallest:
            break
        hidden.append(group)
        kept_back += count
    return frozenset(hidden)


def places(
    *,
    parents: Mapping[int, int | None],
    asked: Mapping[str, tuple[int, str]],
    smallest: int,
) -> dict[str, tuple[int | None, str]]:
    """Where the answers of a nameless survey are kept: as near as hides the one who gives them.

    `asked` names for each person the unit and the role. A person's place is the lowest unit, going
    up from their own, for which at least `smallest` people share that place, and the role only
    where as many at that place have it; else no role, and no unit where even the top has fewer.
    """
    at = {person: unit for person, (unit, _) in asked.items()}
    settled: dict[str, int | None] = {}
    # From the deepest units upwards: who cannot stay moves to the parent and counts there.
    depth = {unit: _depth(unit, parents) for unit in parents}
    for unit in sorted(parents, key=lambda one: (-depth[one], one)):
        here = [person for person, where in at.items() if where == unit and person not in settled]
        if len(here) >= smallest:
            settled |= dict.fromkeys(here, unit)
            continue
        for person in here:
            above = parents[unit]
            if above is None:
                settled[person] = None
            else:
                at[person] = above
    crowd: dict[tuple[int | None, str], int] = {}
    for person, (_, role) in asked.items():
        key = (settled[person], role)
        crowd[key] = crowd.get(key, 0) + 1
    return {
        person: (settled[person], role if crowd[settled[person], role] >= smallest else "")
        for person, (_, role) in asked.items()
    }


def _depth(unit: int, parents: Mapping[int, int | None]) -> int:
    depth, step = 0, parents.get(unit)
    while step is not None:
        depth, step = depth + 1, parents.get(step)
    return depth
