"""The customers as a tree with the figures of every level."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from brm.models import Customer
from brm.queries.customers import seen_from_within
from brm.queries.rollups import Figure, rolled_up


@dataclass(frozen=True)
class Node:
    """A customer, its figures over all beneath it, and what lies directly beneath."""

    customer: Customer
    figures: list[Figure]
    children: "list[Node]"


def customer_tree(
    user: Any, *, at: dt.datetime, key: str = "", descending: bool = False
) -> list[Node]:
    """Every customer that `user` sees; within each level ordered by the figure `key`, else by name.

    Whose parent may not be seen stands at the margin. Customers without the figure come last either
    way. As many queries for one customer as for many.
    """
    rows = list(seen_from_within(user).select_related("manager__person").order_by("name", "pk"))
    figures = rolled_up(rows, user=user, at=at)
    known = {row.pk for row in rows}
    beneath: dict[int | None, list[Customer]] = defaultdict(list)
    for row in rows:
        beneath[row.parent_id if row.parent_id in known else None].append(row)

    def nodes(parent: int | None) -> list[Node]:
        found = [Node(row, figures[row.pk], nodes(row.pk)) for row in beneath[parent]]
        return _ordered(found, key, descending)

    return nodes(None)


def _ordered(nodes: list[Node], key: str, descending: bool) -> list[Node]:
    if not key or key == "name":
        return nodes[::-1] if descending else nodes

    def value(node: Node) -> Any:
        return next((f.plain for f in node.figures if f.rollup.key == key), None)

    having = [node for node in nodes if value(node) is not None]
    having.sort(key=value, reverse=descending)
    return having + [node for node in nodes if value(node) is None]
