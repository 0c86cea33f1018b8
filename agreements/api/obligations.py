"""Duties of an agreement's parties: read, written, answered (R79)."""

import uuid
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope
from agreements.models import Agreement, Obligation
from agreements.operations.keep_obligation import add_obligation, answer_obligation
from agreements.queries.access import may_manage_agreement
from agreements.queries.obligations import Duty, duties_of, may_answer
from agreements.queries.text_bounds import LONGEST_REMARK


class ObligationSerializer(serializers.Serializer):
    """One duty; `who` names the party, `evidence` is the name of the file that shows it."""

    id = serializers.UUIDField(source="key")
    who = serializers.CharField()
    what = serializers.CharField()
    rule = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=Obligation.State.choices)
    note = serializers.CharField()
    evidence = serializers.CharField(allow_null=True, source="evidence_name")


class NewObligationSerializer(serializers.Serializer):
    """A duty of the customer or provider with this code; without either it is ours."""

    customer = serializers.CharField(allow_null=True, default=None)
    provider = serializers.CharField(allow_null=True, default=None)
    what = serializers.CharField(max_length=300)
    rule = serializers.CharField(max_length=120, allow_blank=True, default="")
    due_on = serializers.DateField(allow_null=True, default=None)


class AnswerObligationSerializer(serializers.Serializer):
    """Whether it was done; not done needs a note. A file is added on its page."""

    state = serializers.ChoiceField(choices=Obligation.State.choices)
    note = serializers.CharField(max_length=LONGEST_REMARK, allow_blank=True, default="")


class Obligations(APIView):
    """The duties of an agreement, as far as the caller may know of them."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE

    @extend_schema(summary="Obligations", responses=ObligationSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        agreement = _agreement(request, code)
        return Response(ObligationSerializer(_duties(agreement, request.user), many=True).data)

    @extend_schema(
        summary="Write down an obligation",
        request=NewObligationSerializer,
        responses={201: ObligationSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        agreement = _agreement(request, code)
        if not may_manage_agreement(request.user, agreement):
            raise PermissionDenied
        given = NewObligationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        codes = {"customer": values.pop("customer"), "provider": values.pop("provider")}
        named = {f"{side}__code": name.upper() for side, name in codes.items() if name}
        party = get_object_or_404(agreement.parties.all(), **named) if named else None
        made = add_obligation(
            agreement=agreement, party=party, **values, actor=request.user, at=timezone.now()
        )
        return Response(_row(agreement, request.user, made.pk), status=201)


class Answer(APIView):
    """Whether a duty was done."""

    permission_classes = [HasScope]
    read_scope = None
    write_scope = Scope.RECORDS_WRITE

    @extend_schema(
        summary="Answer an obligation",
        description="The manager answers any, one of a customer's people its own. Safe to repeat.",
        request=AnswerObligationSerializer,
        responses=ObligationSerializer,
    )
    def put(self, request: Request, code: str, obligation: uuid.UUID) -> Response:
        agreement = _agreement(request, code)
        row = get_object_or_404(
            Obligation.objects.visible_to(request.user).select_related("party__customer"),
            agreement=agreement,
            pk=obligation,
        )
        if not may_answer(request.user, row, agreement):
            raise PermissionDenied
        given = AnswerObligationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        answer_obligation(
            obligation=row, **given.validated_data, actor=request.user, at=timezone.now()
        )
        return Response(_row(agreement, request.user, row.pk))


def _agreement(request: Request, code: str) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.user), code=code.upper())


def _duties(agreement: Agreement, user: Any) -> list[Duty]:
    return duties_of(agreement, user, may_manage=may_manage_agreement(user, agreement))


def _row(agreement: Agreement, user: Any, pk: uuid.UUID) -> Any:
    duty = next(duty for duty in _duties(agreement, user) if duty.key == pk)
    return ObligationSerializer(duty).data
