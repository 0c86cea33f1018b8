"""Tariffs and their prices on a day, and what one version says otherwise than another."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope
from agreements.models import Tariff, TariffItem
from agreements.queries.compare import Comparison, compare
from agreements.queries.local_dates import local_day
from agreements.queries.readable_versions import readable_versions
from agreements.queries.tariffs import charges_on, readable_tariffs


class TariffSerializer(serializers.Serializer):
    """A tariff without its prices."""

    code = serializers.CharField()
    title = serializers.CharField()
    customer = serializers.CharField(allow_null=True, help_text="None: for everybody.")
    currency = serializers.CharField()
    zone = serializers.CharField(help_text="Days of validity are days there.")


class ChargeSerializer(serializers.Serializer):
    """A price that holds on the day asked for."""

    item = serializers.CharField()
    service = serializers.CharField(allow_null=True)
    price = serializers.DecimalField(max_digits=18, decimal_places=4)
    per = serializers.ChoiceField(choices=TariffItem.Per.choices)
    counted_in = serializers.CharField()
    valid_from = serializers.DateField()
    ends_before = serializers.DateField(allow_null=True)


class TariffDetailSerializer(TariffSerializer):
    """A tariff with its prices on a day."""

    on = serializers.DateField()
    charges = ChargeSerializer(many=True)


class Tariffs(generics.GenericAPIView):
    """Tariffs that the caller may read."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = None
    serializer_class = TariffSerializer

    def get_queryset(self) -> QuerySet[Tariff]:
        if getattr(self, "swagger_fake_view", False):
            return Tariff.objects.none()
        return readable_tariffs(self.request.user).select_related("customer")

    @extend_schema(summary="Tariffs", responses=TariffSerializer(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response([_tariff(row) for row in page or ()])


class TariffDetail(APIView):
    """One tariff and its prices on a day."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = None

    @extend_schema(
        summary="A tariff with its prices",
        parameters=[
            OpenApiParameter("on", dt.date, description="A day of its zone; today if none.")
        ],
        responses=TariffDetailSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        rows = readable_tariffs(request.user).select_related("customer")
        row = get_object_or_404(rows, code=code.upper())
        day = _day(request.query_params.get("on")) or local_day(timezone.now(), row.zone)
        assert day is not None
        charges = [
            {
                "item": charge.item.name,
                "service": charge.item.service.code if charge.item.service else None,
                "price": f"{charge.price:.4f}",
                "per": charge.item.per,
                "counted_in": charge.item.unit,
                "valid_from": charge.valid_from,
                "ends_before": charge.valid_to,
            }
            for charge in charges_on(row, day)
        ]
        return Response({**_tariff(row), "on": day, "charges": charges})


class PieceSerializer(serializers.Serializer):
    """A run of text."""

    kind = serializers.ChoiceField(choices=["same", "deleted", "inserted"])
    text = serializers.CharField()


COMPARED = ["same", "changed", "added", "removed"]


class ClauseSerializer(serializers.Serializer):
    """A section in both versions."""

    key = serializers.CharField()
    name = serializers.CharField()
    change = serializers.ChoiceField(choices=COMPARED)
    before = PieceSerializer(many=True)
    after = PieceSerializer(many=True)


class TermChangeSerializer(serializers.Serializer):
    """A term with its old and its new value."""

    name = serializers.CharField()
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)


class TargetChangeSerializer(serializers.Serializer):
    """A target in both versions."""

    name = serializers.CharField()
    change = serializers.ChoiceField(choices=COMPARED)
    terms = TermChangeSerializer(many=True)


class ComparisonSerializer(serializers.Serializer):
    """What changed, in the language asked for by Accept-Language."""

    clauses = ClauseSerializer(many=True)
    targets = TargetChangeSerializer(many=True)
    cover = TermChangeSerializer(many=True)


class Compare(APIView):
    """Two versions of one agreement."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = None

    @extend_schema(
        summary="What one version says otherwise than another",
        parameters=[
            OpenApiParameter("from", int, required=True),
            OpenApiParameter("to", int, required=True),
        ],
        responses=ComparisonSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        rows = (
            readable_versions(request.user)
            .filter(agreement__code=code.upper())
            .select_related("agreement", "section_set", "tariff")
        )
        before, after = (
            get_object_or_404(rows, number=_number(request, name)) for name in ("from", "to")
        )
        return Response(_comparison(compare(before, after)))


def _tariff(row: Tariff) -> dict[str, Any]:
    return {
        "code": row.code,
        "title": row.title,
        "customer": row.customer.code if row.customer else None,
        "currency": row.currency,
        "zone": row.zone,
    }


def _comparison(found: Comparison) -> dict[str, Any]:
    return {
        "clauses": [
            {
                "key": row.key,
                "name": row.name,
                "change": row.state,
                "before": [{"kind": piece.kind, "text": piece.text} for piece in row.before],
                "after": [{"kind": piece.kind, "text": piece.text} for piece in row.after],
            }
            for row in found.clauses
        ],
        "targets": [
            {"name": row.name, "change": row.state, "terms": _terms(row.changes)}
            for row in found.targets
        ],
        "cover": _terms(found.cover),
    }


def _terms(rows: Any) -> list[dict[str, Any]]:
    return [{"name": row.name, "before": row.before, "after": row.after} for row in rows]


def _day(text: str | None) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValidationError({"on": ["Write a day as YYYY-MM-DD."]}) from error


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValidationError({name: ["Write the number of a version."]})
    return int(text)
