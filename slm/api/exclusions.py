"""Exclusions: what sources propose to leave out, and who decides on it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _t
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import HasScope
from accounts.models import Scope
from common.paging import CursorPages
from slm.api.bodies import FactsParser, TooLarge
from slm.api.doors import FactsDoor
from slm.api.fields import InstantField
from slm.api.maintenance import LONGEST_REASON, MAX_BATCH, DecidesRole
from slm.api.parts import DecisionInput, Parts, ReferenceField, UnknownPart, mapping
from slm.models import Exclusion, Source
from slm.operations.decide_exclusion import approve_exclusion, refuse_exclusion
from slm.operations.propose_exclusion import (
    ExclusionRefused,
    ExclusionsRefused,
    record_exclusion,
    take_exclusions,
    withdraw_exclusion,
)
from slm.queries.protections_filter import ExclusionFilter, exclusions, state_of_exclusion


class ExclusionInput(serializers.Serializer):
    """An exclusion as its source now proposes it."""

    service = serializers.CharField(max_length=32, help_text="Code of the service.")
    slice = serializers.CharField(
        max_length=32, allow_null=True, default=None, help_text="Code of a slice of the service."
    )
    cause = serializers.ChoiceField(choices=Exclusion.Cause.choices)
    start_at = InstantField()
    end_at = InstantField()
    evidence = serializers.CharField(max_length=LONGEST_REASON)


class ExclusionRow(ExclusionInput):
    external_id = ReferenceField(help_text="The source's own name for the exclusion.")


class ExclusionSerializer(serializers.ModelSerializer):
    """An exclusion as it is now known."""

    source = serializers.CharField(source="source.code")
    service = serializers.CharField(source="fact.service.code")
    slice = serializers.CharField(source="fact.slice.code", default=None, allow_null=True)
    start_at = InstantField(source="fact.start_at")
    end_at = InstantField(source="fact.end_at")
    state = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="fact.version_number")

    class Meta:
        model = Exclusion
        fields = [
            "source",
            "external_id",
            "service",
            "slice",
            "cause",
            "start_at",
            "end_at",
            "evidence",
            "state",
            "decided_at",
            "decision_reason",
            "version",
        ]

    def get_state(self, row: Exclusion) -> str:
        return state_of_exclusion(row)


class LatestFirst(CursorPages):
    ordering = ("-fact__start_at", "-pk")


class ExclusionDoor(FactsDoor, GenericAPIView):
    serializer_class = ExclusionSerializer
    queryset = Exclusion.objects.none()
    parser_classes = [FactsParser]
    pagination_class = LatestFirst

    def get_queryset(self) -> Any:
        return exclusions().visible_to(self.request.user)

    def source(self) -> Source:
        rows = Source.objects.visible_to(self.request.user)
        return get_object_or_404(rows, code=self.kwargs["code"])

    def record(self) -> Exclusion:
        rows = self.get_queryset().filter(source=self.source())
        return get_object_or_404(rows, external_id=self.kwargs["reference"])

    def answer(self, row: Exclusion, *, status: int = 200) -> Response:
        stored = self.get_queryset().get(pk=row.pk)
        return Response(ExclusionSerializer(stored).data, status)


class ExclusionList(ListModelMixin, ExclusionDoor):
    filterset_class = ExclusionFilter

    @extend_schema(summary="List exclusions, the latest first", tags=["exclusions"])
    def get(self, request: Request) -> Response:
        return self.list(request)


class SourceExclusion(ExclusionDoor):
    """One exclusion under its source's own name for it."""

    @extend_schema(summary="Read one exclusion", tags=["exclusions"])
    def get(self, request: Request, code: str, reference: str) -> Response:
        return self.answer(self.record())

    @extend_schema(
        summary="Propose or change an exclusion",
        description=(
            "It takes no time out until another person approves it; a change waits again. Sent "
            "again unchanged it changes nothing."
        ),
        tags=["exclusions"],
        request=ExclusionInput,
        responses={200: ExclusionSerializer, 201: ExclusionSerializer},
    )
    def put(self, request: Request, code: str, reference: str) -> Response:
        source, now = self.source(), timezone.now()
        wish = ExclusionRow(data={**mapping(request.data), "external_id": reference})
        wish.is_valid(raise_exception=True)
        row = resolve([wish.validated_data])[0]
        if isinstance(row, ExclusionRefused):
            raise row
        before = Exclusion.objects.filter(source=source, external_id=reference).exists()
        made = record_exclusion(source=source, **row, actor=request.user, at=now)
        return self.answer(made, status=200 if before else 201)

    @extend_schema(
        summary="Withdraw an exclusion",
        tags=["exclusions"],
        parameters=[OpenApiParameter("change_reason", str, description="Why it is withdrawn.")],
        responses={200: ExclusionSerializer},
    )
    def delete(self, request: Request, code: str, reference: str) -> Response:
        why = request.query_params.get("change_reason", "").replace("\x00", "")[:LONGEST_REASON]
        row = withdraw_exclusion(
            exclusion=self.record(),
            change_reason=why or _t("Withdrawn by its source."),
            actor=request.user,
            at=timezone.now(),
        )
        return self.answer(row)


class DecideExclusion(ExclusionDoor):
    """Approve or refuse: never whoever proposed it."""

    permission_classes = [HasScope & DecidesRole]
    write_scope = Scope.RECORDS_WRITE
    serializer_class = DecisionInput
    verb: Callable[..., Exclusion]

    def decide(self, request: Request) -> Response:
        row = self.record()
        wish = DecisionInput(data=request.data)
        wish.is_valid(raise_exception=True)
        decided = type(self).verb(
            exclusion=row,
            decision_reason=wish.validated_data["reason"],
            actor=request.user,
            at=timezone.now(),
        )
        return self.answer(decided)


class ApproveExclusion(DecideExclusion):
    verb = staticmethod(approve_exclusion)

    @extend_schema(
        summary="Approve an exclusion that somebody else proposed",
        tags=["exclusions"],
        request=DecisionInput,
        responses={200: ExclusionSerializer},
    )
    def post(self, request: Request, code: str, reference: str) -> Response:
        return self.decide(request)


class RefuseExclusion(DecideExclusion):
    verb = staticmethod(refuse_exclusion)

    @extend_schema(
        summary="Refuse an exclusion that somebody else proposed",
        tags=["exclusions"],
        request=DecisionInput,
        responses={200: ExclusionSerializer},
    )
    def post(self, request: Request, code: str, reference: str) -> Response:
        return self.decide(request)


class ExclusionBatch(ExclusionDoor):
    serializer_class = ExclusionRow

    @extend_schema(
        summary="Propose many exclusions, all or nothing",
        description=f"At most {MAX_BATCH} rows. The answer has them in the order given.",
        tags=["exclusions"],
        request=ExclusionRow(many=True),
        responses={200: ExclusionSerializer(many=True)},
    )
    def post(self, request: Request, code: str) -> Response:
        source = self.source()
        if isinstance(request.data, list) and len(request.data) > MAX_BATCH:
            raise TooLarge(_t("At most %(limit)d rows at once.") % {"limit": MAX_BATCH})
        wish = ExclusionRow(data=request.data, many=True)
        wish.is_valid(raise_exception=True)
        found = resolve(wish.validated_data)
        refused = [
            {"row": row, "field": one.field, "message": one.message, "code": one.code}
            for row, one in enumerate(found)
            if isinstance(one, ExclusionRefused)
        ]
        if refused:
            raise ExclusionsRefused(
                _t("Nothing was recorded: rows name services that are not known."), rows=refused
            )
        rows = take_exclusions(
            source=source,
            rows=[one for one in found if isinstance(one, Mapping)],
            actor=request.user,
            at=timezone.now(),
        )
        stored = {row.pk: row for row in self.get_queryset().filter(pk__in={r.pk for r in rows})}
        return Response(ExclusionSerializer([stored[r.pk] for r in rows], many=True).data)


def resolve(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any] | ExclusionRefused]:
    """Codes as records, in two queries for all rows; a refusal where a code is unknown."""
    known = Parts(rows)
    found: list[dict[str, Any] | ExclusionRefused] = []
    for row in rows:
        rest = {key: value for key, value in row.items() if key not in ("service", "slice")}
        try:
            found.append({**rest, "part": known.find(row)})
        except UnknownPart as unknown:
            found.append(ExclusionRefused(unknown.message, field=unknown.field))
    return found
