"""What a survey asks of one person."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brm.models import Campaign, Customer, OutcomeStatement

# The nine elements of the public index, by their number: name, and what is meant.
IKM_ELEMENTS: tuple[tuple[int, Any, Any], ...] = (
    (
        1,
        pgettext_lazy("survey", "Requirements"),
        _("what is asked of you fits the kind of service"),
    ),
    (2, _("Procedure"), _("how easy the procedure is")),
    (3, pgettext_lazy("survey", "Time"), _("how quickly it is done")),
    (4, _("Fees"), _("how reasonable the cost is")),
    (5, _("Product"), _("what you get is what was stated")),
    (6, _("Competence"), _("how able the staff are")),
    (7, _("Conduct"), _("how polite and friendly the staff are")),
    (8, _("Complaints and suggestions"), _("how they are handled")),
    (9, _("Facilities"), _("how good premises and equipment are")),
)
IKM_BANDS: dict[str, Any] = {
    "A": _("very good"),
    "B": _("good"),
    "C": _("less good"),
    "D": _("not good"),
}


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it comes in: to which question, and what."""

    block: str
    element: int = 0
    statement: int | None = None
    service: int | None = None
    importance: int | None = None
    value: int | None = None
    text: str = ""


def statements_for(campaign: Campaign, place: Customer) -> list[OutcomeStatement]:
    """The outcomes of a unit and of what it is part of, in the order they were written."""
    above = Customer.objects.above([place.pk]).order_by().values("pk")
    return list(
        campaign.statements.filter(customer__in=above).select_related("service").order_by("pk")
    )


def heading_of(campaign: Campaign, language: str) -> str:
    """What the invited read at the top, in `language` if the survey has it."""
    return _words(campaign, language).get("heading") or campaign.title


def intro_of(campaign: Campaign, language: str) -> str:
    """What is said before the questions, in `language` if the survey has it."""
    return _words(campaign, language).get("intro") or ""


def _words(campaign: Campaign, language: str) -> dict[str, str]:
    return campaign.wording.get(language) or campaign.wording.get(campaign.languages[0]) or {}
