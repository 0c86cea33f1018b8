"""Scores: what the page of such an indicator shows, the list, and one with its versions."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.queries.roles import may_manage_levels, may_read_levels
from common.access import Allowed
from common.listing import Chip, Column, Empty, ListPage
from common.ui import charts
from common.ui.numbers import write_number
from common.ui.times import write_day
from slm.models import Indicator, Score, ScoreVersion
from slm.pages.doors import Crumbs, may_look
from slm.pages.services import service_crumbs
from slm.queries.kinds import SCORED
from slm.queries.scores import (
    ScoreFilter,
    mean_since,
    score_value,
    scores,
    write_thousandths,
)

DAYS = 90
POINTS_SHOWN = 24
SCORES_SHOWN = 12


def find_indicator(public_id: uuid.UUID) -> Indicator:
    """The satisfaction or entered indicator of this id, or 404."""
    return get_object_or_404(
        Indicator.objects.select_related("service", "slice"), public_id=public_id, kind__in=SCORED
    )


def score_crumbs(indicator: Indicator, *more: tuple[Any, str | None]) -> Crumbs:
    service = indicator.service
    return [
        *service_crumbs(service)[:-1],
        (service.code, service.get_absolute_url()),
        (indicator.name or indicator.get_kind_display(), indicator.get_absolute_url()),
        *more,
    ]


def score_body(request: HttpRequest, indicator: Indicator, at: dt.datetime) -> dict[str, Any]:
    """The mean of ninety days, the latest scores as a line, and as a table."""
    rows = list(scores(indicator).order_by("-dated_on", "-pk")[: POINTS_SHOWN + SCORES_SHOWN])
    for row in rows:
        row.text = write_thousandths(row.value_thousandths)
    standing = [row for row in rows if not row.is_void][:POINTS_SHOWN]
    since = timezone.localtime(at).date() - dt.timedelta(days=DAYS)
    mean = mean_since(indicator, since)
    return {
        "scores": rows[:SCORES_SHOWN],
        "score_count": Score.objects.filter(indicator=indicator).count(),
        "latest": standing[0] if standing else None,
        "mean": None if mean is None else write_number(mean / 1_000, 2),
        "mean_days": DAYS,
        "is_satisfaction": indicator.kind == Indicator.Kind.SATISFACTION,
        "chart": charts.trend([_point(row) for row in reversed(standing)], write=_axis),
        "api_url": request.build_absolute_uri(
            reverse("slm-api:score-batch", args=[indicator.public_id])
        ),
    }


def _point(row: Score) -> charts.TrendPoint:
    day = write_day(row.dated_on, year=False)
    title = f"{day}: {write_thousandths(row.value_thousandths)}"
    return charts.TrendPoint(day, score_value(row), title=title)


def _axis(value: Any) -> str:
    return write_number(value, 1)


class ScoreList(Allowed, ListPage):
    """Every score of an indicator, the latest date first, withdrawn ones too."""

    may = staticmethod(may_read_levels)
    template_name = "slm/score_list.html"
    filterset_class = ScoreFilter
    heading = _("Scores")
    default_sort = "-date"
    export_name = "scores"
    columns = [
        Column("date", _("Date"), "dated_on", sort="dated_on"),
        Column("value", _("Value"), score_value, sort="value_thousandths", num=True),
        Column("respondents", _("Respondents"), sort="respondents", num=True),
        Column("note", _("Note")),
        Column("evidence", _("Evidence"), "evidence_name"),
        Column("who", _("Who"), "said_by"),
        Column("said", _("Entered"), "said_at", sort="said_at"),
        Column("reference", _("Reference"), "external_id", sort="external_id", shown=False),
        Column("version", _("Version"), "version_number", shown=False),
        Column("withdrawn", _("Withdrawn"), "is_void", shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("That count"), {"withdrawn": "false"}),
        Chip(_("Withdrawn"), {"withdrawn": "true"}),
    ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.indicator = find_indicator(kwargs["public_id"])
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Score]:
        return scores(self.indicator)

    @cached_property
    def heading_of(self) -> str:
        return _t("Scores of %(name)s") % {"name": self.indicator}

    def get_context(self) -> dict[str, Any]:
        for row in self.page:
            row.text = write_thousandths(row.value_thousandths)
        return {
            "indicator": self.indicator,
            "may_manage": may_manage_levels(self.request.user),
            "crumbs": score_crumbs(self.indicator, (_("Scores"), None)),
            "heading": self.heading_of,
        }

    def get_empty(self) -> Empty:
        if not may_manage_levels(self.request.user):
            return Empty(_("No score yet"), _("Whoever manages service levels enters them."))
        return Empty(
            _("No score yet"),
            _("Enter the first, or let a survey tool send them through the API."),
            _("Enter a score"),
            reverse("slm:score-create", args=[self.indicator.public_id]),
        )


def find_score(public_id: uuid.UUID) -> Score:
    """The score by its id in an address, or 404."""
    return get_object_or_404(
        Score.objects.select_related("indicator__service", "indicator__slice"),
        public_id=public_id,
    )


@require_safe
@may_look
def score(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One score: what it says, what shows it, and every version."""
    record = find_score(public_id)
    versions = list(
        ScoreVersion.objects.filter(score=record)
        .select_related("evidence", "actor__person")
        .order_by("-number")
    )
    for version in versions:
        version.text = write_thousandths(version.value_thousandths)
    context = {
        "score": record,
        "indicator": record.indicator,
        "current": versions[0],
        "versions": versions,
        "is_satisfaction": record.indicator.kind == Indicator.Kind.SATISFACTION,
        "may_manage": may_manage_levels(request.user),
        "crumbs": score_crumbs(
            record.indicator,
            (_("Scores"), reverse("slm:score-list", args=[record.indicator.public_id])),
            (record.external_id, None),
        ),
    }
    return render(request, "slm/score.html", context)
