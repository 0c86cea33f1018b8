"""How pages of surveys find theirs, name the way to it, and walk through its steps."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from brm.models import Campaign, Invitee
from brm.queries.surveys import may_manage_survey


def visible_survey(request: HttpRequest, code: str) -> Campaign:
    """The survey, or 404 where the reader may not see it."""
    rows = Campaign.objects.visible_to(request.user).select_related(
        "owner__person", "closed_by__person"
    )
    return get_object_or_404(rows, code=code)


def managed_survey(request: HttpRequest, code: str) -> Campaign:
    """The survey for whoever may change it; 404 when they cannot see it, 403 when only that."""
    campaign = visible_survey(request, code)
    if not may_manage_survey(request.user, campaign):
        raise PermissionDenied
    return campaign


def managed_invitee(request: HttpRequest, code: str, pk: Any) -> Invitee:
    """One person of a survey that the reader manages."""
    campaign = managed_survey(request, code)
    rows = Invitee.objects.filter(campaign=campaign).select_related(
        "campaign", "person", "customer"
    )
    return get_object_or_404(rows, pk=pk)


def survey_crumbs(campaign: Campaign | None, last: Any = None) -> list[tuple[Any, str | None]]:
    """The way to a survey and to a page below it."""
    crumbs: list[tuple[Any, str | None]] = [(_("Surveys"), reverse("brm:survey-list"))]
    if campaign is not None:
        crumbs.append((campaign.title, campaign.get_absolute_url() if last else None))
    return [*crumbs, (last, None)] if last else crumbs


def survey_tabs(campaign: Campaign, current: str) -> list[dict[str, Any]]:
    """The steps in which a survey is written, in order."""
    steps = [("survey-questions", _("1. Questions")), ("survey-people", _("2. People"))]
    if Campaign.Block.OUTCOMES in campaign.blocks:
        steps.append(("survey-outcomes", _("3. Outcomes")))
    steps.append(("survey-preview", f"{len(steps) + 1}. {_('Preview')}"))
    return [
        {
            "label": label,
            "url": reverse(f"brm:{name}", args=[campaign.code]),
            "current": name == current,
        }
        for name, label in steps
    ]
