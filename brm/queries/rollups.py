"""Figures of customers, summed over everything beneath them; each app adds its own.

In `AppConfig.ready()` of an app above:

    register_rollup("revenue", label=_("Revenue"), query=revenue_by_customer)
    register_rollup("agreements", label=_("Agreements"), query=agreements_by_customer, fold="count")

`query(customer_ids, user=…, at=…)` answers `{customer_id: value}` for the customers themselves,
nothing beneath; who has no value is left out. How values come together is the `fold`:

`sum`    adds them; none at all stays None, since no data is not nothing
`count`  values are sets of keys; a key of two units counts once, and none counts 0
`max`    the greatest
or a function from the list of values to one, such as a mean weighted by what the values carry.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from brm.models import Contact, Customer

Fold = Callable[[list[Any]], Any]


class RollupQuery(Protocol):
    def __call__(
        self, customer_ids: list[int], *, user: Any, at: dt.datetime
    ) -> Mapping[int, Any]: ...


def _sum(values: list[Any]) -> Any:
    return sum(values[1:], values[0]) if values else None


def _count(values: list[Any]) -> int:
    return len(set().union(*values))


def _max(values: list[Any]) -> Any:
    return max(values, default=None)


FOLDS: dict[str, Fold] = {"sum": _sum, "count": _count, "max": _max}


@dataclass(frozen=True)
class Rollup:
    """One figure: its words, where it comes from, how it is folded and how it is written.

    `hint` says how it is made; `url` leads from a customer to the records behind it. `write` words
    a value; `plain` is the number in one that carries more, to sort and to export by.
    """

    key: str
    label: Any
    query: RollupQuery
    fold: Fold
    hint: Any = ""
    url: Callable[[Customer], str] | None = None
    write: Callable[[Any], Any] | None = None
    plain: Callable[[Any], Any] | None = None
    tone: str = ""
    order: int = 100


@dataclass(frozen=True)
class Figure:
    """A figure of one customer with all beneath it, ready for a page."""

    rollup: Rollup
    value: Any
    url: str = ""

    @property
    def text(self) -> Any:
        """The value as its owner writes it; None where there is none."""
        if self.value is None or self.rollup.write is None:
            return self.value
        return self.rollup.write(self.value)

    @property
    def plain(self) -> Any:
        """The value as a number; None where there is none."""
        if self.value is None or self.rollup.plain is None:
            return self.value
        return self.rollup.plain(self.value)


_ROLLUPS: dict[str, Rollup] = {}


def register_rollup(
    key: str, *, label: Any, query: RollupQuery, fold: str | Fold = "sum", **more: Any
) -> None:
    """Show the figure `key` at every level of the tree; the same key again replaces it."""
    folded = FOLDS[fold] if isinstance(fold, str) else fold
    _ROLLUPS[key] = Rollup(key, label, query, folded, **more)


def rollups() -> list[Rollup]:
    """Every figure that somebody registered, in order."""
    return sorted(_ROLLUPS.values(), key=lambda rollup: (rollup.order, rollup.key))


def rolled_up(
    customers: Iterable[Customer],
    *,
    user: Any,
    at: dt.datetime,
    keys: Collection[str] | None = None,
) -> dict[int, list[Figure]]:
    """The figures of each customer over all that `user` sees beneath it, by its id.

    With `keys` those figures alone, as far as somebody registered them.

    One query for the tree and what each figure's own query costs, however many customers.
    """
    wanted = list(customers)
    visible = Customer.objects.visible_to(user).within([customer.pk for customer in wanted])
    parents = dict(visible.order_by().values_list("pk", "parent_id"))
    above = {pk: _way_up(pk, parents) for pk in parents}
    figures: dict[int, list[Figure]] = {customer.pk: [] for customer in wanted}
    wished = [one for one in rollups() if keys is None or one.key in keys]
    for rollup in wished:
        values: dict[int, list[Any]] = defaultdict(list)
        for pk, value in rollup.query(list(parents), user=user, at=at).items():
            for one in above.get(pk, ()):
                values[one].append(value)
        for customer in wanted:
            url = rollup.url(customer) if rollup.url else ""
            value = rollup.fold(values[customer.pk])
            figures[customer.pk].append(Figure(rollup, value, url))
    return figures


def _way_up(pk: int, parents: Mapping[int, int | None]) -> list[int]:
    """A customer and the ones above it, as far as they are known."""
    way: list[int] = []
    step: int | None = pk
    while step is not None and step in parents and step not in way:
        way.append(step)
        step = parents[step]
    return way


def contacts_by_customer(
    customer_ids: list[int], *, user: Any, at: dt.datetime
) -> dict[int, set[Any]]:
    """The people at each customer who have not left; somebody in two units counts once."""
    found: dict[int, set[Any]] = defaultdict(set)
    contacts = Contact.objects.filter(customer__in=customer_ids).current(on=at.date())
    for customer, person in contacts.order_by().values_list("customer", "person"):
        found[customer].add(person)
    return found
