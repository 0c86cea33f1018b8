"""What fills in the points of an agenda: each app registers the kinds of points that it knows.

In `AppConfig.ready()`:

    register_agenda_part("levels", label=_("Levels"), template="…/_agenda_levels.html",
                         context=levels_of)

where `levels_of(customers=…, since=…, until=…, user=…)` answers what the template shows, or None
for nothing. `customers` are ids, `since` is when the meeting before was held (None: there was
none), `until` when this one was, or now. It is drawn on pages of the provider only.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

Fill = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class AgendaPart:
    """One kind of point: its name, what draws it, and what fills it in."""

    kind: str
    label: Any
    template: str
    context: Fill


# Filled in by the page of the meeting, from what belongs to the meeting itself.
OWN = {
    "minutes": _("Last minutes"),
    "actions": _("Open actions"),
    "next": _("Next meeting"),
}
_PARTS: dict[str, AgendaPart] = {}


def register_agenda_part(kind: str, *, label: Any, template: str, context: Fill) -> None:
    """Let points of this kind be filled in; the same kind again replaces it."""
    _PARTS[kind] = AgendaPart(kind, label, template, context)


def part_choices() -> list[tuple[str, Any]]:
    """The kinds that an agenda may name."""
    return [*OWN.items(), *((part.kind, part.label) for part in _PARTS.values())]


def fill(
    kind: str,
    *,
    customers: Sequence[int],
    since: dt.datetime | None,
    until: dt.datetime,
    user: Any,
) -> tuple[str, dict[str, Any]] | None:
    """Template and context of a point; None where nobody fills it in or there is nothing."""
    part = _PARTS.get(kind)
    if part is None:
        return None
    found = part.context(customers=customers, since=since, until=until, user=user)
    return None if found is None else (part.template, found)
