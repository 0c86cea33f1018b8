"""Scores: answers of a survey and figures that somebody enters, under the sender's own names."""

from collections.abc import Mapping
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

from common.paging import CursorPages
from slm.api.bodies import FactsParser, TooLarge
from slm.api.doors import FactsDoor
from slm.api.parts import mapping
from slm.models import Indicator, Score
from slm.operations.record_score import (
    MAX_REFERENCE,
    MOST_RESPONDENTS,
    Said,
    record_score,
    record_scores,
    withdraw_score,
)
from slm.queries.kinds import SCORED
from slm.queries.scores import ScoreFilter, score_value, scores

MAX_BATCH = 1_000
LONGEST_NOTE = 2_000


class ScoreInput(serializers.Serializer):
    """A score as its sender now gives it."""

    dated_on = serializers.DateField(help_text="The day it speaks of.")
    value = serializers.DecimalField(
        max_digits=13,
        decimal_places=3,
        coerce_to_string=True,
        help_text="Of satisfaction the mean answer on the indicator's scale.",
    )
    respondents = serializers.IntegerField(
        min_value=1,
        max_value=MOST_RESPONDENTS,
        allow_null=True,
        default=None,
        help_text="How many answered: of satisfaction alone.",
    )
    note = serializers.CharField(max_length=LONGEST_NOTE, allow_blank=True, default="")
    change_reason = serializers.CharField(
        max_length=LONGEST_NOTE,
        allow_blank=True,
        default="",
        help_text="Wanted where another value is sent under a name that is known.",
    )


class ScoreRow(ScoreInput):
    external_id = serializers.CharField(
        max_length=MAX_REFERENCE, help_text="The sender's own name for the score."
    )


class ScoreSerializer(serializers.ModelSerializer):
    """A score as it is now known; `note` is that of its current version."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    indicator = serializers.UUIDField(source="indicator.public_id", read_only=True)
    value = serializers.SerializerMethodField("written_value")
    note = serializers.CharField(read_only=True)
    version = serializers.IntegerField(source="version_number", read_only=True)
    is_withdrawn = serializers.BooleanField(source="is_void", read_only=True)

    class Meta:
        model = Score
        fields = [
            "id",
            "indicator",
            "external_id",
            "dated_on",
            "value",
            "respondents",
            "note",
            "version",
            "is_withdrawn",
        ]

    def written_value(self, row: Score) -> str:
        return str(score_value(row))


class LatestFirst(CursorPages):
    ordering = ("-dated_on", "-pk")


class ScoreDoor(FactsDoor, GenericAPIView):
    serializer_class = ScoreSerializer
    queryset = Score.objects.none()
    parser_classes = [FactsParser]
    pagination_class = LatestFirst

    def indicator(self) -> Indicator:
        rows = Indicator.objects.visible_to(self.request.user).filter(kind__in=SCORED)
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    def get_queryset(self) -> Any:
        if "public_id" not in self.kwargs:  # the schema asks without an address
            return self.queryset
        return scores(self.indicator()).select_related("indicator")

    def answer(self, row: Score, *, status: int = 200) -> Response:
        stored = self.get_queryset().get(pk=row.pk)
        return Response(ScoreSerializer(stored).data, status)


class ScoreList(ListModelMixin, ScoreDoor):
    filterset_class = ScoreFilter

    @extend_schema(summary="List the scores of an indicator", tags=["scores"])
    def get(self, request: Request, public_id: Any) -> Response:
        return self.list(request)


class ScoreDetail(ScoreDoor):
    """One score under its sender's own name for it."""

    @extend_schema(summary="Read one score", tags=["scores"])
    def get(self, request: Request, public_id: Any, reference: str) -> Response:
        return self.answer(get_object_or_404(self.get_queryset(), external_id=reference))

    @extend_schema(
        summary="Enter or correct a score",
        description=(
            "Sent again unchanged it changes nothing. Another value under the same name is a "
            "correction: a new version, which needs `change_reason`."
        ),
        tags=["scores"],
        request=ScoreInput,
        responses={200: ScoreSerializer, 201: ScoreSerializer},
    )
    def put(self, request: Request, public_id: Any, reference: str) -> Response:
        indicator, now = self.indicator(), timezone.now()
        wish = ScoreRow(data={**mapping(request.data), "external_id": reference})
        wish.is_valid(raise_exception=True)
        before = Score.objects.filter(indicator=indicator, external_id=reference).exists()
        made = record_score(
            indicator=indicator, **_arguments(wish.validated_data), actor=request.user, at=now
        )
        return self.answer(made, status=200 if before else 201)

    @extend_schema(
        summary="Withdraw a score",
        tags=["scores"],
        parameters=[OpenApiParameter("change_reason", str, description="Why it is withdrawn.")],
        responses={200: ScoreSerializer},
    )
    def delete(self, request: Request, public_id: Any, reference: str) -> Response:
        why = request.query_params.get("change_reason", "").replace("\x00", "")[:LONGEST_NOTE]
        row = withdraw_score(
            score=get_object_or_404(self.get_queryset(), external_id=reference),
            change_reason=why,
            actor=request.user,
            at=timezone.now(),
        )
        return self.answer(row)


class ScoreBatch(ScoreDoor):
    serializer_class = ScoreRow

    @extend_schema(
        summary="Enter many scores, all or nothing",
        description=(
            f"At most {MAX_BATCH} rows, each as for one score. The answer has them in the order "
            "given."
        ),
        tags=["scores"],
        request=ScoreRow(many=True),
        responses={200: ScoreSerializer(many=True)},
    )
    def post(self, request: Request, public_id: Any) -> Response:
        indicator = self.indicator()
        if isinstance(request.data, list) and len(request.data) > MAX_BATCH:
            raise TooLarge(_t("At most %(limit)d rows at once.") % {"limit": MAX_BATCH})
        wish = ScoreRow(data=request.data, many=True)
        wish.is_valid(raise_exception=True)
        rows = record_scores(
            indicator=indicator,
            rows=[_arguments(row) for row in wish.validated_data],
            actor=request.user,
            at=timezone.now(),
        )
        stored = {row.pk: row for row in self.get_queryset().filter(pk__in={r.pk for r in rows})}
        return Response(ScoreSerializer([stored[r.pk] for r in rows], many=True).data)


def _arguments(row: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, as the verb takes it."""
    return {
        "external_id": row["external_id"],
        "change_reason": row["change_reason"],
        "said": Said(
            dated_on=row["dated_on"],
            value_thousandths=int(row["value"].scaleb(3)),
            respondents=row["respondents"],
            note=row["note"],
        ),
    }
