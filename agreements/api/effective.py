"""What holds for a customer and a service at an instant, with the origin of each of it."""

import datetime as dt
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope
from agreements.api.fields import NamedSerializer
from agreements.api.figure_rows import PromiseSerializer
from agreements.models import Target, Version
from agreements.queries.access import is_customer
from agreements.queries.effective_access import customers_to_ask, services_to_ask
from agreements.queries.effective_terms import (
    EffectiveTerms,
    Held,
    SectionSaid,
    TargetSaid,
    effective_terms,
)
from agreements.queries.percents import percent_text
from slm.engine.metrics import Form


class OriginSerializer(serializers.Serializer):
    """The version that says it, and the level of its agreement."""

    agreement = serializers.CharField()
    version = serializers.IntegerField()
    level = serializers.CharField()


class EffectiveTargetSerializer(PromiseSerializer):
    """A promised level as one agreement writes it, with its hours and policies."""

    indicator = serializers.UUIDField()
    name = serializers.CharField()
    period = serializers.ChoiceField(choices=Target.Period.choices)
    hours = NamedSerializer()
    policies = serializers.DictField(help_text="The policies by which figures are read.")
    origin = OriginSerializer()


class HeldTargetSerializer(serializers.Serializer):
    """What holds: one, or several that say the same; with `is_conflict` equals that differ."""

    is_conflict = serializers.BooleanField()
    holds = EffectiveTargetSerializer(many=True)
    overridden = EffectiveTargetSerializer(many=True)


class EffectiveSectionSerializer(serializers.Serializer):
    """A section as one agreement writes it, in the language of the request."""

    text = serializers.CharField()
    language = serializers.CharField()
    is_none = serializers.BooleanField(help_text="The parties stated that there is nothing.")
    origin = OriginSerializer()


class HeldSectionSerializer(serializers.Serializer):
    """What holds in one section."""

    key = serializers.CharField()
    name = serializers.CharField()
    is_conflict = serializers.BooleanField()
    holds = EffectiveSectionSerializer(many=True)
    overridden = EffectiveSectionSerializer(many=True)


class EffectiveTermsSerializer(serializers.Serializer):
    """Everything that holds for the customer and the service at the instant."""

    customer = NamedSerializer()
    service = NamedSerializer()
    at = serializers.DateTimeField()
    conflicts = serializers.IntegerField()
    origins = OriginSerializer(many=True, help_text="The most specific first.")
    targets = HeldTargetSerializer(many=True)
    sections = HeldSectionSerializer(many=True)


class EffectiveTermsView(APIView):
    """Corporate, customer and service agreements, merged."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = None

    @extend_schema(
        summary="Effective terms",
        description=(
            "What holds for a customer and a service at an instant, each value with the agreement "
            "and version it comes from and what it overrides: service before customer before "
            "corporate, of equals the nearer unit. Equals that differ are a conflict."
        ),
        parameters=[
            OpenApiParameter("customer", OpenApiTypes.STR, required=True, description="Its code."),
            OpenApiParameter("service", OpenApiTypes.STR, required=True, description="Its code."),
            OpenApiParameter("at", OpenApiTypes.DATETIME, description="Default: now."),
        ],
        responses=EffectiveTermsSerializer,
    )
    def get(self, request: Request) -> Response:
        given = request.query_params
        missing = [name for name in ("customer", "service") if not given.get(name)]
        if missing:
            raise ValidationError({name: [_("Say whose terms are asked for.")] for name in missing})
        found = effective_terms(
            customer=get_object_or_404(
                customers_to_ask(request.user), code=given["customer"].upper()
            ),
            service=get_object_or_404(services_to_ask(request.user), code=given["service"].upper()),
            at=_instant(given.get("at")),
            with_parents=not is_customer(request.user),
        )
        return Response(_row(found))


def _instant(text: str | None) -> dt.datetime:
    if not text:
        return timezone.now()
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise ValidationError({"at": [_("Give an instant with its offset, in ISO 8601.")]})
    return at


def _row(found: EffectiveTerms) -> dict[str, Any]:
    return {
        "customer": _named(found.customer),
        "service": _named(found.service),
        "at": found.at,
        "conflicts": found.conflicts,
        "origins": [_origin(version) for version in found.versions],
        "targets": [_held(row, _target) for row in found.targets],
        "sections": [
            {"key": row.holds[0].text.key, "name": row.holds[0].text.name} | _held(row, _section)
            for row in found.sections
        ],
    }


def _held(row: Held[Any], write: Any) -> dict[str, Any]:
    return {
        "is_conflict": row.is_conflict,
        "holds": [write(said) for said in row.holds],
        "overridden": [write(said) for said in row.overridden],
    }


def _target(said: TargetSaid) -> dict[str, Any]:
    target, terms = said.target, said.terms
    is_share = terms.form is Form.SHARE
    policies = {
        name: value
        for name, value in terms.content().items()
        if name not in ("indicator", "hours", "metric", "target_ppm", "limit", "within", "priority")
    }
    return {
        "indicator": target.indicator.public_id,
        "name": str(target.indicator),
        "metric": target.metric,
        "unit": str(terms.meaning.unit),
        "comparator": target.comparator,
        "threshold_percent": percent_text(target.threshold_ppm) if is_share else None,
        "limit": None if is_share else target.limit,
        "within": target.within,
        "priority": target.priority,
        "period": target.period,
        "hours": _named(target.hours),
        "policies": policies,
        "origin": _origin(said.version),
    }


def _section(said: SectionSaid) -> dict[str, Any]:
    return {
        "text": said.text.text,
        "language": said.text.language,
        "is_none": said.text.is_none,
        "origin": _origin(said.version),
    }


def _origin(version: Version) -> dict[str, Any]:
    agreement = version.agreement
    return {"agreement": agreement.code, "version": version.number, "level": agreement.level}


def _named(record: Any) -> dict[str, str]:
    return {"code": record.code, "name": record.name}
