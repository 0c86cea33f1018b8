"""Agreements: read, written as drafts with their targets, activated."""

import datetime as dt
from dataclasses import fields
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope, User
from agreements.api.agreement_rows import (
    AgreementSerializer,
    NewAgreementSerializer,
    agreement_row,
)
from agreements.engine.lifecycle import UNDER_WAY
from agreements.models import Agreement, Version
from agreements.operations.activate import ActivationRefused, activate
from agreements.operations.add_targets import TargetRefused, add_targets
from agreements.operations.evaluate import evaluate_due
from agreements.operations.save_agreement import create_agreement
from agreements.operations.save_version import save_version
from agreements.operations.write_term import WrittenTerm
from agreements.queries.access import is_customer, may_manage_agreement, may_write_agreements
from agreements.queries.agreement_filter import AgreementFilter
from agreements.queries.agreement_state import AgreementState, with_state
from agreements.queries.parties import visible_parties


def visible_agreements(user: Any, *, at: dt.datetime) -> QuerySet[Agreement]:
    """Agreements that the caller may read; to a customer drafts are not yet shown."""
    rows = with_state(Agreement.objects.visible_to(user), at=at)
    if is_customer(user):
        rows = rows.exclude(state=AgreementState.DRAFT)
    return rows.prefetch_related(
        Prefetch(
            "parties",
            visible_parties(user).select_related("customer", "provider"),
            to_attr="shown_parties",
        ),
        Prefetch(
            "versions",
            Version.objects.order_by("number")
            .select_related("notice")
            .prefetch_related("renewals"),
            to_attr="all_versions",
        ),
        "all_versions__targets__indicator__service",
        "all_versions__targets__hours",
    ).select_related("parent")


class Agreements(generics.GenericAPIView):
    """The register, and the way to begin an agreement."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE
    serializer_class = AgreementSerializer
    filterset_class = AgreementFilter

    @cached_property
    def at(self) -> dt.datetime:
        return timezone.now()

    def get_queryset(self) -> QuerySet[Agreement]:
        if getattr(self, "swagger_fake_view", False):
            return Agreement.objects.none()
        return visible_agreements(self.request.user, at=self.at)

    @extend_schema(summary="Agreements", responses=AgreementSerializer(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        is_internal = not is_customer(request.user)
        return self.get_paginated_response(
            [agreement_row(row, is_internal=is_internal) for row in page or ()]
        )

    @extend_schema(
        summary="Begin an agreement",
        description="A draft with its parties, term and targets, all or nothing.",
        request=NewAgreementSerializer,
        responses={201: AgreementSerializer},
    )
    def post(self, request: Request) -> Response:
        if not may_write_agreements(request.user):
            raise PermissionDenied
        given = NewAgreementSerializer(data=request.data, context={"request": request})
        given.is_valid(raise_exception=True)
        agreement = _begin(given.validated_data, actor=request.user, at=timezone.now())
        row = visible_agreements(request.user, at=timezone.now()).get(pk=agreement.pk)
        return Response(agreement_row(row, is_internal=True), status=201)


class AgreementDetail(APIView):
    """One agreement by its code."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = None

    @extend_schema(summary="An agreement", responses=AgreementSerializer)
    def get(self, request: Request, code: str) -> Response:
        row = get_object_or_404(visible_agreements(request.user, at=timezone.now()), code=code)
        return Response(agreement_row(row, is_internal=not is_customer(request.user)))


class Activate(APIView):
    """Put the draft of an agreement in force."""

    permission_classes = [HasScope]
    read_scope = None
    write_scope = Scope.RECORDS_WRITE

    @extend_schema(
        summary="Activate the draft",
        description="Answers the agreement; 422 lists all that is missing. Again: no change.",
        request=None,
        responses=AgreementSerializer,
    )
    def post(self, request: Request, code: str) -> Response:
        agreement = get_object_or_404(Agreement.objects.visible_to(request.user), code=code)
        if not may_manage_agreement(request.user, agreement):
            raise PermissionDenied
        at = timezone.now()
        draft = agreement.versions.filter(state__in=UNDER_WAY).order_by("-number").first()
        if draft is not None:
            activate(version=draft, actor=request.user, at=at)
            evaluate_due(at=at)
        elif not agreement.versions.filter(state__in=Version.RELEASED).exists():
            raise ActivationRefused(_("There is no draft to activate."))
        row = visible_agreements(request.user, at=at).get(pk=agreement.pk)
        return Response(agreement_row(row, is_internal=not is_customer(request.user)))


@transaction.atomic
def _begin(data: dict[str, Any], *, actor: User, at: dt.datetime) -> Agreement:
    targets = data.pop("targets")
    term = {name: data.pop(name) for name in ("starts_on", "ends_on", "evidence")}
    months = WrittenTerm(**{row.name: data.pop(row.name) for row in fields(WrittenTerm)})
    agreement = create_agreement(**data, actor=actor, at=at)
    version = agreement.versions.get()
    save_version(version=version, **term, term=months, actor=actor)
    for index, target in enumerate(targets):
        indicator = target.pop("indicator")
        try:
            add_targets(version=version, indicators=[indicator], actor=actor, **target)
        except TargetRefused as refusal:
            row = {
                "row": index,
                "field": f"targets.{refusal.field}",
                "message": refusal.message,
                "code": refusal.code,
            }
            raise TargetRefused(refusal.message, field="targets", rows=[row]) from refusal
    return agreement
