"""Business outcomes for other systems: read, and kept in step by their own reference."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope
from brm.api.business_rows import (
    MeasurementSerializer,
    OutcomeInput,
    OutcomeSerializer,
    outcome_row,
)
from brm.models import BusinessOutcome
from brm.operations.save_outcome import record_measurement, save_outcome
from brm.queries.business_filters import OutcomeFilter
from brm.queries.customers import seen_from_within
from brm.queries.outcomes import with_actual
from brm.queries.writing import written_by


def readable_outcomes(user: Any) -> Any:
    """The outcomes that the caller may read, with what is realised."""
    rows = with_actual(BusinessOutcome.objects.visible_to(user))
    return rows.select_related("customer").prefetch_related("measurements")


def within(user: Any) -> frozenset[int]:
    """The customers whose internal fields the caller may read (decision 31)."""
    return frozenset(seen_from_within(user).values_list("pk", flat=True))


class OutcomeList(GenericAPIView):
    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = None
    serializer_class = OutcomeSerializer
    filterset_class = OutcomeFilter
    queryset = BusinessOutcome.objects.none()

    def get_queryset(self) -> Any:
        return readable_outcomes(self.request.user)

    @extend_schema(
        summary="Business outcomes",
        description="A customer's own people read statement, target and actual.",
        tags=["outcomes"],
        responses=OutcomeSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        internal = within(request.user)
        return self.get_paginated_response(
            [outcome_row(row, is_internal=row.customer_id in internal) for row in page or ()]
        )


class OutcomeDetail(APIView):
    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE

    @extend_schema(summary="Read one outcome", tags=["outcomes"], responses=OutcomeSerializer)
    def get(self, request: Request, code: str, reference: str) -> Response:
        row = get_object_or_404(
            readable_outcomes(request.user), customer__code=code.upper(), reference=reference
        )
        is_internal = row.customer_id in within(request.user)
        return Response(outcome_row(row, is_internal=is_internal))

    @extend_schema(
        summary="Keep an outcome",
        description="Makes it, or changes what is given; said again, it changes nothing.",
        tags=["outcomes"],
        request=OutcomeInput,
        responses={200: OutcomeSerializer, 201: OutcomeSerializer},
    )
    def put(self, request: Request, code: str, reference: str) -> Response:
        customer = get_object_or_404(seen_from_within(request.user), code=code.upper())
        if not written_by(request.user).filter(pk=customer.pk).exists():
            raise PermissionDenied
        stored = BusinessOutcome.objects.filter(customer=customer, reference=reference).first()
        wish = OutcomeInput(data=request.data, partial=stored is not None)
        wish.is_valid(raise_exception=True)
        saved = save_outcome(
            outcome=stored,
            customer=customer,
            reference=reference,
            actor=request.user,
            at=timezone.now(),
            **wish.validated_data,
        )
        row = readable_outcomes(request.user).get(pk=saved.pk)
        return Response(outcome_row(row, is_internal=True), status=200 if stored else 201)


class OutcomeMeasured(APIView):
    permission_classes = [HasScope]
    read_scope = None
    write_scope = Scope.RECORDS_WRITE

    @extend_schema(
        summary="Write where an outcome stands on a day",
        description="Planned and realised by that day; said again, it replaces that day's.",
        tags=["outcomes"],
        request=MeasurementSerializer,
        responses=OutcomeSerializer,
    )
    def post(self, request: Request, code: str, reference: str) -> Response:
        record = get_object_or_404(
            readable_outcomes(request.user).filter(customer__in=within(request.user)),
            customer__code=code.upper(),
            reference=reference,
        )
        if not written_by(request.user).filter(pk=record.customer_id).exists():
            raise PermissionDenied
        said = MeasurementSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        record_measurement(
            outcome=record, actor=request.user, at=timezone.now(), **said.validated_data
        )
        row = readable_outcomes(request.user).get(pk=record.pk)
        return Response(outcome_row(row, is_internal=True))
