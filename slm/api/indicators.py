"""What is measured."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from slm.api.doors import RecordsDoor
from slm.models import Indicator, Service, Slice, Source, State
from slm.operations.save_indicator import add_indicator, save_indicator
from slm.queries.filters import IndicatorFilter
from slm.queries.kinds import FIELDS, LONGEST_GAP_SECONDS


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


class ReadingRulesSerializer(serializers.ModelSerializer):
    """By which rule an indicator is read, and from which source; all of it can change later."""

    source: Any = serializers.SlugRelatedField(  # type: ignore[assignment]
        slug_field="code", queryset=Source.objects.all(), allow_null=True, required=False
    )

    class Meta:
        model = Indicator
        fields = ["source", "is_fed", "max_gap_seconds", "unit", "scale_from", "scale_to"]
        extra_kwargs = {
            "max_gap_seconds": {"min_value": 1, "max_value": LONGEST_GAP_SECONDS},
        }

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        kind = self.instance.kind if self.instance else wish["kind"]
        strange = {
            name: [_("An indicator of this kind has none.")]
            for name in ReadingRulesSerializer.Meta.fields
            if wish.get(name) and name not in FIELDS[kind]
        }
        if strange:
            raise serializers.ValidationError(strange)
        return wish


class NewIndicatorSerializer(ReadingRulesSerializer):
    """An indicator to add. `service`, `kind`, `slice` and `name` together are its key."""

    service = serializers.SlugRelatedField(slug_field="code", queryset=Service.objects.all())
    slice = serializers.CharField(allow_null=True, default=None, max_length=32)
    name = serializers.CharField(allow_blank=True, default="", max_length=80)
    kind = serializers.ChoiceField(choices=Indicator.Kind.choices)

    class Meta(ReadingRulesSerializer.Meta):
        fields = ["service", "kind", "slice", "name", *ReadingRulesSerializer.Meta.fields]
        # One that is there already is no error here, see `add_indicator`.
        validators: list[Any] = []

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        wish = super().validate(wish)
        code = wish["slice"]
        if code:
            wish["slice"] = Slice.objects.filter(service=wish["service"], code__iexact=code).first()
            if wish["slice"] is None:
                raise serializers.ValidationError({"slice": [_("This service has no such slice.")]})
        else:
            wish["slice"] = None
        # What is not availability has no states, so no time of it can be unknown.
        wish.setdefault("is_fed", wish["kind"] == Indicator.Kind.AVAILABILITY)
        return wish


class ChangedIndicatorSerializer(ReadingRulesSerializer):
    """What may change of an indicator; another meaning is another indicator."""

    accepts_recompute = serializers.BooleanField(
        default=False,
        write_only=True,
        help_text="Needed where every level of the past is computed again.",
    )

    class Meta(ReadingRulesSerializer.Meta):
        fields = [*ReadingRulesSerializer.Meta.fields, "accepts_recompute"]


class IndicatorDoor(RecordsDoor, GenericAPIView):
    serializer_class = IndicatorSerializer
    queryset = Indicator.objects.none()
    lookup_field = "public_id"

    def get_queryset(self) -> Any:
        rows = Indicator.objects.visible_to(self.request.user)
        return rows.select_related("service", "slice", "source", "feed")

    def answer(self, indicator: Indicator, *, status: int) -> Response:
        stored = get_object_or_404(self.get_queryset(), pk=indicator.pk)
        return Response(IndicatorSerializer(stored).data, status)


class IndicatorList(ListModelMixin, IndicatorDoor):
    filterset_class = IndicatorFilter

    @extend_schema(summary="List indicators", tags=["indicators"])
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Add an indicator",
        description=(
            "Sent twice it is added once: 201 the first time, 200 after that. One that is there "
            "under other rules is refused with 422; change it by PATCH."
        ),
        tags=["indicators"],
        request=NewIndicatorSerializer,
        responses={200: IndicatorSerializer, 201: IndicatorSerializer},
    )
    def post(self, request: Request) -> Response:
        wish = NewIndicatorSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        indicator, is_new = add_indicator(
            indicator=Indicator(**wish.validated_data), actor=request.user, at=timezone.now()
        )
        return self.answer(indicator, status=201 if is_new else 200)


class IndicatorDetail(RetrieveModelMixin, IndicatorDoor):
    @extend_schema(summary="Read one indicator", tags=["indicators"])
    def get(self, request: Request, public_id: Any) -> Response:
        return self.retrieve(request)

    @extend_schema(
        summary="Change how an indicator is read",
        tags=["indicators"],
        request=ChangedIndicatorSerializer(partial=True),
        responses=IndicatorSerializer,
    )
    def patch(self, request: Request, public_id: Any) -> Response:
        indicator = self.get_object()
        wish = ChangedIndicatorSerializer(indicator, data=request.data, partial=True)
        wish.is_valid(raise_exception=True)
        accepts = wish.validated_data.pop("accepts_recompute", False)
        for name, value in wish.validated_data.items():
            setattr(indicator, name, value)
        saved = save_indicator(
            indicator=indicator,
            accepts_recompute=accepts,
            actor=request.user,
            at=timezone.now(),
        )
        return self.answer(saved, status=200)
