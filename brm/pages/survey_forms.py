"""Write a survey in steps: questions, people, outcomes, preview."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Installation
from brm.models import Campaign
from brm.operations.save_survey import (
    choose_population,
    propose_survey_code,
    remove_statement,
    save_statement,
    save_survey,
)
from brm.pages.survey_fields import (
    PeopleForm,
    QuestionsForm,
    StatementForm,
    default_days,
    put_refusal,
)
from brm.pages.survey_form import SurveyForm
from brm.pages.survey_lookup import managed_survey, survey_crumbs, survey_tabs
from brm.queries.customers import may_see_customers
from brm.queries.local_days import day_of
from brm.queries.population import gaps_of_plan, plan_sample
from brm.queries.questions import heading_of, intro_of
from brm.queries.surveys import may_write_surveys
from common.access import allowed_if
from common.form_page import form_page
from common.problems import Refusal


@allowed_if(may_write_surveys)
def create(request: HttpRequest) -> HttpResponse:
    """A new survey; its people come next."""
    settings = Installation.current()
    campaign = Campaign(owner=request.user)
    form = QuestionsForm(
        request.POST or None,
        campaign=campaign,
        initial={
            "zone": settings.zone,
            "languages": [settings.language],
            **default_days(timezone.localdate()),
        },
    )
    if not form.is_bound:
        form.fields["code"].widget.attrs["placeholder"] = propose_survey_code()
    return _questions(
        request,
        form,
        heading=_("New survey"),
        submit=_("Begin the survey"),
        cancel_url=reverse("brm:survey-list"),
        crumbs=survey_crumbs(None, _("New survey")),
    )


@allowed_if(may_see_customers)
def questions(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is asked, when and in which languages."""
    campaign = managed_survey(request, code)
    if campaign.is_begun:
        return _begun(request, campaign)
    return _questions(
        request,
        QuestionsForm(request.POST or None, campaign=campaign),
        heading=_("Questions of %(survey)s") % {"survey": campaign.title},
        submit=_("Save questions"),
        cancel_url=campaign.get_absolute_url(),
        crumbs=survey_crumbs(campaign, _("Questions")),
        tabs=survey_tabs(campaign, "survey-questions"),
    )


@allowed_if(may_see_customers)
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the population and its sample."""
    campaign = managed_survey(request, code)
    if campaign.is_begun:
        return _begun(request, campaign)
    step = "outcomes" if Campaign.Block.OUTCOMES in campaign.blocks else "preview"
    return form_page(
        request,
        PeopleForm(request.POST or None, campaign=campaign, user=request.user),
        save=lambda form: choose_population(
            campaign=campaign, **form.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_("The people of %(code)s were saved.") % {"code": campaign.code},
        refuse=put_refusal,
        goes_to=reverse(f"brm:survey-{step}", args=[campaign.code]),
        template="brm/survey_step.html",
        heading=_("People of %(survey)s") % {"survey": campaign.title},
        submit=_("Save people"),
        cancel_url=campaign.get_absolute_url(),
        crumbs=survey_crumbs(campaign, _("People")),
        tabs=survey_tabs(campaign, "survey-people"),
    )


@allowed_if(may_see_customers)
def outcomes(request: HttpRequest, code: str) -> HttpResponse:
    """The outcomes that are asked about, and one more."""
    campaign = managed_survey(request, code)
    if campaign.is_begun:
        return _begun(request, campaign)
    return form_page(
        request,
        StatementForm(request.POST or None, campaign=campaign),
        save=lambda form: save_statement(
            campaign=campaign, **form.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=lambda row: _("“%(outcome)s” is asked about.") % {"outcome": row},
        refuse=put_refusal,
        goes_to=reverse("brm:survey-outcomes", args=[campaign.code]),
        template="brm/survey_outcomes.html",
        campaign=campaign,
        statements=campaign.statements.select_related("customer", "service"),
        heading=_("Outcomes of %(survey)s") % {"survey": campaign.title},
        submit=_("Add outcome"),
        cancel_url=campaign.get_absolute_url(),
        crumbs=survey_crumbs(campaign, _("Outcomes")),
        tabs=survey_tabs(campaign, "survey-outcomes"),
    )


@require_POST
@allowed_if(may_see_customers)
def remove_outcome(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Ask about an outcome no more."""
    campaign = managed_survey(request, code)
    statement = get_object_or_404(
        campaign.statements.select_related("campaign"), public_id=public_id
    )
    try:
        remove_statement(statement=statement, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("“%(what)s” was taken out.") % {"what": statement})
    return redirect("brm:survey-outcomes", code=code)


@allowed_if(may_see_customers)
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The survey as the invited will see it, and whom its sample leaves out."""
    campaign = managed_survey(request, code)
    wish = request.GET.get("lang", get_language() or "")
    language = wish if wish in campaign.languages else campaign.languages[0]
    plan = (
        plan_sample(campaign, on=day_of(timezone.now(), campaign.zone))
        if not campaign.is_begun
        else []
    )
    form = SurveyForm(
        campaign=campaign,
        statements=list(campaign.statements.select_related("service").order_by("pk")),
        services=list(campaign.services.order_by("name")),
    )
    return render(
        request,
        "brm/survey_preview.html",
        {
            "campaign": campaign,
            "heading": _("Preview of %(survey)s") % {"survey": campaign.title},
            "survey_heading": heading_of(campaign, language),
            "intro": intro_of(campaign, language),
            "form": form,
            "sections": form.sections(),
            "plan": [row for row in plan if row.is_sampled],
            "population": sum(row.in_population for row in plan),
            "gaps": gaps_of_plan(campaign, plan) if plan or not campaign.is_begun else None,
            "crumbs": survey_crumbs(campaign, _("Preview")),
            "tabs": [] if campaign.is_begun else survey_tabs(campaign, "survey-preview"),
        },
    )


def _questions(request: HttpRequest, form: QuestionsForm, **context: Any) -> HttpResponse:
    """Save and go on to the people, or show the form with what was refused."""
    if form.is_bound and form.is_valid():
        try:
            saved = save_survey(
                campaign=form.apply(),
                services=form.cleaned_data["services"],
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(
                request, _("The questions of %(code)s were saved.") % {"code": saved.code}
            )
            return redirect("brm:survey-people", code=saved.code)
    status = 422 if form.errors else 200
    return render(request, "brm/survey_step.html", {"form": form, **context}, status=status)


def _begun(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    messages.error(
        request,
        _("%(code)s has begun: its questions and its sample stay as people were asked.")
        % {"code": campaign.code},
    )
    return redirect(campaign)
