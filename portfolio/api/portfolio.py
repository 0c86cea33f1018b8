"""The customer portfolio, health and effort, for other systems of the provider (R37, R44)."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portfolio.api.doors import MoneyDoor
from portfolio.api.rows import MonthField
from portfolio.api.values import LatestFirst
from portfolio.engine.quadrant import Quadrant
from portfolio.engine.rounding import half_even
from portfolio.models import EffortPlan, HealthBand, HealthSnapshot
from portfolio.queries.effort_rows import tier_reasons
from portfolio.queries.portfolio_rows import PortfolioRow, portfolio_of


def _figure(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(**({"max_digits": 22, "allow_null": True} | options))


class PortfolioRowSerializer(serializers.Serializer):
    """One organisation over its subtree; what nobody knows is null."""

    customer = serializers.CharField()
    name = serializers.CharField()
    tier = serializers.ChoiceField(choices=EffortPlan.Tier.choices, allow_null=True)
    value = _figure(decimal_places=4, help_text="Value index, 0 to 1.")
    satisfaction = _figure(decimal_places=2, help_text="Outcome satisfaction, 0 to 100.")
    health = _figure(decimal_places=2, help_text="0 to 100; null below 60 % confidence.")
    band = serializers.ChoiceField(choices=HealthBand.choices)
    is_set_by_hand = serializers.BooleanField()
    quadrant = serializers.ChoiceField(choices=[one.value for one in Quadrant], allow_null=True)
    is_watermelon = serializers.BooleanField()
    revenue = _figure(decimal_places=2, help_text="Of the last twelve months.")
    currency = serializers.CharField(allow_null=True)
    ends_on = serializers.DateField(
        allow_null=True, help_text="Last day of the term that ends first."
    )
    last_contact_on = serializers.DateField(allow_null=True)
    is_contact_overdue = serializers.BooleanField()
    open_complaints = serializers.IntegerField()
    spent_hours = _figure(decimal_places=2, help_text="Logged since the quarter began.")
    planned_hours = _figure(decimal_places=2, help_text="Planned for the quarter.")


class PortfolioSerializer(serializers.Serializer):
    """Everybody that the token's user sees, by name."""

    results = PortfolioRowSerializer(many=True)


class HealthSerializer(serializers.Serializer):
    """The health of an organisation kept for a month, with its inputs."""

    id = serializers.UUIDField(source="public_id")
    customer = serializers.CharField(source="customer.code")
    month = MonthField()
    score = _figure(max_digits=5, decimal_places=2)
    confidence_ppm = serializers.IntegerField()
    band = serializers.ChoiceField(choices=HealthBand.choices)
    components = serializers.JSONField()
    deductions = serializers.JSONField()
    gates = serializers.JSONField()
    taken_at = serializers.DateTimeField()


class EffortSerializer(serializers.Serializer):
    """Tier and hours a year of an organisation as planned for a month."""

    id = serializers.UUIDField(source="public_id")
    customer = serializers.CharField(source="customer.code")
    month = MonthField()
    tier = serializers.ChoiceField(choices=EffortPlan.Tier.choices)
    reasons = serializers.SerializerMethodField()
    review_hours = serializers.IntegerField()
    complaint_hours = serializers.IntegerField()
    improvement_hours = serializers.IntegerField()
    renewal_hours = serializers.IntegerField()
    proposal_hours = serializers.IntegerField()
    hours_a_year = serializers.IntegerField()
    inputs = serializers.JSONField()
    planned_at = serializers.DateTimeField()

    def get_reasons(self, plan: EffortPlan) -> list[str]:
        return tier_reasons(plan)


class PortfolioRows(MoneyDoor, APIView):
    write_scope = None

    @extend_schema(
        summary="The customer portfolio as it stands now",
        tags=["portfolio"],
        responses=PortfolioSerializer,
    )
    def get(self, request: Request) -> Response:
        found = portfolio_of(request.user, as_of=timezone.now())
        rows = [_row(row) for row in found.rows]
        return Response(PortfolioSerializer({"results": rows}).data)


class _Kept(MoneyDoor, ListModelMixin, GenericAPIView):
    """Kept rows of customers that the reader sees, the latest month first."""

    pagination_class = LatestFirst
    write_scope = None

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        return rows.visible_to(self.request.user).select_related("customer")  # type: ignore[attr-defined]


class HealthSnapshots(_Kept):
    serializer_class = HealthSerializer
    queryset = HealthSnapshot.objects.all()

    @extend_schema(summary="Kept health of customers, the latest first", tags=["portfolio"])
    def get(self, request: Request) -> Response:
        return self.list(request)


class EffortPlans(_Kept):
    serializer_class = EffortSerializer
    queryset = EffortPlan.objects.all()

    @extend_schema(summary="Planned effort for customers, the latest first", tags=["portfolio"])
    def get(self, request: Request) -> Response:
        return self.list(request)


def _places(value: Any, places: int) -> Any:
    return None if value is None else half_even(value, places)


def _row(row: PortfolioRow) -> dict[str, Any]:
    return {
        "customer": row.customer.code,
        "name": row.customer.name,
        "tier": row.plan.tier if row.plan else None,
        "value": _places(row.index, 4),
        "satisfaction": _places(row.outcome_score, 2),
        "health": _places(row.health, 2),
        "band": row.band.value,
        "is_set_by_hand": row.override is not None,
        "quadrant": row.quadrant.value if row.quadrant else None,
        "is_watermelon": row.is_watermelon,
        "revenue": row.revenue,
        "currency": row.currency or None,
        "ends_on": row.next_end.ends_on if row.next_end else None,
        "last_contact_on": row.cadence.last_on,
        "is_contact_overdue": row.cadence.is_overdue,
        "open_complaints": row.complaints.open,
        "spent_hours": _places(row.spent_hours, 2),
        "planned_hours": _places(row.planned_hours, 2),
    }
