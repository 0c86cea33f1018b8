"""Who uses which service, for other systems: read, kept in step, and what rests on a service."""

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
from agreements.api.use_rows import (
    LEVELS,
    RestsSerializer,
    UseInput,
    UseSerializer,
    rests_row,
    use_row,
    weights_of,
)
from agreements.models import ServiceUse
from agreements.operations.save_use import UseRefused, save_use
from agreements.queries.access import is_provider
from agreements.queries.use_filter import UseFilter
from agreements.queries.what_rests_on import seen_uses, unseen_weights, what_rests_on
from brm.models import BusinessOutcome
from brm.queries.customers import seen_from_within
from brm.queries.writing import may_write_for
from slm.models import Service


class UseList(GenericAPIView):
    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = None
    serializer_class = UseSerializer
    filterset_class = UseFilter
    queryset = ServiceUse.objects.none()

    def get_queryset(self) -> Any:
        return seen_uses(self.request.user)

    @extend_schema(
        summary="Who uses which service", tags=["uses"], responses=UseSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([use_row(row) for row in page or ()])


class UseDetail(APIView):
    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE

    @extend_schema(summary="Read one use", tags=["uses"], responses=UseSerializer)
    def get(self, request: Request, code: str, service: str) -> Response:
        return Response(
            use_row(
                get_object_or_404(
                    seen_uses(request.user),
                    customer__code=code.upper(),
                    service__code=service.upper(),
                )
            )
        )

    @extend_schema(
        summary="Keep a use",
        description="Makes it, or changes what is given; said again, it changes nothing.",
        tags=["uses"],
        request=UseInput,
        responses={200: UseSerializer, 201: UseSerializer},
    )
    def put(self, request: Request, code: str, service: str) -> Response:
        customer = get_object_or_404(seen_from_within(request.user), code=code.upper())
        if not may_write_for(request.user, customer):
            raise PermissionDenied
        used = get_object_or_404(Service, code=service.upper())
        stored = ServiceUse.objects.filter(customer=customer, service=used).first()
        wish = UseInput(data=request.data)
        wish.is_valid(raise_exception=True)
        said = dict(wish.validated_data)
        if said.get("criticality"):
            said["criticality"] = LEVELS[said["criticality"]]
        if "outcomes" in said:
            kept = unseen_weights(stored, request.user) if stored else {}
            said["weights"] = kept | _weights(request.user, said.pop("outcomes"))
        saved = save_use(customer=customer, service=used, actor=request.user, **said)
        row = seen_uses(request.user).get(pk=saved.pk)
        return Response(use_row(row), status=200 if stored else 201)


class ServiceRests(APIView):
    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = None

    @extend_schema(
        summary="What rests on a service",
        description="Units, outcomes, users and the cost of an hour, of customers that you see.",
        tags=["uses"],
        responses=RestsSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        if not is_provider(request.user):
            raise PermissionDenied
        service = get_object_or_404(Service, code=code.upper())
        today = timezone.localdate()
        rests = what_rests_on(service, user=request.user, as_of=today)
        return Response(rests_row(service, rests, as_of=today))


def _weights(user: Any, said: list[dict[str, Any]]) -> Any:
    known = BusinessOutcome.objects.filter(customer__in=seen_from_within(user)).select_related(
        "customer"
    )
    found = known.in_bulk([row["outcome"] for row in said])
    try:
        return weights_of(said, found)
    except KeyError as error:
        raise UseRefused(
            _("There is no outcome %(id)s that you see.") % {"id": error.args[0]},
            field="outcomes",
        ) from error
