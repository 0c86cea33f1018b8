"""Plans and maturity for other systems: read from within, ratings written once."""

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
from brm.models import AccountItem, AccountPlan, Customer, MaturityRating, Side
from brm.operations.rate_maturity import rate_maturity
from brm.queries.customers import managed_by, seen_from_within


class AccountItemSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = AccountItem
        fields = [
            "id",
            "kind",
            "title",
            "note",
            "amount",
            "due_on",
            "likelihood",
            "impact",
            "state",
            "outcome",
            "closed_on",
        ]
        read_only_fields = fields


class PlanSerializer(serializers.ModelSerializer):
    customer = serializers.CharField(source="customer.code")
    items = AccountItemSerializer(many=True)

    class Meta:
        model = AccountPlan
        fields = [
            "customer",
            "strategy",
            "drivers",
            "expectations",
            "vision",
            "characteristics",
            "measures",
            "initiatives",
            "contributions",
            "is_shared",
            "reviewed_on",
            "next_review_on",
            "items",
        ]
        read_only_fields = fields


class RatingSerializer(serializers.ModelSerializer):
    class Meta:
        model = MaturityRating
        fields = ["side", "level", "evidence", "rated_by", "rated_on", "recorded_at"]
        read_only_fields = fields


class RatingInput(serializers.Serializer):
    side = serializers.ChoiceField(choices=Side.choices)
    level = serializers.IntegerField(min_value=1, max_value=5)
    evidence = serializers.CharField(max_length=2000)
    rated_by = serializers.CharField(max_length=160)
    rated_on = serializers.DateField()


class Door(generics.GenericAPIView):
    """Internal of one customer: whoever sees it only from outside gets 404."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE

    def customer(self, code: str) -> Customer:
        return get_object_or_404(seen_from_within(self.request.user), code=code)


class Plan(Door):
    serializer_class = PlanSerializer

    @extend_schema(summary="Read a customer's account plan", tags=["customers"])
    def get(self, request: Request, code: str) -> Response:
        plans = AccountPlan.objects.select_related("customer").prefetch_related("items")
        plan = get_object_or_404(plans, customer=self.customer(code))
        return Response(PlanSerializer(plan).data)


class Ratings(Door):
    serializer_class = RatingSerializer

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return MaturityRating.objects.none()
        return MaturityRating.objects.filter(customer=self.customer(self.kwargs["code"]))

    @extend_schema(
        summary="List a customer's maturity ratings",
        tags=["customers"],
        responses=RatingSerializer(many=True),
    )
    def get(self, request: Request, code: str) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(RatingSerializer(page, many=True).data)

    @extend_schema(
        summary="Rate the maturity of a relationship",
        description="The same rating said again is the one that is there.",
        tags=["customers"],
        request=RatingInput,
        responses={201: RatingSerializer, 200: RatingSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        customer = self.customer(code)
        if not managed_by(request.user).filter(pk=customer.pk).exists():
            raise PermissionDenied
        wish = RatingInput(data=request.data)
        wish.is_valid(raise_exception=True)
        values = wish.validated_data
        stored = MaturityRating.objects.filter(customer=customer, **values).first()
        if stored is not None:
            return Response(RatingSerializer(stored).data)
        rating = rate_maturity(customer=customer, **values, actor=request.user, at=timezone.now())
        return Response(RatingSerializer(rating).data, status.HTTP_201_CREATED)
