"""Hours for other systems: a timesheet writes them, a report reads them. Never for customers."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import HasScope
from accounts.models import Scope, User
from brm.models import Customer, HoursEntry
from brm.operations.log_hours import log_hours
from brm.queries.meeting_access import logged_for, may_log_hours
from brm.queries.meeting_filters import HoursFilter
from brm.queries.staff import staff
from common.rest import given_reference


class TimeSpentSerializer(serializers.Serializer):
    """One entry: whole minutes of one person for one customer on one day."""

    id = serializers.UUIDField()
    customer = serializers.CharField(source="customer.code")
    user = serializers.UUIDField(source="user.public_id")
    meeting = serializers.CharField(source="interaction.code", default=None, allow_null=True)
    spent_on = serializers.DateField()
    spent_minutes = serializers.IntegerField()
    discipline = serializers.ChoiceField(choices=HoursEntry.Discipline.choices)
    focus = serializers.ChoiceField(choices=HoursEntry.Focus.choices)
    note = serializers.CharField()
    external_id = serializers.CharField(allow_null=True)


class TimeSpentInput(serializers.Serializer):
    """What a caller may log; without `user` for the token's own."""

    external_id = serializers.CharField(
        max_length=80, required=False, help_text=_("Your own reference; it makes a retry safe.")
    )
    customer = serializers.SlugRelatedField(slug_field="code", queryset=Customer.objects.none())
    user = serializers.SlugRelatedField(
        slug_field="public_id", queryset=User.objects.none(), required=False
    )
    spent_on = serializers.DateField()
    spent_minutes = serializers.IntegerField(min_value=1, max_value=1440)
    discipline = serializers.ChoiceField(choices=HoursEntry.Discipline.choices)
    focus = serializers.ChoiceField(choices=HoursEntry.Focus.choices)
    note = serializers.CharField(max_length=300, required=False, default="")

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None and request.user.is_authenticated:
            fields["customer"].queryset = logged_for(request.user)
            fields["user"].queryset = staff()
        return fields


class HoursList(GenericAPIView):
    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE
    serializer_class = TimeSpentSerializer
    filterset_class = HoursFilter
    queryset = HoursEntry.objects.none()

    def get_queryset(self) -> Any:
        return (
            HoursEntry.objects.visible_to(self.request.user)
            .select_related("customer", "user", "interaction")
            .order_by("-spent_on", "pk")
        )

    @extend_schema(
        summary="List hours", responses=TimeSpentSerializer(many=True), tags=["meetings"]
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(TimeSpentSerializer(page, many=True).data)

    @extend_schema(
        summary="Log hours",
        description="The same `external_id` again answers 200 with the entry that was kept.",
        request=TimeSpentInput,
        responses={200: TimeSpentSerializer, 201: TimeSpentSerializer},
        tags=["meetings"],
    )
    def post(self, request: Request) -> Response:
        if not may_log_hours(request.user):
            raise PermissionDenied
        if reference := given_reference(request):
            known = HoursEntry.objects.filter(external_id=reference).first()
            if known is not None:
                return self._answer(known, 200)
        wish = TimeSpentInput(data=request.data, context={"request": request})
        wish.is_valid(raise_exception=True)
        data = wish.validated_data
        made = log_hours(
            user=data.pop("user", request.user), actor=request.user, at=timezone.now(), **data
        )
        return self._answer(made, 201)

    def _answer(self, entry: HoursEntry, code: int) -> Response:
        record = get_object_or_404(self.get_queryset(), pk=entry.pk)
        return Response(TimeSpentSerializer(record).data, code)
