"""Frozen results of closed periods: read, and a period closed by hand."""

import uuid
from dataclasses import asdict
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope
from agreements.api.fields import ExactField, NamedSerializer, PercentField
from agreements.api.figure_rows import (
    FigureSerializer,
    PromiseSerializer,
    figure_row,
    promise_row,
)
from agreements.models import Agreement, Commitment, Result, State
from agreements.operations.close_period import close_period
from agreements.queries.access import is_customer, may_manage_agreement
from agreements.queries.agreement_state import AgreementState, with_state
from agreements.queries.causes import KINDS
from agreements.queries.figures import frozen_figures
from agreements.queries.percents import exact_text
from agreements.queries.periods import kind_of, plain_label
from common.paging import CursorPages


class ResultPeriodSerializer(serializers.Serializer):
    kind = serializers.CharField()
    label = serializers.CharField()
    start = serializers.DateTimeField()
    ends_before = serializers.DateTimeField()


class ResultPartsSerializer(serializers.Serializer):
    """Seconds of service time by what they were; they add up to `service`."""

    service = serializers.IntegerField()
    excluded = serializers.IntegerField()
    planned = serializers.IntegerField()
    down = serializers.IntegerField()
    partial = serializers.IntegerField()
    degraded = serializers.IntegerField()
    unknown = serializers.IntegerField()
    good = serializers.IntegerField()


class ResultSerializer(serializers.Serializer):
    """Figures as they were frozen. Who changed what, and why, is not told to customers."""

    id = serializers.UUIDField()
    agreement = serializers.CharField()
    service = NamedSerializer()
    target = serializers.UUIDField(help_text="The commitment.")
    promise = PromiseSerializer()
    threshold_percent = PercentField(allow_null=True, help_text="Null: no share is promised.")
    period = ResultPeriodSerializer()
    number = serializers.IntegerField(help_text="1 was issued; each higher one restates it.")
    state = serializers.ChoiceField(choices=State.values)
    percent = serializers.CharField(
        allow_null=True, help_text="Of a share, floored; null: nothing measured, or no share."
    )
    figure = FigureSerializer()
    good_seconds = ExactField(
        allow_null=True, help_text="Null, like the parts, where events are counted."
    )
    measured_seconds = ExactField(allow_null=True)
    parts = ResultPartsSerializer(allow_null=True)
    cause = serializers.ChoiceField(
        choices=KINDS,
        allow_null=True,
        help_text="What made a restatement: one fact, several facts or samples, the hours.",
    )
    calendar_hash = serializers.CharField()
    data_revision = serializers.IntegerField()
    engine_version = serializers.CharField()
    issued_at = serializers.DateTimeField()
    fact = serializers.CharField(allow_null=True, required=False)
    reason = serializers.CharField(required=False)
    actor = serializers.CharField(
        allow_null=True, required=False, help_text="Null: it came about by itself."
    )


class CloseSerializer(serializers.Serializer):
    period = serializers.CharField(help_text="Its label: 2026-06, 2026-Q2, 2026, FY2027, a day.")
    reason = serializers.CharField(
        allow_blank=True, default="", help_text="Why the grace is not waited for."
    )


class ResultPages(CursorPages):
    """Newest first."""

    ordering: ClassVar[tuple[str, ...]] = ("-issued_at", "-pk")


def visible_results(user: Any, agreement: Agreement) -> QuerySet[Result]:
    return (
        Result.objects.visible_to(user)
        .filter(verdict__commitment__agreement=agreement)
        .select_related(
            "actor__person",
            "verdict__commitment__agreement",
            "verdict__commitment__target__indicator__service",
        )
    )


def result_row(row: Result, *, is_internal: bool) -> dict[str, Any]:
    """The result as plain values."""
    verdict = row.verdict
    commitment = verdict.commitment
    service = commitment.target.indicator.service
    figures = frozen_figures(row)
    is_of_time = figures.is_of_time
    promise = promise_row(figures.terms)
    found = {
        "id": row.pk,
        "agreement": commitment.agreement.code,
        "service": {"code": service.code, "name": service.name},
        "target": commitment.public_id,
        "promise": promise,
        "threshold_percent": promise["threshold_percent"],
        "period": {
            "kind": kind_of(verdict.period_label),
            "label": plain_label(verdict.period_label),
            "start": verdict.period_start_at,
            "ends_before": verdict.period_end_at,
        },
        "number": row.number,
        "state": row.state,
        "percent": figures.percent,
        "figure": figure_row(figures.terms, figures.reached),
        "good_seconds": exact_text(row.good_seconds) if is_of_time else None,
        "measured_seconds": exact_text(row.measured_seconds) if is_of_time else None,
        "parts": asdict(figures.parts) if is_of_time else None,
        "cause": row.cause.get("kind"),
        "calendar_hash": row.calendar_hash,
        "data_revision": row.data_revision,
        "engine_version": row.engine_version,
        "issued_at": row.issued_at,
    }
    if is_internal:
        found |= {
            "fact": row.cause.get("fact"),
            "reason": row.reason,
            "actor": row.actor.name if row.actor else None,
        }
    return found


class Results(generics.GenericAPIView):
    """The frozen results of an agreement, restatements among them."""

    permission_classes = [HasScope]
    read_scope = Scope.STATUS_READ
    write_scope = None
    serializer_class = ResultSerializer
    pagination_class = ResultPages

    def get_queryset(self) -> QuerySet[Result]:
        if getattr(self, "swagger_fake_view", False):
            return Result.objects.none()
        user = self.request.user
        rows = with_state(Agreement.objects.visible_to(user), at=timezone.now())
        if is_customer(user):
            rows = rows.exclude(state=AgreementState.DRAFT)
        return visible_results(user, get_object_or_404(rows, code=self.kwargs["code"]))

    @extend_schema(summary="Results of an agreement", responses=ResultSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        is_internal = not is_customer(request.user)
        return self.get_paginated_response(
            [result_row(row, is_internal=is_internal) for row in page or ()]
        )


class Close(APIView):
    """Close one period of a target by hand; again answers the same record."""

    permission_classes = [HasScope]
    read_scope = None
    write_scope = Scope.RECORDS_WRITE

    @extend_schema(
        summary="Close a period",
        description="Freezes its figures before the grace is over. Answers what was issued.",
        request=CloseSerializer,
        responses=ResultSerializer,
    )
    def post(self, request: Request, code: str, public_id: uuid.UUID) -> Response:
        commitment = get_object_or_404(
            Commitment.objects.visible_to(request.user).select_related("agreement"),
            agreement__code=code,
            public_id=public_id,
        )
        if is_customer(request.user):
            raise Http404
        if not may_manage_agreement(request.user, commitment.agreement):
            raise PermissionDenied
        given = CloseSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        label = given.validated_data["period"]
        verdict = next(
            (row for row in commitment.verdicts.all() if plain_label(row.period_label) == label),
            None,
        )
        if verdict is None:
            raise ValidationError({"period": [_("This target has no such period.")]})
        result = close_period(
            verdict=verdict,
            actor=request.user,
            reason=given.validated_data["reason"],
            at=timezone.now(),
        )
        row = visible_results(request.user, commitment.agreement).get(pk=result.pk)
        return Response(result_row(row, is_internal=True))
