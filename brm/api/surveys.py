"""Surveys and their results for other systems: read only, and never who answered what."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope
from brm.api.survey_rows import SurveyResultsSerializer, SurveySerializer, results_row
from brm.models import Campaign
from brm.queries.survey_filter import SurveyFilter
from brm.queries.survey_list import listed_surveys
from brm.queries.survey_results import results_of


class SurveyDoor(GenericAPIView):
    """What the list and one survey share."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    serializer_class = SurveySerializer
    queryset = Campaign.objects.none()
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[Campaign]:
        return listed_surveys(self.request.user)


class SurveyList(ListModelMixin, SurveyDoor):
    filterset_class = SurveyFilter

    @extend_schema(summary="List the surveys you may see", tags=["surveys"])
    def get(self, request: Request) -> Response:
        return self.list(request)


class SurveyDetail(RetrieveModelMixin, SurveyDoor):
    @extend_schema(summary="Read one survey", tags=["surveys"])
    def get(self, request: Request, code: str) -> Response:
        return self.retrieve(request)


class SurveyResultsDoor(APIView):
    """The results of one survey."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ

    @extend_schema(
        summary="Read the results of a survey",
        description="Over the units that you may see, totals included; 404 before it opened.",
        tags=["surveys"],
        responses=SurveyResultsSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        begun = Campaign.objects.visible_to(request.user).exclude(opened_at=None)
        campaign = get_object_or_404(begun, code=code)
        codes: dict[str, Any] = {
            str(pk): unit for pk, unit in campaign.units.values_list("pk", "code")
        }
        return Response(results_row(campaign, results_of(campaign, user=request.user), codes))
