"""The agenda of a meeting with what its points are filled in with (R69, R106)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from brm.engine.text_lock import token
from brm.models import AgendaItem, Interaction
from brm.queries.agenda_parts import OWN, fill


@dataclass(frozen=True, slots=True)
class Point:
    """A point as it is drawn; `read` is the token of its texts when they were read."""

    item: AgendaItem
    template: str
    filled: dict[str, Any]
    read: str


def agenda_of(
    interaction: Interaction,
    *,
    customers: Sequence[int],
    own: dict[str, dict[str, Any]],
    previous: Interaction | None,
    as_of: dt.datetime,
    user: Any,
) -> list[Point]:
    """Every point in order. `own` holds what the meeting itself knows, by kind of point."""
    until = min(interaction.held_at or as_of, as_of)
    since = previous.held_at if previous else None
    points = []
    for item in interaction.agenda.select_related("changed_by__person"):
        template, filled = "", {}
        if item.part in OWN:
            template, filled = f"brm/_agenda_{item.part}.html", own.get(item.part, {})
        elif found := fill(item.part, customers=customers, since=since, until=until, user=user):
            template, filled = found
        points.append(Point(item, template, filled, token(item.minutes, item.internal_note)))
    return points


def meeting_before(interaction: Interaction, customers: Sequence[int]) -> Interaction | None:
    """The last meeting of this kind that was held with any of these customers before it."""
    return (
        Interaction.objects.filter(
            kind=interaction.kind,
            customers__in=customers,
            held_at__lt=interaction.took_place_at,
        )
        .exclude(pk=interaction.pk)
        .order_by("-held_at", "-pk")
        .first()
    )
