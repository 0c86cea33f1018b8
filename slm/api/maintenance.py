"""Planned maintenance: what sources plan, and who approves it in spite of late notice."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _t
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import HasScope
from accounts.models import Scope
from accounts.queries.roles import may_decide_exclusions
from common.paging import CursorPages
from slm.api.bodies import FactsParser, TooLarge
from slm.api.doors import FactsDoor
from slm.api.fields import InstantField
from slm.api.parts import (
    MAX_PARTS,
    DecisionInput,
    Parts,
    PartSerializer,
    ReferenceField,
    UnknownPart,
    mapping,
)
from slm.models import Maintenance, Source
from slm.operations.decide_maintenance import (
    approve_maintenance,
    cancel_maintenance,
    refuse_maintenance,
)
from slm.operations.plan_maintenance import MaintenanceRefused
from slm.operations.take_maintenance import (
    MaintenancesRefused,
    record_maintenance,
    take_maintenance,
)
from slm.queries.maintenance import maintenances, standing_words, state_of_maintenance
from slm.queries.protections_filter import MaintenanceFilter

MAX_BATCH = 500
LONGEST_REASON = 2_000


class DecidesRole(BasePermission):
    """Deciding needs the role of a service level manager."""

    message = None

    def has_permission(self, request: Request, view: Any) -> bool:
        self.message = _t("Your roles do not open this door.")
        return may_decide_exclusions(request.user)


class MaintenanceInput(serializers.Serializer):
    """A maintenance as its source now plans it; `announced_at` says when notice was given."""

    parts = PartSerializer(many=True, allow_empty=False, max_length=MAX_PARTS)
    title = serializers.CharField(max_length=120)
    reason = serializers.CharField(max_length=LONGEST_REASON, allow_blank=True, default="")
    start_at = InstantField()
    end_at = InstantField()
    announced_at = InstantField(allow_null=True, default=None)


class MaintenanceRow(MaintenanceInput):
    external_id = ReferenceField(help_text="The source's own name for the maintenance.")


class MaintenanceSerializer(serializers.ModelSerializer):
    """A maintenance as it is now known: `counts` says whether it takes time out of levels."""

    source = serializers.CharField(source="source.code")
    series = serializers.CharField(source="series.external_id", default=None, allow_null=True)
    parts = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()
    counts = serializers.BooleanField(source="is_effective")
    why = serializers.SerializerMethodField()
    start_at = InstantField()
    end_at = InstantField()
    announced_at = InstantField(allow_null=True)

    class Meta:
        model = Maintenance
        fields = [
            "source",
            "external_id",
            "series",
            "title",
            "reason",
            "parts",
            "start_at",
            "end_at",
            "announced_at",
            "notice_seconds",
            "decision",
            "decided_at",
            "decision_reason",
            "state",
            "counts",
            "why",
        ]

    @extend_schema_field(PartSerializer(many=True))
    def get_parts(self, row: Maintenance) -> list[dict[str, Any]]:
        return [
            {
                "service": part.fact.service.code,
                "slice": part.fact.slice.code if part.fact.slice else None,
            }
            for part in row.shown_parts
        ]

    def get_state(self, row: Maintenance) -> str:
        return state_of_maintenance(row, self.context["now"])

    def get_why(self, row: Maintenance) -> str:
        return standing_words(row)


class EarliestFirst(CursorPages):
    ordering = ("start_at", "pk")


class MaintenanceDoor(FactsDoor, GenericAPIView):
    serializer_class = MaintenanceSerializer
    queryset = Maintenance.objects.none()
    parser_classes = [FactsParser]
    pagination_class = EarliestFirst

    def get_queryset(self) -> Any:
        return maintenances().visible_to(self.request.user)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "now": timezone.now()}

    def source(self) -> Source:
        rows = Source.objects.visible_to(self.request.user)
        return get_object_or_404(rows, code=self.kwargs["code"])

    def record(self) -> Maintenance:
        rows = self.get_queryset().filter(source=self.source())
        return get_object_or_404(rows, external_id=self.kwargs["reference"])

    def answer(self, row: Maintenance, *, status: int = 200) -> Response:
        stored = self.get_queryset().get(pk=row.pk)
        context = self.get_serializer_context()
        return Response(MaintenanceSerializer(stored, context=context).data, status)


class MaintenanceList(ListModelMixin, MaintenanceDoor):
    filterset_class = MaintenanceFilter

    @extend_schema(summary="List planned maintenance, the earliest first", tags=["maintenance"])
    def get(self, request: Request) -> Response:
        return self.list(request)


class SourceMaintenance(MaintenanceDoor):
    """One maintenance under its source's own name for it."""

    @extend_schema(summary="Read one maintenance", tags=["maintenance"])
    def get(self, request: Request, code: str, reference: str) -> Response:
        return self.answer(self.record())

    @extend_schema(
        summary="Plan or change maintenance",
        description=(
            "Says how it is now planned. Sent again unchanged it changes nothing. It counts once "
            "notice is in time or somebody approves it; `why` says which."
        ),
        tags=["maintenance"],
        request=MaintenanceInput,
        responses={200: MaintenanceSerializer, 201: MaintenanceSerializer},
    )
    def put(self, request: Request, code: str, reference: str) -> Response:
        source, now = self.source(), timezone.now()
        wish = MaintenanceRow(data={**mapping(request.data), "external_id": reference})
        wish.is_valid(raise_exception=True)
        row = resolve([wish.validated_data])[0]
        if isinstance(row, MaintenanceRefused):
            raise row
        before = Maintenance.objects.filter(source=source, external_id=reference).exists()
        made = record_maintenance(source=source, **row, actor=request.user, at=now)
        return self.answer(made, status=200 if before else 201)

    @extend_schema(
        summary="Cancel maintenance",
        description="It does not take place; what was said of it stays in its versions.",
        tags=["maintenance"],
        parameters=[OpenApiParameter("change_reason", str, description="Why it is cancelled.")],
        responses={200: MaintenanceSerializer},
    )
    def delete(self, request: Request, code: str, reference: str) -> Response:
        why = request.query_params.get("change_reason", "").replace("\x00", "")[:LONGEST_REASON]
        row = cancel_maintenance(
            maintenance=self.record(),
            change_reason=why or _t("Cancelled by its source."),
            actor=request.user,
            at=timezone.now(),
        )
        return self.answer(row)


class DecideMaintenance(MaintenanceDoor):
    """Approve or refuse: a record of its own, and a role of its own."""

    permission_classes = [HasScope & DecidesRole]
    write_scope = Scope.RECORDS_WRITE
    serializer_class = DecisionInput
    verb: Callable[..., Maintenance]

    def decide(self, request: Request) -> Response:
        row = self.record()
        wish = DecisionInput(data=request.data)
        wish.is_valid(raise_exception=True)
        decided = type(self).verb(
            maintenance=row,
            decision_reason=wish.validated_data["reason"],
            actor=request.user,
            at=timezone.now(),
        )
        return self.answer(decided)


class ApproveMaintenance(DecideMaintenance):
    verb = staticmethod(approve_maintenance)

    @extend_schema(
        summary="Approve maintenance in spite of late notice",
        tags=["maintenance"],
        request=DecisionInput,
        responses={200: MaintenanceSerializer},
    )
    def post(self, request: Request, code: str, reference: str) -> Response:
        return self.decide(request)


class RefuseMaintenance(DecideMaintenance):
    verb = staticmethod(refuse_maintenance)

    @extend_schema(
        summary="Refuse maintenance: it takes no time out",
        tags=["maintenance"],
        request=DecisionInput,
        responses={200: MaintenanceSerializer},
    )
    def post(self, request: Request, code: str, reference: str) -> Response:
        return self.decide(request)


class MaintenanceBatch(MaintenanceDoor):
    serializer_class = MaintenanceRow

    @extend_schema(
        summary="Plan many maintenances, all or nothing",
        description=f"At most {MAX_BATCH} rows. The answer has them in the order given.",
        tags=["maintenance"],
        request=MaintenanceRow(many=True),
        responses={200: MaintenanceSerializer(many=True)},
    )
    def post(self, request: Request, code: str) -> Response:
        source = self.source()
        if isinstance(request.data, list) and len(request.data) > MAX_BATCH:
            raise TooLarge(_t("At most %(limit)d rows at once.") % {"limit": MAX_BATCH})
        wish = MaintenanceRow(data=request.data, many=True)
        wish.is_valid(raise_exception=True)
        found = resolve(wish.validated_data)
        refused = [
            {"row": row, "field": one.field, "message": one.message, "code": one.code}
            for row, one in enumerate(found)
            if isinstance(one, MaintenanceRefused)
        ]
        if refused:
            raise MaintenancesRefused(
                _t("Nothing was recorded: rows name services that are not known."), rows=refused
            )
        rows = take_maintenance(
            source=source,
            rows=[one for one in found if isinstance(one, Mapping)],
            actor=request.user,
            at=timezone.now(),
        )
        stored = {row.pk: row for row in self.get_queryset().filter(pk__in={r.pk for r in rows})}
        context = self.get_serializer_context()
        body = MaintenanceSerializer([stored[r.pk] for r in rows], many=True, context=context)
        return Response(body.data)


def resolve(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any] | MaintenanceRefused]:
    """Codes as records, in two queries for all rows; a refusal where a code is unknown."""
    known = Parts(part for row in rows for part in row["parts"])
    found: list[dict[str, Any] | MaintenanceRefused] = []
    for row in rows:
        try:
            parts = [known.find(named) for named in row["parts"]]
        except UnknownPart as unknown:
            found.append(MaintenanceRefused(unknown.message, field=f"parts.{unknown.field}"))
        else:
            found.append({**row, "parts": parts})
    return found
