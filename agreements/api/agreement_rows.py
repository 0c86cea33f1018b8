"""Agreements as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from accounts.models import Installation, validate_zone
from accounts.queries.roles import has_role
from agreements.api.fields import NamedSerializer, PercentField
from agreements.models import Agreement, Target, Version
from agreements.queries.access import MANAGERS, managed_customers
from agreements.queries.agreement_state import AgreementState
from agreements.queries.local_dates import last_day, local_day
from agreements.queries.percents import percent_text
from brm.models import Customer
from slm.models import Indicator, Provider, ServiceHours


class TargetSerializer(serializers.Serializer):
    """A promised level as it is written in a version."""

    id = serializers.UUIDField()
    service = NamedSerializer()
    indicator = serializers.UUIDField()
    comparator = serializers.ChoiceField(choices=Target.Comparator.choices)
    threshold_percent = PercentField()
    period = serializers.ChoiceField(choices=Target.Period.choices)
    hours = NamedSerializer()


class VersionSerializer(serializers.Serializer):
    """A version; `starts_on` and `last_day` are days in the agreement's zone."""

    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Version.State.values)
    start = serializers.DateTimeField(allow_null=True)
    ends_before = serializers.DateTimeField(allow_null=True)
    starts_on = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    targets = TargetSerializer(many=True)


class AgreementSerializer(serializers.Serializer):
    """An agreement with its parties, as far as the caller may know of them, and its versions."""

    code = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=Agreement.Kind.values)
    level = serializers.CharField()
    state = serializers.ChoiceField(choices=AgreementState.values)
    zone = serializers.CharField()
    under = serializers.CharField(allow_null=True)
    customers = NamedSerializer(many=True)
    providers = NamedSerializer(many=True)
    versions = VersionSerializer(many=True)


def agreement_row(row: Any, *, is_internal: bool) -> dict[str, Any]:
    """The agreement as plain values; to a customer only versions that were activated."""
    versions = [
        version for version in row.all_versions if is_internal or version.activated_at is not None
    ]
    return {
        "code": row.code,
        "title": row.title,
        "kind": row.kind,
        "level": row.level,
        "state": row.state,
        "zone": row.zone,
        "under": row.parent.code if row.parent and is_internal else None,
        "customers": [_named(party.customer) for party in row.shown_parties if party.customer],
        "providers": [_named(party.provider) for party in row.shown_parties if party.provider],
        "versions": [_version(version, row.zone) for version in versions],
    }


def _version(version: Version, zone: str) -> dict[str, Any]:
    return {
        "number": version.number,
        "state": version.state,
        "start": version.effective_from,
        "ends_before": version.effective_to,
        "starts_on": local_day(version.effective_from, zone),
        "last_day": last_day(version.effective_to, zone),
        "targets": [
            {
                "id": target.public_id,
                "service": _named(target.indicator.service),
                "indicator": target.indicator.public_id,
                "comparator": target.comparator,
                "threshold_percent": percent_text(target.threshold_ppm),
                "period": target.period,
                "hours": _named(target.hours),
            }
            for target in version.targets.all()
        ],
    }


def _named(record: Any) -> dict[str, str]:
    return {"code": record.code, "name": record.name}


class NewTargetSerializer(serializers.Serializer):
    """A target of a new agreement; policies have the defaults of the form."""

    indicator = serializers.SlugRelatedField(
        slug_field="public_id", queryset=Indicator.objects.select_related("service")
    )
    hours = serializers.SlugRelatedField(slug_field="code", queryset=ServiceHours.objects.all())
    threshold_percent = PercentField(source="threshold_ppm")
    comparator = serializers.ChoiceField(
        choices=Target.Comparator.choices, default=Target.Comparator.AT_LEAST
    )
    period = serializers.ChoiceField(choices=Target.Period.choices, default=Target.Period.MONTH)
    week_starts = serializers.IntegerField(min_value=0, max_value=6, default=0)
    unknown = serializers.ChoiceField(
        choices=Target.Unknown.choices, default=Target.Unknown.EXCLUDED
    )
    planned = serializers.ChoiceField(choices=Target.Planned.choices, default=Target.Planned.OUT)
    partial_percent = PercentField(source="partial_ppm", default=1_000_000)
    degraded_percent = PercentField(source="degraded_ppm", default=0)
    min_break_seconds = serializers.IntegerField(min_value=0, max_value=86_400, default=0)
    warning_percent = PercentField(source="warning_ppm", default=750_000)
    protects = serializers.CharField(allow_blank=True, default="")


class NewAgreementSerializer(serializers.Serializer):
    """A draft: parties by code, term in local days (`last_day` included), targets."""

    code = serializers.RegexField(r"^[A-Za-z0-9-]{1,32}\Z", required=False, default="")
    title = serializers.CharField(max_length=160)
    kind = serializers.ChoiceField(choices=Agreement.Kind.choices, default=Agreement.Kind.SLA)
    level = serializers.ChoiceField(
        choices=Agreement.Level.choices, default=Agreement.Level.CUSTOMER
    )
    zone = serializers.CharField(max_length=64, required=False, validators=[validate_zone])
    customers = serializers.SlugRelatedField(
        slug_field="code", queryset=Customer.objects.none(), many=True, default=list
    )
    providers = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Provider.objects.all(),
        many=True,
        default=list,  # type: ignore[arg-type]
    )
    starts_on = serializers.DateField(allow_null=True, default=None)
    last_day = serializers.DateField(allow_null=True, default=None, source="ends_on")
    evidence = serializers.CharField(allow_blank=True, default="")
    targets = NewTargetSerializer(many=True, default=list)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        request = self.context.get("request")
        if request is not None:
            user = request.user
            mine = (
                Customer.objects.visible_to(user)
                if has_role(user, *MANAGERS)
                else managed_customers(user)
            )
            self.fields["customers"].child_relation.queryset = mine

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs.setdefault("zone", Installation.current().zone)
        attrs["code"] = attrs["code"].upper()
        return attrs
