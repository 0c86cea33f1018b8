"""Open a survey, end it early, close it with its analysis, forget a draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brm.models import Campaign
from brm.operations.run_survey import (
    close_survey,
    end_survey,
    schedule_survey,
    unschedule_survey,
)
from brm.operations.save_survey import delete_survey
from brm.pages.survey_fields import CloseForm, put_refusal
from brm.pages.survey_lookup import managed_survey, survey_crumbs
from brm.queries.customers import may_see_customers
from brm.queries.local_days import day_of
from brm.queries.population import gaps_of_plan, plan_sample
from brm.queries.survey_results import results_of
from common.access import allowed_if
from common.form_page import form_page
from common.problems import Refusal
from common.ui.times import write_day


@allowed_if(may_see_customers)
def open_it(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then invite: now, or on the first day."""
    campaign = managed_survey(request, code)
    plan = plan_sample(campaign, on=day_of(timezone.now(), campaign.zone))
    count = sum(row.is_sampled for row in plan)
    gaps = gaps_of_plan(campaign, plan)
    consequences = [
        ngettext(
            "%(count)d person is invited by e-mail, each by a link of their own.",
            "%(count)d people are invited by e-mail, each by a link of their own.",
            count,
        )
        % {"count": count},
        _("Questions, outcomes and sample cannot be changed from then on."),
    ]
    if without := sum(row.is_sampled and not row.contact.person.email for row in plan):
        consequences.append(
            ngettext(
                "%(count)d has no e-mail address; hand the link over yourself.",
                "%(count)d have no e-mail address; hand the links over yourself.",
                without,
            )
            % {"count": without}
        )
    consequences += [
        _("%(name)s, who decides at %(unit)s, is not asked.") % {"name": row.name, "unit": row.unit}
        for row in gaps.decision_makers
    ]
    consequences += [_("Nobody of %(unit)s is asked.") % {"unit": row.name} for row in gaps.units]
    if campaign.opens_at > timezone.now():
        consequences.insert(
            0,
            _("It opens by itself on %(day)s.")
            % {"day": write_day(day_of(campaign.opens_at, campaign.zone))},
        )

    def do() -> str:
        opened = schedule_survey(campaign=campaign, actor=request.user, at=timezone.now())
        if opened.state == Campaign.State.OPEN:
            return _("%(code)s is open; the invitations are on their way.") % {"code": code}
        return _("%(code)s opens by itself on its first day.") % {"code": code}

    return _confirm(
        request,
        campaign,
        do,
        heading=_("Open %(survey)s?") % {"survey": campaign.title},
        consequences=consequences,
        submit=_("Open the survey"),
    )


@allowed_if(may_see_customers)
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Make a scheduled survey a draft again."""
    campaign = managed_survey(request, code)

    def do() -> str:
        unschedule_survey(campaign=campaign, actor=request.user, at=timezone.now())
        return _("%(code)s is a draft again.") % {"code": code}

    return _confirm(
        request,
        campaign,
        do,
        heading=_("Take %(survey)s back?") % {"survey": campaign.title},
        consequences=[_("It no longer opens by itself. Nobody has been invited yet.")],
        submit=_("Take back"),
    )


@allowed_if(may_see_customers)
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then take no more answers."""
    campaign = managed_survey(request, code)

    def do() -> str:
        end_survey(campaign=campaign, actor=request.user, at=timezone.now())
        return _("%(code)s has ended. Its analysis comes next.") % {"code": code}

    return _confirm(
        request,
        campaign,
        do,
        heading=_("End %(survey)s now?") % {"survey": campaign.title},
        consequences=[
            _("Every link stops working, also for those who have not answered yet."),
            _("It cannot be opened again."),
        ],
        submit=_("End the survey"),
        danger=True,
    )


@allowed_if(may_see_customers)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Write what was learned, and which improvement follows or why none does (R8)."""
    campaign = managed_survey(request, code)
    if campaign.state != Campaign.State.ENDED:
        messages.error(request, _("A survey is closed once, after it has ended."))
        return redirect(campaign)
    return form_page(
        request,
        CloseForm(request.POST or None),
        save=lambda form: close_survey(
            campaign=campaign, **form.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_("%(code)s is closed.") % {"code": code},
        refuse=put_refusal,
        template="brm/survey_close.html",
        campaign=campaign,
        results=results_of(campaign, user=request.user),
        heading=_("Close %(survey)s") % {"survey": campaign.title},
        submit=_("Close the survey"),
        cancel_url=campaign.get_absolute_url(),
        crumbs=survey_crumbs(campaign, _("Close")),
    )


@allowed_if(may_see_customers)
def delete(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then forget a survey to which nobody was invited."""
    campaign = managed_survey(request, code)

    def do() -> str:
        delete_survey(campaign=campaign, actor=request.user, at=timezone.now())
        return _("%(code)s was deleted.") % {"code": code}

    return _confirm(
        request,
        campaign,
        do,
        goes_to=reverse("brm:survey-list"),
        heading=_("Delete %(survey)s?") % {"survey": campaign.title},
        consequences=[_("Nobody has been invited; its questions and outcomes are forgotten.")],
        submit=_("Delete"),
        danger=True,
    )


def _confirm(
    request: HttpRequest, campaign: Campaign, do: Any, *, goes_to: Any = None, **context: Any
) -> HttpResponse:
    if request.method == "POST":
        try:
            messages.success(request, do())
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect(campaign)
        return redirect(goes_to or campaign)
    return render(
        request,
        "ui/confirm.html",
        {
            "cancel_url": campaign.get_absolute_url(),
            "crumbs": survey_crumbs(campaign, context["submit"]),
            **context,
        },
    )
