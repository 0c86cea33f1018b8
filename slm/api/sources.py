"""Where facts come from."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from slm.api.doors import RecordsDoor
from slm.models import Source
from slm.operations.save_record import save_record
from slm.queries.filters import SourceFilter


class SourceSerializer(serializers.ModelSerializer):
    """A source; when it was last heard, and since when it is silent, is not the sender's to say."""

    class Meta:
        model = Source
        fields = [
            "code",
            "name",
            "kind",
            "expected_interval_seconds",
            "last_contact_at",
            "silent_since_at",
        ]
        read_only_fields = ["last_contact_at", "silent_since_at"]
        extra_kwargs = {"expected_interval_seconds": {"min_value": 1, "max_value": 366 * 86_400}}

    def validate_code(self, code: str) -> str:
        return code.upper()


class SourceDoor(RecordsDoor, GenericAPIView):
    serializer_class = SourceSerializer
    queryset = Source.objects.none()
    lookup_field = "code"

    def get_queryset(self) -> Any:
        return Source.objects.visible_to(self.request.user)


class SourceList(ListModelMixin, SourceDoor):
    filterset_class = SourceFilter

    @extend_schema(summary="List sources", tags=["sources"])
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(summary="Add a source", tags=["sources"], responses={201: SourceSerializer})
    def post(self, request: Request) -> Response:
        wish = self.get_serializer(data=request.data)
        wish.is_valid(raise_exception=True)
        source = save_record(record=Source(**wish.validated_data))
        return Response(self.get_serializer(source).data, 201)


class SourceDetail(RetrieveModelMixin, SourceDoor):
    @extend_schema(summary="Read one source", tags=["sources"])
    def get(self, request: Request, code: str) -> Response:
        return self.retrieve(request)
