"""The register of improvements for other systems: read, and one written under its code."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import HasScope
from accounts.models import Scope
from brm.models import Customer
from brm.queries.customers import seen_from_within
from portfolio.models import Improvement
from portfolio.operations.keep_improvement import save_improvement
from portfolio.queries.improvement_filter import ImprovementFilter
from portfolio.queries.improvements import (
    kept_customers,
    may_keep,
    may_keep_for_all,
    may_keep_some,
    worth_of,
)
from slm.models import Service

PLAIN = (
    *("title", "source", "source_note", "description", "objective", "scope", "stakeholders"),
    *("risk", "size", "priority", "start_on", "due_on", "currency", "cost", "running_cost"),
    *("benefit", "incidents", "outage_minutes", "users", "user_minute", "lost_transactions"),
    *("transaction_margin", "service_credits", "measure", "before", "goal"),
)


class ImprovementSerializer(serializers.ModelSerializer):
    """An improvement with what it is worth; customers that the reader may not see are left out."""

    customers = serializers.SerializerMethodField()
    services = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)
    breaches = serializers.SerializerMethodField()
    complaints = serializers.SerializerMethodField()
    failure_cost_a_year = serializers.SerializerMethodField()
    net_benefit_a_year = serializers.SerializerMethodField()
    payback_months = serializers.SerializerMethodField()

    class Meta:
        model = Improvement
        fields = [
            "code",
            *PLAIN,
            "customers",
            "services",
            "breaches",
            "complaints",
            "state",
            "reason",
            "after",
            "done_on",
            "realised_cost",
            "realised_benefit",
            "failure_cost_a_year",
            "net_benefit_a_year",
            "payback_months",
        ]
        read_only_fields = fields

    def get_customers(self, record: Improvement) -> list[str]:
        seen = self.context["seen"]
        return [row.code for row in record.customers.all() if row.pk in seen]

    def get_breaches(self, record: Improvement) -> list[str]:
        return [row.code for row in record.breaches.all()]

    def get_complaints(self, record: Improvement) -> list[str]:
        seen = self.context["seen"]
        return [row.code for row in record.complaints.all() if row.customer_id in seen]

    def get_failure_cost_a_year(self, record: Improvement) -> str:
        return str(worth_of(record).failure)

    def get_net_benefit_a_year(self, record: Improvement) -> str:
        return str(worth_of(record).net)

    def get_payback_months(self, record: Improvement) -> int | None:
        return worth_of(record).payback


class ImprovementInput(serializers.ModelSerializer):
    customers = serializers.SlugRelatedField(
        slug_field="code", queryset=Customer.objects.none(), many=True, required=False
    )
    services = serializers.SlugRelatedField(
        slug_field="code", queryset=Service.objects.all(), many=True, required=False
    )

    class Meta:
        model = Improvement
        fields = [*PLAIN, "customers", "services"]

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None and request.user.is_authenticated:
            user = request.user
            mine = seen_from_within(user) if may_keep_for_all(user) else kept_customers(user)
            fields["customers"].child_relation.queryset = mine
        return fields


class _Rows(generics.GenericAPIView):
    """What the register and one improvement share: who may, which are seen, how they read."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE
    serializer_class = ImprovementSerializer

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Improvement.objects.none()
        rows = Improvement.objects.visible_to(self.request.user)
        return rows.prefetch_related("customers", "services", "breaches__agreement", "complaints")

    def row(self, records: Any, *, many: bool = False) -> Any:
        seen = set(seen_from_within(self.request.user).values_list("pk", flat=True))
        return ImprovementSerializer(records, many=many, context={"seen": seen}).data


class Improvements(_Rows):
    """The register."""

    filterset_class = ImprovementFilter

    @extend_schema(
        summary="List improvements",
        tags=["improvements"],
        responses=ImprovementSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.row(page, many=True))


class ImprovementDetail(_Rows):
    """One improvement."""

    @extend_schema(
        summary="Read an improvement", tags=["improvements"], responses=ImprovementSerializer
    )
    def get(self, request: Request, code: str) -> Response:
        return Response(self.row(get_object_or_404(self.get_queryset(), code=code)))

    @extend_schema(
        summary="Write an improvement under its code",
        description="Said again it is the same improvement; fields left out stay.",
        tags=["improvements"],
        request=ImprovementInput,
        responses={200: ImprovementSerializer, 201: ImprovementSerializer},
    )
    def put(self, request: Request, code: str) -> Response:
        stored = self.get_queryset().filter(code=code.upper()).first()
        may = may_keep(request.user, stored) if stored else may_keep_some(request.user)
        if not may:
            raise PermissionDenied
        if stored is None and Improvement.objects.filter(code=code.upper()).exists():
            raise PermissionDenied  # a code of somebody else's
        wish = ImprovementInput(
            stored, data=request.data, partial=stored is not None, context={"request": request}
        )
        wish.is_valid(raise_exception=True)
        values = dict(wish.validated_data)
        customers = values.pop("customers", list(stored.customers.all()) if stored else [])
        services = values.pop("services", list(stored.services.all()) if stored else [])
        if not customers and not may_keep_for_all(request.user):
            raise PermissionDenied
        record = stored or Improvement(code=code.upper(), owner=request.user)
        for name, value in values.items():
            setattr(record, name, value)
        save_improvement(
            improvement=record,
            customers=customers,
            services=services,
            actor=request.user,
            at=timezone.now(),
        )
        answer = get_object_or_404(self.get_queryset(), pk=record.pk)
        return Response(self.row(answer), status.HTTP_200_OK if stored else status.HTTP_201_CREATED)
