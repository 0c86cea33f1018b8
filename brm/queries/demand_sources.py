"""Where a demand arose, as a link: whoever keeps meetings or complaints says how to find one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from brm.models import Demand

# (user, what was written as the source) -> name and address of the record, None for another one.
FindSource = Callable[[Any, str], tuple[str, str] | None]
_FINDERS: dict[str, FindSource] = {}


@dataclass(frozen=True, slots=True)
class SourceLink:
    """What is written of the source, with the address that it leads to, if any."""

    text: str
    url: str = ""


def register_demand_source(source: str, find: FindSource) -> None:
    """Let `find` answer for demand that arose from `source`; the same source again replaces it."""
    _FINDERS[source] = find


def source_of(demand: Demand, user: Any) -> SourceLink:
    """Where the demand arose: a record that is found, a web address, or the words themselves."""
    note = demand.source_note
    find = _FINDERS.get(demand.source)
    found = find(user, note) if find and note else None
    if found:
        return SourceLink(*found)
    if note.startswith(("https://", "http://")):
        return SourceLink(note, note)
    return SourceLink(note)
