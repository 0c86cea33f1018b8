"""Surveys as a list, and one with its progress, results and analysis."""

from itertools import zip_longest
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.queries.history import Source, history
from brm.models import Campaign, Customer, OutcomeStatement
from brm.pages.survey_lookup import survey_crumbs, visible_survey
from brm.queries.customers import may_see_customers
from brm.queries.local_days import day_of
from brm.queries.population import gaps_of_plan, plan_sample
from brm.queries.questions import IKM_BANDS, IKM_ELEMENTS
from brm.queries.satisfaction import surveys_by_year
from brm.queries.survey_answers import exported_answers
from brm.queries.survey_filter import SurveyFilter
from brm.queries.survey_list import listed_surveys
from brm.queries.survey_results import Returned, results_of
from brm.queries.surveys import may_export_answers, may_manage_survey, may_write_surveys
from common.access import Allowed, allowed_if
from common.listing import Chip, Column, Empty, ListPage
from common.listing.export import csv_response, xlsx_response

State = Campaign.State
# Long texts and what the page itself says.
HIDDEN = frozenset({"wording", "analysis", "no_improvement", "created_at"})
FEW_YEARS = 3


def returned(campaign: Any) -> Returned:
    """How many were invited and answered, of a row of the list."""
    return Returned(campaign.invited, campaign.answered)


class SurveyList(Allowed, ListPage):
    """Surveys with their return rate, the newest first."""

    may = staticmethod(may_see_customers)
    template_name = "brm/survey_list.html"
    filterset_class = SurveyFilter
    heading = _("Surveys")
    export_name = "surveys"
    default_sort = "-opens"
    columns = [
        Column("title", _("Survey"), sort="title"),
        Column("code", _("Code"), sort="code", shown=False),
        Column("state", _("State"), "get_state_display", sort="state"),
        Column("opens", pgettext_lazy("survey", "Opens"), "opens_at", sort="opens_at", num=True),
        Column("closes", pgettext_lazy("survey", "Ends"), "closes_at", sort="closes_at", num=True),
        Column("invited", _("Invited"), sort="invited", num=True),
        Column("answered", _("Answered"), sort="answered", num=True),
        Column("rate", _("Return rate"), lambda row: returned(row).rate, num=True),
        Column("owner", _("Owner"), "owner.name", shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(pgettext_lazy("survey", "Open"), {"state": State.OPEN.value}),
        Chip(_("Waits for its analysis"), {"state": State.ENDED.value}),
    ]
    empty = Empty(
        _("No survey yet"),
        _("Ask customers at planned intervals what matters to them and how satisfied they are."),
        _("New survey"),
        reverse_lazy("brm:survey-create"),
    )

    def get_queryset(self) -> QuerySet[Campaign]:
        return listed_surveys(self.request.user)

    def get_empty(self) -> Empty:
        if may_write_surveys(self.request.user):
            return self.empty
        return Empty(_("No survey yet"), _("A relationship manager begins the first one."))

    def get_context(self) -> dict[str, Any]:
        for row in self.page:
            row.returned = returned(row)
        years = surveys_by_year(self.request.user, as_of=timezone.now())
        return {
            "may_write": may_write_surveys(self.request.user),
            "years": [
                {"year": year, "before": before} for year, before in zip_longest(years, years[1:])
            ][:FEW_YEARS],
        }


@allowed_if(may_see_customers)
def survey(request: HttpRequest, code: str) -> HttpResponse:
    """One survey: what is asked of whom, how many answered, what they say, what follows."""
    campaign = visible_survey(request, code)
    user = request.user
    may_manage = may_manage_survey(user, campaign)
    context: dict[str, Any] = {
        "campaign": campaign,
        "may_manage": may_manage,
        "may_export": bool(campaign.opened_at) and may_export_answers(user, campaign),
        "bands": IKM_BANDS,
        "elements": IKM_ELEMENTS,
        "crumbs": survey_crumbs(campaign),
        "roots": campaign.customers.filter(
            pk__in=Customer.objects.visible_to(user).order_by().values("pk")
        ),
        "changes": history(
            Source(Campaign, {"pgh_obj_id": campaign.pk}, hidden=HIDDEN),
            Source(
                OutcomeStatement,
                {"campaign_id": campaign.pk},
                subject="text",
                hidden=frozenset({"campaign", "text"}),
            ),
        )
        if may_manage
        else [],
    }
    if campaign.is_begun:
        results = results_of(campaign, user=user)
        context |= {
            "results": results,
            "gaps": results.gaps,
            "means": list(zip(IKM_ELEMENTS, results.whole.ikm.means, strict=True))
            if results.whole and results.whole.ikm
            else [],
        }
    elif may_manage:
        plan = plan_sample(campaign, on=day_of(timezone.now(), campaign.zone))
        context |= {
            "gaps": gaps_of_plan(campaign, plan),
            "planned": sum(row.is_sampled for row in plan),
            "population": sum(row.in_population for row in plan),
            "statements": campaign.statements.count(),
        }
    return render(request, "brm/survey_detail.html", context)


ANSWER_COLUMNS = [
    Column("response", _("Response")),
    Column("who", _("Name")),
    Column("unit", _("Unit")),
    Column("role", _("Role")),
    Column("sent_at", pgettext_lazy("survey", "Sent")),
    Column("block", _("Questions")),
    Column("question", _("Question")),
    Column("importance", _("Importance"), num=True),
    Column("value", _("Answer"), num=True),
    Column("text", _("Text")),
]


@allowed_if(may_see_customers)
def answers(request: HttpRequest, code: str) -> HttpResponseBase:
    """Every answer as CSV or XLSX, for the few who may take them home."""
    campaign = visible_survey(request, code)
    if not may_export_answers(request.user, campaign):
        raise PermissionDenied
    rows = list(exported_answers(campaign, user=request.user))
    write = xlsx_response if request.GET.get("format") == "xlsx" else csv_response
    return write(_t("answers-%(code)s") % {"code": campaign.code}, ANSWER_COLUMNS, rows)
