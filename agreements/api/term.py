"""What is done about an agreement's term: notice is recorded, it is renewed, it is reviewed."""

from collections.abc import Callable
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
from agreements.api.agreement_rows import AgreementSerializer, agreement_row
from agreements.api.agreements import visible_agreements
from agreements.models import Agreement, Party, Review
from agreements.operations.give_notice import give_notice
from agreements.operations.renew_term import renew_term
from agreements.operations.review_agreement import hold_review, move_review
from agreements.queries.access import is_customer, may_manage_agreement
from agreements.queries.text_bounds import LONGEST_REMARK


class NoticeSerializer(serializers.Serializer):
    """Who gave notice, when it arrived, and why. Neither customer nor provider: we gave it."""

    customer = serializers.CharField(
        allow_null=True, default=None, help_text="Code of the customer that gave it."
    )
    provider = serializers.CharField(
        allow_null=True, default=None, help_text="Code of the provider that gave it."
    )
    given_by = serializers.CharField(max_length=160)
    received_on = serializers.DateField(help_text="Decides which term it ends.")
    reason = serializers.CharField(max_length=LONGEST_REMARK)


class RenewalSerializer(serializers.Serializer):
    """Who agreed on a further term, and what shows it."""

    agreed_by = serializers.CharField(max_length=160)
    evidence = serializers.CharField(max_length=LONGEST_REMARK)


class ReviewSerializer(serializers.Serializer):
    """A review that was held, with its outcome, or moved, with the reason."""

    kind = serializers.ChoiceField(choices=Review.Kind.choices)
    words = serializers.CharField(max_length=LONGEST_REMARK)
    next_on = serializers.DateField()


class _OfAgreement(APIView):
    """An agreement that the caller may change; who may only read it gets 403."""

    permission_classes = [HasScope]
    read_scope = None
    write_scope = Scope.RECORDS_WRITE

    def act(
        self,
        request: Request,
        code: str,
        serializer: type[serializers.Serializer],
        verb: Callable[..., Any],
    ) -> Response:
        """Check what was sent, do it, and answer with the agreement as it stands then."""
        agreement = get_object_or_404(Agreement.objects.visible_to(request.user), code=code.upper())
        if not may_manage_agreement(request.user, agreement):
            raise PermissionDenied
        given = serializer(data=request.data)
        given.is_valid(raise_exception=True)
        verb(agreement, given.validated_data, {"actor": request.user, "at": timezone.now()})
        after = visible_agreements(request.user, at=timezone.now()).get(pk=agreement.pk)
        return Response(agreement_row(after, is_internal=not is_customer(request.user)))


class Notices(_OfAgreement):
    """Notice of an agreement."""

    @extend_schema(
        summary="Record notice",
        description="It ends with the term that the notice reaches; it cannot be taken back.",
        request=NoticeSerializer,
        responses=AgreementSerializer,
    )
    def post(self, request: Request, code: str) -> Response:
        return self.act(request, code, NoticeSerializer, _give_notice)


class Renewals(_OfAgreement):
    """Renewal of an agreement that both sides have to agree on."""

    @extend_schema(
        summary="Renew for a further term",
        request=RenewalSerializer,
        responses=AgreementSerializer,
    )
    def post(self, request: Request, code: str) -> Response:
        return self.act(request, code, RenewalSerializer, _renew)


class Reviews(_OfAgreement):
    """Reviews of an agreement."""

    @extend_schema(
        summary="Record or move a review", request=ReviewSerializer, responses=AgreementSerializer
    )
    def post(self, request: Request, code: str) -> Response:
        return self.act(request, code, ReviewSerializer, _review)


def _give_notice(agreement: Agreement, given: dict[str, Any], by: dict[str, Any]) -> None:
    names = {"customer__code": given.pop("customer"), "provider__code": given.pop("provider")}
    named = {field: code.upper() for field, code in names.items() if code}
    party = get_object_or_404(Party, agreement=agreement, **named) if named else None
    give_notice(agreement=agreement, party=party, **given, **by)


def _renew(agreement: Agreement, given: dict[str, Any], by: dict[str, Any]) -> None:
    renew_term(agreement=agreement, **given, **by)


def _review(agreement: Agreement, given: dict[str, Any], by: dict[str, Any]) -> None:
    next_on, words = given["next_on"], given["words"]
    if given["kind"] == Review.Kind.HELD:
        hold_review(agreement=agreement, outcome=words, next_on=next_on, **by)
    else:
        move_review(agreement=agreement, reason=words, next_on=next_on, **by)
