"""What a list is made of: its columns, ready-made filters and the words of its empty state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils.functional import Promise


@dataclass(frozen=True)
class Column:
    """One column of a list and of its export.

    `value` is an attribute path (`service.code`), or a callable of the row; default: `key`.
    `sort` names the fields behind it; without, the column cannot be ordered by. `shown` False
    keeps it to the export, `exported` False to the screen.
    """

    key: str
    label: Any
    value: str | Callable[[Any], Any] = ""
    sort: str | Sequence[str] = ()
    num: bool = False
    shown: bool = True
    exported: bool = True

    def fields(self) -> tuple[str, ...]:
        return (self.sort,) if isinstance(self.sort, str) else tuple(self.sort)

    def ordering(self, *, descending: bool) -> list:
        """Return the order_by expressions; rows without a value come last either way."""
        if descending:
            return [F(name).desc(nulls_last=True) for name in self.fields()]
        return [F(name).asc(nulls_last=True) for name in self.fields()]

    def read(self, row) -> Any:
        """Return the row's value for the export; None where the path ends at nothing."""
        if callable(self.value):
            value = self.value(row)
        else:
            value = row
            for name in (self.value or self.key).split("."):
                value = getattr(value, name, None)
                if value is None:
                    return None
                if callable(value) and not isinstance(value, Promise):
                    value = value()
        return str(value) if isinstance(value, Promise) else value


@dataclass(frozen=True)
class Chip:
    """A ready-made filter above a list: `query` are the parameters that it sets."""

    label: Any
    query: Mapping[str, str] = field(default_factory=dict)
    icon: str = ""
    counted: bool = True


@dataclass(frozen=True)
class Empty:
    """What a list says when there is nothing at all: what is missing, why, and the next step."""

    title: Any
    text: Any = ""
    action: Any = ""
    url: Any = ""
