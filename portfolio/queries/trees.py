"""Customers as trees: what lies beneath each, and which stand on top."""

from collections import defaultdict
from collections.abc import Collection

from brm.models import Customer


class Trees:
    """Every customer with its parent and standing, read once."""

    def __init__(self) -> None:
        rows = Customer.objects.order_by("pk").values_list("pk", "parent_id", "standing")
        self._parents = {pk: parent for pk, parent, _standing in rows}
        self._active = {pk for pk, _, standing in rows if standing == Customer.Standing.ACTIVE}
        self._children: dict[int | None, list[int]] = defaultdict(list)
        for pk, parent in self._parents.items():
            self._children[parent].append(pk)

    def beneath(self, root: int) -> set[int]:
        """The customer and everything below it."""
        found: set[int] = set()
        waiting = [root]
        while waiting:
            pk = waiting.pop()
            if pk not in found:
                found.add(pk)
                waiting += self._children[pk]
        return found

    def above(self, pk: int) -> set[int]:
        """Everything that the customer is part of."""
        found: set[int] = set()
        step = self._parents.get(pk)
        while step is not None and step not in found:
            found.add(step)
            step = self._parents.get(step)
        return found

    @property
    def active(self) -> Collection[int]:
        return self._active

    def organisations(self) -> set[int]:
        """The topmost active customers: those without an active one above them."""
        return {pk for pk in self._active if not self._has_active_above(pk)}

    def organisation_of(self, pk: int) -> int | None:
        """The topmost active customer that this one is or belongs to; None where none is active."""
        active = [one for one in (pk, *self.above(pk)) if one in self._active]
        return next((one for one in active if not self._has_active_above(one)), None)

    def _has_active_above(self, pk: int) -> bool:
        step, seen = self._parents[pk], {pk}
        while step is not None and step not in seen:
            if step in self._active:
                return True
            seen.add(step)
            step = self._parents[step]
        return False
