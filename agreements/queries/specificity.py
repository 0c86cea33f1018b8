"""How specific agreements are: by their level, and by what stands above them (R63)."""

from collections.abc import Iterable

from agreements.engine.binding import Rank
from agreements.models import Agreement

RANKS = {
    Agreement.Level.CORPORATE.value: Rank.CORPORATE,
    Agreement.Level.CUSTOMER.value: Rank.CUSTOMER,
    Agreement.Level.SERVICE.value: Rank.SERVICE,
}


def rank_of(agreement: Agreement) -> Rank:
    """The rank of its level; an agreement without one counts as a customer's."""
    return RANKS.get(agreement.level, Rank.CUSTOMER)


def depths_of(agreements: Iterable[Agreement]) -> dict[int, int]:
    """How many agreements stand above each, by its key: one query for each storey of parents."""
    parents = {row.pk: row.parent_id for row in agreements}
    wanted = set(parents)
    while missing := {pk for pk in parents.values() if pk is not None} - parents.keys():
        found = Agreement.objects.filter(pk__in=missing).values_list("pk", "parent_id")
        parents |= dict(found)
    return {pk: _depth(pk, parents) for pk in wanted}


def _depth(pk: int, parents: dict[int, int | None]) -> int:
    seen, above = {pk}, parents[pk]
    while above is not None and above not in seen:
        seen.add(above)
        above = parents[above]
    return len(seen) - 1
