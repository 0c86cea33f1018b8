"""What is measured."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from slm.api.doors import RecordsDoor
from slm.models import Indicator, State
from slm.queries.filters import IndicatorFilter


class FeedSerializer(serializers.Serializer):
    """How far an indicator's samples reach."""

    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()
    last_state = serializers.SerializerMethodField()
    sample_count = serializers.IntegerField()

    def get_last_state(self, feed: Any) -> str:
        return State(feed.last_state).name.lower()


class IndicatorSerializer(serializers.ModelSerializer):
    """An indicator; `id` is how samples name it."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    service = serializers.CharField(source="service.code", read_only=True)
    slice = serializers.CharField(source="slice.code", read_only=True, default=None)
    source = serializers.CharField(source="source.code", read_only=True, default=None)  # type: ignore[assignment]
    feed = FeedSerializer(read_only=True, allow_null=True, default=None)

    class Meta:
        model = Indicator
        fields = [
            "id",
            "service",
            "kind",
            "slice",
            "name",
            "source",
            "is_fed",
            "max_gap_seconds",
            "unit",
            "scale_from",
            "scale_to",
            "feed",
        ]


class IndicatorDoor(RecordsDoor, GenericAPIView):
    serializer_class = IndicatorSerializer
    queryset = Indicator.objects.none()
    lookup_field = "public_id"

    def get_queryset(self) -> Any:
        rows = Indicator.objects.visible_to(self.request.user)
        return rows.select_related("service", "slice", "source", "feed")


class IndicatorList(ListModelMixin, IndicatorDoor):
    filterset_class = IndicatorFilter

    @extend_schema(summary="List indicators", tags=["indicators"])
    def get(self, request: Request) -> Response:
        return self.list(request)


class IndicatorDetail(RetrieveModelMixin, IndicatorDoor):
    @extend_schema(summary="Read one indicator", tags=["indicators"])
    def get(self, request: Request, public_id: Any) -> Response:
        return self.retrieve(request)
