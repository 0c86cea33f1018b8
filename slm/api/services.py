"""The catalogue of services."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from slm.api.doors import RecordsDoor
from slm.models import Provider, Service, Slice
from slm.operations.save_record import save_record
from slm.queries.filters import ServiceFilter, owners


class SliceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Slice
        fields = ["code", "name"]


class ServiceSerializer(serializers.ModelSerializer):
    """A service. `code` is given once; `owner` is the id of a user, `provider` a code."""

    owner: Any = serializers.SlugRelatedField(
        slug_field="public_id",
        queryset=User.objects.none(),
        allow_null=True,
        required=False,
    )
    provider: Any = serializers.SlugRelatedField(
        slug_field="code", queryset=Provider.objects.all(), allow_null=True, required=False
    )
    slices = SliceSerializer(many=True, read_only=True)

    class Meta:
        model = Service
        fields = [
            "code",
            "name",
            "kind",
            "portfolio_state",
            "description",
            "outcome",
            "owner",
            "provider",
            "slices",
        ]

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        fields["owner"].queryset = owners()
        return fields

    def validate_code(self, code: str) -> str:
        code = code.upper()
        if self.instance is not None and self.instance.code != code:
            raise serializers.ValidationError(_("A code never changes once it is given."))
        return code


class ServiceDoor(RecordsDoor, GenericAPIView):
    serializer_class = ServiceSerializer
    queryset = Service.objects.none()
    lookup_field = "code"

    def get_queryset(self) -> Any:
        rows = Service.objects.visible_to(self.request.user)
        return rows.select_related("owner", "provider").prefetch_related("slices")

    def answer(self, service: Service, *, status: int) -> Response:
        stored = get_object_or_404(self.get_queryset(), pk=service.pk)
        return Response(self.get_serializer(stored).data, status)


class ServiceList(ListModelMixin, ServiceDoor):
    filterset_class = ServiceFilter

    @extend_schema(summary="List services", tags=["services"])
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(summary="Add a service", tags=["services"], responses={201: ServiceSerializer})
    def post(self, request: Request) -> Response:
        wish = self.get_serializer(data=request.data)
        wish.is_valid(raise_exception=True)
        service = save_record(record=Service(**wish.validated_data))
        return self.answer(service, status=201)


class ServiceDetail(RetrieveModelMixin, ServiceDoor):
    @extend_schema(summary="Read one service", tags=["services"])
    def get(self, request: Request, code: str) -> Response:
        return self.retrieve(request)

    @extend_schema(
        summary="Change a service", tags=["services"], request=ServiceSerializer(partial=True)
    )
    def patch(self, request: Request, code: str) -> Response:
        service = self.get_object()
        wish = self.get_serializer(service, data=request.data, partial=True)
        wish.is_valid(raise_exception=True)
        for name, value in wish.validated_data.items():
            setattr(service, name, value)
        return self.answer(save_record(record=service), status=200)
