"""Demand for other systems: read, raised, and kept in step by its code."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope
from brm.api.business_rows import DemandInput, DemandSerializer, demand_row
from brm.models import Demand
from brm.operations.save_demand import DemandRefused, save_demand
from brm.queries.business_filters import DemandFilter
from brm.queries.customers import seen_from_within
from brm.queries.demand_scores import seen_demand
from brm.queries.writing import may_write


class DemandList(GenericAPIView):
    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE
    serializer_class = DemandSerializer
    filterset_class = DemandFilter
    queryset = Demand.objects.none()

    def get_queryset(self) -> Any:
        return seen_demand(self.request.user)

    @extend_schema(
        summary="Demand with its score", tags=["demand"], responses=DemandSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([demand_row(row) for row in page or ()])

    @extend_schema(
        summary="Raise a demand",
        tags=["demand"],
        request=DemandInput,
        responses={201: DemandSerializer},
    )
    def post(self, request: Request) -> Response:
        return _keep(request, code="", stored=None)


class DemandDetail(APIView):
    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE

    @extend_schema(summary="Read one demand", tags=["demand"], responses=DemandSerializer)
    def get(self, request: Request, code: str) -> Response:
        return Response(demand_row(get_object_or_404(seen_demand(request.user), code=code.upper())))

    @extend_schema(
        summary="Keep a demand",
        description="Makes it under this code, or changes what is given while it is open.",
        tags=["demand"],
        request=DemandInput,
        responses={200: DemandSerializer, 201: DemandSerializer},
    )
    def put(self, request: Request, code: str) -> Response:
        stored = seen_demand(request.user).filter(code=code.upper()).first()
        return _keep(request, code=code.upper(), stored=stored)


def _keep(request: Request, *, code: str, stored: Demand | None) -> Response:
    if not may_write(request.user):
        raise PermissionDenied
    wish = DemandInput(data=request.data, partial=stored is not None)
    wish.is_valid(raise_exception=True)
    said = dict(wish.validated_data)
    named = said.pop("customer", None)
    customer: Any = stored.customer if stored else None
    if named:
        customer = seen_from_within(request.user).filter(code=named.upper()).first()
    if customer is None:
        raise DemandRefused(_("No customer of yours has this code."), field="customer")
    if stored is not None and customer != stored.customer:
        raise DemandRefused(_("The customer of a demand never changes."), field="customer")
    saved = save_demand(
        demand=stored,
        code=code,
        customer=customer,
        actor=request.user,
        at=timezone.now(),
        **said,
    )
    row = seen_demand(request.user).get(pk=saved.pk)
    return Response(demand_row(row), status=200 if stored else 201)
