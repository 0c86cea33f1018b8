"""What sources say about outages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from common.paging import CursorPages
from slm.api.bodies import FactsParser, TooLarge
from slm.api.doors import FactsDoor
from slm.api.fields import InstantField
from slm.models import Fact, Layer, Service, Slice, Source
from slm.operations.record_outage import OutageRefused, record_outage, withdraw_outage
from slm.operations.take_outages import OutagesRefused, take_outages
from slm.queries.filters import OutageFilter
from slm.queries.outages import outages, state_of_outage
from slm.queries.reference import MAX_REFERENCE

MAX_BATCH = 1_000
LONGEST_REASON = 2_000
LAYERS = {"down": Layer.DOWN, "partial": Layer.PARTIAL, "degraded": Layer.DEGRADED}
BATCH = "batch"  # stands where a reference would: none may be called so


class OutageInput(serializers.Serializer):
    """An outage as its source now knows it; without `end_at` it goes on."""

    service = serializers.CharField(max_length=32, help_text="Code of the service.")
    slice = serializers.CharField(
        max_length=32, allow_null=True, default=None, help_text="Code of a slice of the service."
    )
    layer = serializers.ChoiceField(choices=list(LAYERS), default="down")
    start_at = InstantField()
    end_at = InstantField(allow_null=True, default=None)
    reason = serializers.CharField(max_length=LONGEST_REASON, allow_blank=True, default="")


class OutageRow(OutageInput):
    external_id = serializers.CharField(
        max_length=MAX_REFERENCE, help_text="The source's own name for the outage."
    )

    def validate_external_id(self, reference: str) -> str:
        if reference == BATCH:
            raise serializers.ValidationError(_("No outage may be called so."))
        return reference


class OutageSerializer(serializers.ModelSerializer):
    """An outage as it is now known."""

    source = serializers.CharField(source="source.code")  # type: ignore[assignment]
    service = serializers.CharField(source="service.code")
    slice = serializers.CharField(source="slice.code", default=None, allow_null=True)
    layer = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()
    reason = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(source="version_number")
    start_at = InstantField()
    end_at = InstantField(allow_null=True)

    class Meta:
        model = Fact
        fields = [
            "source",
            "external_id",
            "service",
            "slice",
            "layer",
            "state",
            "start_at",
            "end_at",
            "reason",
            "version",
        ]

    def get_layer(self, fact: Fact) -> str:
        return Layer(fact.layer).name.lower()

    def get_state(self, fact: Fact) -> str:
        state = state_of_outage(fact)
        return "ended" if state == "done" else state


class LatestFirst(CursorPages):
    ordering = ("-start_at", "-pk")


class OutageDoor(FactsDoor, GenericAPIView):
    serializer_class = OutageSerializer
    queryset = Fact.objects.none()
    parser_classes = [FactsParser]
    pagination_class = LatestFirst

    def get_queryset(self) -> Any:
        return outages().visible_to(self.request.user)

    def source(self) -> Source:
        rows = Source.objects.visible_to(self.request.user)
        return get_object_or_404(rows, code=self.kwargs["code"])

    def answer(self, fact: Fact, *, status: int = 200) -> Response:
        stored = self.get_queryset().get(pk=fact.pk)
        return Response(OutageSerializer(stored).data, status)


class OutageList(ListModelMixin, OutageDoor):
    filterset_class = OutageFilter

    @extend_schema(summary="List outages, the latest first", tags=["outages"])
    def get(self, request: Request) -> Response:
        return self.list(request)


class SourceOutageList(ListModelMixin, OutageDoor):
    filterset_class = OutageFilter

    @extend_schema(summary="List the outages that a source reported", tags=["outages"])
    def get(self, request: Request, code: str) -> Response:
        return self.list(request)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Fact.objects.none()
        return super().get_queryset().filter(source=self.source())


class SourceOutage(OutageDoor):
    """One outage under its source's own name for it."""

    @extend_schema(summary="Read one outage", tags=["outages"])
    def get(self, request: Request, code: str, reference: str) -> Response:
        return Response(OutageSerializer(self.fact(reference)).data)

    @extend_schema(
        summary="Report, end or correct an outage",
        description=(
            "Says how the outage is now known. Sent again unchanged it changes nothing. A later "
            "start under the name of an outage that has ended is the next outage."
        ),
        tags=["outages"],
        request=OutageInput,
        responses={200: OutageSerializer, 201: OutageSerializer},
    )
    def put(self, request: Request, code: str, reference: str) -> Response:
        source, now = self.source(), timezone.now()
        wish = OutageRow(data={**_mapping(request.data), "external_id": reference})
        wish.is_valid(raise_exception=True)
        outage = resolve([wish.validated_data])[0]
        if isinstance(outage, OutageRefused):
            raise outage
        fact = record_outage(source=source, **outage, actor=request.user, at=now)
        made = fact.version_number == 1 and fact.versions.filter(received_at=now).exists()
        return self.answer(fact, status=201 if made else 200)

    @extend_schema(
        summary="Withdraw an outage",
        description="It no longer counts; what was said of it stays in its versions.",
        tags=["outages"],
        parameters=[OpenApiParameter("change_reason", str, description="Why it is withdrawn.")],
        responses={200: OutageSerializer},
    )
    def delete(self, request: Request, code: str, reference: str) -> Response:
        why = request.query_params.get("change_reason", "").replace("\x00", "")[:LONGEST_REASON]
        fact = withdraw_outage(
            fact=self.fact(reference),
            change_reason=why or _t("Withdrawn by its source."),
            actor=request.user,
            at=timezone.now(),
        )
        return self.answer(fact)

    def fact(self, reference: str) -> Fact:
        """The latest outage under this name."""
        rows = self.get_queryset().filter(source=self.source(), external_id=reference)
        found = rows.order_by("-start_at", "-pk").first()
        if found is None:
            raise NotFound
        return found


class OutageBatch(OutageDoor):
    serializer_class = OutageRow

    @extend_schema(
        summary="Report many outages, all or nothing",
        description=f"At most {MAX_BATCH} rows. The answer has them in the order given.",
        tags=["outages"],
        request=OutageRow(many=True),
        responses={200: OutageSerializer(many=True)},
    )
    def post(self, request: Request, code: str) -> Response:
        source = self.source()
        if isinstance(request.data, list) and len(request.data) > MAX_BATCH:
            raise TooLarge(_t("At most %(limit)d outages at once.") % {"limit": MAX_BATCH})
        wish = OutageRow(data=request.data, many=True)
        wish.is_valid(raise_exception=True)
        found = resolve(wish.validated_data)
        refused = [
            {"row": row, "field": one.field, "message": one.message, "code": one.code}
            for row, one in enumerate(found)
            if isinstance(one, OutageRefused)
        ]
        if refused:
            raise OutagesRefused(
                _t("Nothing was recorded: rows name services that are not known."), rows=refused
            )
        facts = take_outages(
            source=source,
            outages=[one for one in found if isinstance(one, Mapping)],
            actor=request.user,
            at=timezone.now(),
        )
        stored = {row.pk: row for row in self.get_queryset().filter(pk__in={f.pk for f in facts})}
        return Response(OutageSerializer([stored[fact.pk] for fact in facts], many=True).data)


def _mapping(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise serializers.ValidationError(_t("Send one outage as an object."))
    return data


def resolve(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any] | OutageRefused]:
    """Codes as records and words as layers, in two queries; a refusal where a code is unknown."""
    given = list(rows)
    services = {
        service.code: service
        for service in Service.objects.filter(code__in={row["service"].upper() for row in given})
    }
    slices = {
        (one.service_id, one.code): one
        for one in Slice.objects.filter(
            service__in=services.values(), code__in={(row["slice"] or "").upper() for row in given}
        )
    }
    return [_resolved(row, services, slices) for row in given]


def _resolved(
    row: Mapping[str, Any], services: Mapping[str, Service], slices: Mapping[Any, Slice]
) -> dict[str, Any] | OutageRefused:
    service = services.get(row["service"].upper())
    if service is None:
        return OutageRefused(
            _t("There is no service %(code)s.") % {"code": row["service"]}, field="service"
        )
    part = None
    if row["slice"]:
        part = slices.get((service.pk, row["slice"].upper()))
        if part is None:
            return OutageRefused(
                _t("%(service)s has no slice %(code)s.")
                % {"service": service.code, "code": row["slice"]},
                field="slice",
            )
    return {
        "external_id": row["external_id"],
        "service": service,
        "slice": part,
        "layer": LAYERS[row["layer"]],
        "start_at": row["start_at"],
        "end_at": row["end_at"],
        "reason": row["reason"],
    }
