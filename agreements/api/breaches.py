"""Breaches: read and acknowledged."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope
from agreements.api.fields import NamedSerializer, PercentField
from agreements.api.figure_rows import PromiseSerializer, promise_row
from agreements.models import Breach
from agreements.operations.answer_breach import acknowledge_breach
from agreements.queries.access import is_customer, may_manage_agreement
from agreements.queries.breach_filter import BreachFilter
from agreements.queries.periods import kind_of, plain_label
from agreements.queries.terms import terms_from


class BreachPeriodSerializer(serializers.Serializer):
    kind = serializers.CharField()
    label = serializers.CharField()
    start = serializers.DateTimeField()
    ends_before = serializers.DateTimeField()


class BreachSerializer(serializers.Serializer):
    """A broken promise. What the provider wrote about it is not told to customers."""

    code = serializers.CharField()
    agreement = serializers.CharField()
    service = NamedSerializer()
    target = serializers.UUIDField(help_text="The commitment.")
    promise = PromiseSerializer()
    threshold_percent = PercentField(allow_null=True, help_text="Null: no share is promised.")
    period = BreachPeriodSerializer()
    kind = serializers.ChoiceField(choices=Breach.Kind.values)
    step = serializers.ChoiceField(choices=Breach.Step.values)
    breached_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    opened_at = serializers.DateTimeField(required=False)
    acknowledged_at = serializers.DateTimeField(allow_null=True, required=False)
    acknowledged_by = serializers.CharField(allow_null=True, required=False)
    explanation = serializers.CharField(required=False)
    conclusion = serializers.CharField(required=False)


def visible_breaches(user: Any) -> QuerySet[Breach]:
    return Breach.objects.visible_to(user).select_related(
        "agreement",
        "verdict",
        "commitment__target__indicator__service",
        "acknowledged_by__person",
    )


def breach_row(row: Breach, *, is_internal: bool) -> dict[str, Any]:
    """The breach as plain values."""
    service, verdict = row.commitment.target.indicator.service, row.verdict
    promise = promise_row(terms_from(row.commitment.terms))
    found = {
        "code": row.code,
        "agreement": row.agreement.code,
        "service": {"code": service.code, "name": service.name},
        "target": row.commitment.public_id,
        "promise": promise,
        "threshold_percent": promise["threshold_percent"],
        "period": {
            "kind": kind_of(verdict.period_label),
            "label": plain_label(verdict.period_label),
            "start": verdict.period_start_at,
            "ends_before": verdict.period_end_at,
        },
        "kind": row.kind,
        "step": row.step,
        "breached_at": row.breached_at,
        "withdrawn_at": row.withdrawn_at,
        "closed_at": row.closed_at,
    }
    if is_internal:
        found |= {
            "opened_at": row.opened_at,
            "acknowledged_at": row.acknowledged_at,
            "acknowledged_by": row.acknowledged_by.name if row.acknowledged_by else None,
            "explanation": row.explanation,
            "conclusion": row.conclusion,
        }
    return found


class Breaches(generics.GenericAPIView):
    """Every breach that the caller may see."""

    permission_classes = [HasScope]
    read_scope = Scope.STATUS_READ
    write_scope = None
    serializer_class = BreachSerializer
    filterset_class = BreachFilter

    def get_queryset(self) -> QuerySet[Breach]:
        if getattr(self, "swagger_fake_view", False):
            return Breach.objects.none()
        return visible_breaches(self.request.user)

    @extend_schema(summary="Breaches", responses=BreachSerializer(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        is_internal = not is_customer(request.user)
        return self.get_paginated_response(
            [breach_row(row, is_internal=is_internal) for row in page or ()]
        )


class BreachDetail(APIView):
    """One breach by its code, `SLA-0042-B3`."""

    permission_classes = [HasScope]
    read_scope = Scope.STATUS_READ
    write_scope = None

    @extend_schema(summary="A breach", responses=BreachSerializer)
    def get(self, request: Request, code: str) -> Response:
        row = find_breach(request.user, code)
        return Response(breach_row(row, is_internal=not is_customer(request.user)))


class Acknowledge(APIView):
    """Say that somebody takes care of it; again changes nothing."""

    permission_classes = [HasScope]
    read_scope = None
    write_scope = Scope.RECORDS_WRITE

    @extend_schema(summary="Acknowledge a breach", request=None, responses=BreachSerializer)
    def post(self, request: Request, code: str) -> Response:
        row = find_breach(request.user, code)
        if not may_manage_agreement(request.user, row.agreement):
            raise PermissionDenied
        acknowledge_breach(breach=row, actor=request.user, at=timezone.now())
        return Response(breach_row(find_breach(request.user, code), is_internal=True))


def find_breach(user: Any, code: str) -> Breach:
    """The breach called `code`; what is invisible is not found."""
    agreement, _mark, number = code.upper().rpartition("-B")
    if not agreement or not number.isdecimal() or len(number) > 9:
        raise Http404
    row = visible_breaches(user).filter(agreement__code=agreement, number=int(number)).first()
    if row is None:
        raise Http404
    return row
