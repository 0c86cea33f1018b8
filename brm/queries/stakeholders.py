"""The people of a customer as a picture: how much they decide, and where they stand (R83)."""

import datetime as dt
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from brm.models import Contact, Customer
from brm.queries.overdue import Cadence, cadence_of
from brm.queries.people import side_of
from common.ui import charts

LANES = (
    ("decides", _("Decides")),
    ("influences", _("Influences")),
    ("uses", _("Uses")),
    ("others", _("No part known")),
)
TONES = {"supportive": "met", "neutral": "none", "critical": "missed"}
CONTACTED = (
    ("never", _("Never contacted")),
    ("overdue", _("Contact overdue")),
    ("in_time", _("Contact in time")),
    ("no_cadence", _("No cadence agreed")),
)


class View(TextChoices):
    """What the columns of the map are."""

    UNIT = "unit", _("By unit")
    STANCE = "stance", _("By stance")
    CONTACT = "contact", _("By last contact")


def stakeholders(units: list[Customer], *, on: dt.date) -> list[Contact]:
    """The people who are there on that day, each with `cadence` and the roles they hold."""
    rows = (
        Contact.objects.filter(customer__in=units)
        .current(on=on)
        .with_roles(on=on)
        .select_related("person", "customer", "reports_to__person")
    )
    for row in rows:
        row.cadence = cadence_of(row, on=on)  # type: ignore[attr-defined]
    return list(rows)


def stakeholder_map(
    people: list[Contact], units: list[Customer], *, view: str, urls: dict[Any, str]
) -> charts.Lanes:
    """Draw the people: how much they decide downwards, unit, stance or last contact across."""
    columns = _columns(people, units, view)
    return charts.lanes(
        columns=columns,
        lanes=LANES,
        marks=[
            charts.LaneMark(
                column=_column_of(person, view),
                lane=side_of(person),
                name=person.person.name,
                lines=_lines(person, view),
                warning=_warning(person.cadence),  # type: ignore[attr-defined]
                tone=TONES.get(person.stance, ""),
                url=urls.get(person.pk, ""),
                title=_title(person),
            )
            for person in people
        ],
    )


def _columns(people: list[Contact], units: list[Customer], view: str) -> list[tuple[Any, Any]]:
    if view == View.STANCE:
        return [*Contact.Stance.choices, ("", _("Stance not known"))]
    if view == View.CONTACT:
        return list(CONTACTED)
    there = {person.customer_id for person in people}
    return [(unit.pk, unit.name) for unit in units if unit.pk in there]


def _column_of(person: Contact, view: str) -> Any:
    if view == View.STANCE:
        return person.stance
    if view == View.CONTACT:
        return person.cadence.state  # type: ignore[attr-defined]
    return person.customer_id


def _lines(person: Contact, view: str) -> tuple[str, ...]:
    lines = [] if view == View.UNIT else [person.customer.name]
    lines += [person.position] if person.position else []
    return (*lines, *(str(word).lower() for word in person.part_words[:3]))


def _warning(cadence: Cadence) -> str:
    if cadence.state == "never":
        return gettext("never contacted")
    if cadence.state != "overdue":
        return ""
    assert cadence.last_on is not None
    days = (cadence.on - cadence.last_on).days
    return ngettext(
        "contact %(days)d day ago, overdue", "contact %(days)d days ago, overdue", days
    ) % {"days": days}


def _title(person: Contact) -> str:
    """The whole mark in one sentence, for who hears the page."""
    words = [
        person.person.name,
        person.position,
        person.customer.name,
        *(str(word) for word in person.part_words),
        str(person.get_stance_display()) if person.stance else gettext("stance not known"),
        _warning(person.cadence),  # type: ignore[attr-defined]
    ]
    return ", ".join(word for word in words if word)
