"""Change requests: read, asked for, answered by a version or refused."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope
from agreements.api.agreements import visible_agreements
from agreements.models import ChangeRequest
from agreements.operations.request_change import answer_change, refuse_change, request_change
from agreements.queries.access import may_manage_agreement
from agreements.queries.change_requests import STANDINGS, visible_changes
from agreements.queries.text_bounds import LONGEST_REMARK


class ChangeSerializer(serializers.Serializer):
    """A change request; `version` is the number of the version that answers it."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    reason = serializers.CharField(max_length=LONGEST_REMARK)
    asked_by = serializers.CharField()
    customer = serializers.CharField(allow_null=True, help_text="Code of the customer that asked.")
    recorded_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=STANDINGS)
    version = serializers.IntegerField(allow_null=True)
    refusal = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)


class NewChangeSerializer(serializers.Serializer):
    """What should change and why. A customer asks as itself; a manager says who asked."""

    reason = serializers.CharField(max_length=LONGEST_REMARK)
    asked_by = serializers.CharField(max_length=160, allow_blank=True, default="")


class RefuseChangeSerializer(serializers.Serializer):
    """Why a change is not made."""

    reason = serializers.CharField(max_length=LONGEST_REMARK)


class Changes(generics.GenericAPIView):
    """What was asked for, as far as the caller may read it, and the way to ask."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE
    serializer_class = ChangeSerializer

    def get_queryset(self) -> QuerySet[ChangeRequest]:
        if getattr(self, "swagger_fake_view", False):
            return ChangeRequest.objects.none()
        return visible_changes(self.request.user)

    @extend_schema(summary="Change requests", responses=ChangeSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        agreement = _agreement(request, code)
        page = self.paginate_queryset(self.get_queryset().filter(agreement=agreement))
        return self.get_paginated_response([_row(row) for row in page or ()])

    @extend_schema(
        summary="Ask for a change",
        request=NewChangeSerializer,
        responses={201: ChangeSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        agreement = _agreement(request, code)
        given = NewChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        row = request_change(
            agreement=agreement, **given.validated_data, actor=request.user, at=timezone.now()
        )
        return Response(_row(row), status=201)


class _Decision(APIView):
    """A request that the caller may decide on; who may only read it gets 403."""

    permission_classes = [HasScope]
    read_scope = None
    write_scope = Scope.RECORDS_WRITE

    def change(self, request: Request, code: str, change: uuid.UUID) -> ChangeRequest:
        row = get_object_or_404(
            visible_changes(request.user), agreement=_agreement(request, code), pk=change
        )
        if not may_manage_agreement(request.user, row.agreement):
            raise PermissionDenied
        return row


class Answer(_Decision):
    """Begin the version that answers a request."""

    @extend_schema(
        summary="Begin the version that answers a change request",
        description="A draft being written answers it too. The customer that asked is told.",
        request=None,
        responses=ChangeSerializer,
    )
    def post(self, request: Request, code: str, change: uuid.UUID) -> Response:
        row = self.change(request, code, change)
        answer_change(change=row, actor=request.user, at=timezone.now())
        return Response(_row(visible_changes(request.user).get(pk=row.pk)))


class Refuse(_Decision):
    """Say why a change is not made."""

    @extend_schema(
        summary="Refuse a change request",
        request=RefuseChangeSerializer,
        responses=ChangeSerializer,
    )
    def post(self, request: Request, code: str, change: uuid.UUID) -> Response:
        row = self.change(request, code, change)
        given = RefuseChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        refuse_change(
            change=row,
            reason=given.validated_data["reason"],
            actor=request.user,
            at=timezone.now(),
        )
        return Response(_row(visible_changes(request.user).get(pk=row.pk)))


def _agreement(request: Request, code: str) -> Any:
    rows = visible_agreements(request.user, at=timezone.now())
    return get_object_or_404(rows.prefetch_related(None), code=code.upper())


def _row(change: ChangeRequest) -> dict[str, Any]:
    party = change.party
    return {
        "id": change.pk,
        "code": str(change),
        "reason": change.reason,
        "asked_by": change.asked_by,
        "customer": party.customer.code if party is not None and party.customer else None,
        "recorded_at": change.recorded_at,
        "state": change.standing,
        "version": change.version.number if change.version else None,
        "refusal": change.refusal,
        "decided_at": change.decided_at,
    }
