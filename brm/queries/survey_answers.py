"""Answers one by one, for whoever may take them home."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from brm.engine.sampling import hidden_groups
from brm.models import Answer, Campaign, Contact, Response
from brm.queries.questions import IKM_ELEMENTS
from brm.queries.surveys import exported_units


@dataclass(frozen=True, slots=True)
class ExportedAnswer:
    """One answer in words. `who`, `sent_at` are empty in a nameless survey, small units too."""

    response: str
    who: str
    unit: str
    role: str
    sent_at: dt.datetime | None
    block: str
    question: str
    importance: int | None
    value: int | None
    text: str


def exported_answers(campaign: Campaign, *, user: Any) -> Iterator[ExportedAnswer]:
    """The answers of the units that `user` may export, response by response in random order."""
    responses = Response.objects.filter(
        campaign=campaign, customer__in=exported_units(user).order_by().values("pk")
    )
    hidden = _hidden(campaign, responses) if campaign.is_anonymous else None
    roles = dict(Contact.Part.choices)
    elements = {number: name for number, name, _meaning in IKM_ELEMENTS}
    rows = (
        Answer.objects.filter(response__in=responses)
        .select_related("statement", "service", "response__customer", "response__invitee__person")
        .order_by("response", "block", "element", "pk")
    )
    for row in rows:
        response = row.response
        person = response.invitee.person if response.invitee else None
        unit, role = response.customer.name, str(roles.get(response.role, ""))
        if hidden is not None:
            unit = "" if str(response.customer_id) in hidden[0] else unit
            role = "" if response.role in hidden[1] else role
        yield ExportedAnswer(
            response=str(response.pk),
            who=person.name if person else "",
            unit=unit,
            role=role,
            sent_at=response.sent_at,
            block=row.get_block_display(),
            question=str(
                row.statement or row.service or elements.get(row.element, "") or _("as a whole")
            ),
            importance=row.importance,
            value=row.value,
            text=row.text,
        )


def _hidden(campaign: Campaign, responses: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The units and roles that are too small to stand beside an answer."""
    units: dict[str, int] = {}
    roles: dict[str, int] = {}
    for unit, role in responses.values_list("customer_id", "role"):
        units[str(unit)] = units.get(str(unit), 0) + 1
        roles[role] = roles.get(role, 0) + 1
    return (
        hidden_groups(units, smallest=campaign.smallest_group),
        hidden_groups(roles, smallest=campaign.smallest_group),
    )
