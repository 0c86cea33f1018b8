"""Requirements: read by anybody who may see them, begun by tools in which people ask for things."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope, User
from agreements.api.requirement_rows import (
    NewRequirementSerializer,
    RequirementSerializer,
    requirement_row,
)
from agreements.models import Agreement, Basis, Requirement, Version
from agreements.operations.ask_for_level import ask_for_level, ask_for_volume
from agreements.operations.save_requirement import RequirementRefused, create_requirement
from agreements.queries.access import is_customer
from agreements.queries.requirement_access import may_write_requirements
from agreements.queries.requirement_filter import RequirementFilter
from slm.models import Service


def visible_requirements(user: Any) -> QuerySet[Requirement]:
    """Requirements that the caller may read; to a customer drafts are not yet shown."""
    rows = Requirement.objects.visible_to(user)
    if is_customer(user):
        rows = rows.exclude(state=Requirement.State.DRAFT)
    answers = (
        Basis.objects.filter(version__agreement__in=Agreement.objects.visible_to(user))
        .exclude(version__state=Version.State.WITHDRAWN)
        .select_related("version__agreement")
        .order_by("version__agreement__code", "version__number")
    )
    return rows.select_related("customer").prefetch_related(
        "services",
        "wanted__service",
        "volumes__service",
        Prefetch("answered_by", answers, to_attr="answers"),
    )


class Requirements(generics.GenericAPIView):
    """The list, and the way to begin one."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE
    serializer_class = RequirementSerializer
    filterset_class = RequirementFilter

    def get_queryset(self) -> QuerySet[Requirement]:
        if getattr(self, "swagger_fake_view", False):
            return Requirement.objects.none()
        return visible_requirements(self.request.user)

    @extend_schema(summary="Requirements", responses=RequirementSerializer(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        is_internal = not is_customer(request.user)
        return self.get_paginated_response(
            [requirement_row(row, is_internal=is_internal) for row in page or ()]
        )

    @extend_schema(
        summary="Begin a requirement",
        description="A draft with its wanted levels and volumes, all or nothing.",
        request=NewRequirementSerializer,
        responses={201: RequirementSerializer},
    )
    def post(self, request: Request) -> Response:
        if not may_write_requirements(request.user):
            raise PermissionDenied
        given = NewRequirementSerializer(data=request.data, context={"request": request})
        given.is_valid(raise_exception=True)
        made = _begin(given.validated_data, actor=request.user, at=timezone.now())
        row = visible_requirements(request.user).get(pk=made.pk)
        return Response(requirement_row(row, is_internal=True), status=201)


class RequirementDetail(APIView):
    """One requirement by its code."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = None

    @extend_schema(summary="A requirement", responses=RequirementSerializer)
    def get(self, request: Request, code: str) -> Response:
        row = get_object_or_404(visible_requirements(request.user), code=code.upper())
        return Response(requirement_row(row, is_internal=not is_customer(request.user)))


@transaction.atomic
def _begin(data: dict[str, Any], *, actor: User, at: dt.datetime) -> Requirement:
    wanted, volumes = data.pop("wanted"), data.pop("volumes")
    made = create_requirement(**data, actor=actor, at=at)
    services = {service.code: service for service in made.services.all()}
    for row, level in enumerate(wanted):
        level["threshold_ppm"] = level.pop("percent")
        _add(ask_for_level, "wanted", row, services, requirement=made, actor=actor, **level)
    for row, volume in enumerate(volumes):
        _add(ask_for_volume, "volumes", row, services, requirement=made, actor=actor, **volume)
    return made


def _add(verb: Any, name: str, row: int, services: dict[str, Service], **fields: Any) -> None:
    """Add one row; a refusal names the row and its field."""
    try:
        service = services.get(fields.pop("service").upper())
        if service is None:
            raise RequirementRefused(
                _("This service is not among those of the requirement."), field="service"
            )
        verb(service=service, **fields)
    except RequirementRefused as refusal:
        place = {
            "row": row,
            "field": f"{name}.{refusal.field}",
            "message": refusal.message,
            "code": refusal.code,
        }
        raise RequirementRefused(refusal.message, field=name, rows=[place]) from refusal
