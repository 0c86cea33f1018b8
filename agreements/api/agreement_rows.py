"""Agreements as the API reads and writes them."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.models import Installation, validate_zone
from accounts.queries.roles import has_role
from agreements.api.fields import NamedSerializer, PercentField
from agreements.api.figure_rows import PromiseSerializer
from agreements.models import Agreement, Target, Version
from agreements.operations.add_targets import MOST_GRACE_DAYS, MOST_ROLLING_DAYS
from agreements.operations.write_term import MOST_DAYS, MOST_MONTHS
from agreements.queries.access import MANAGERS, managed_customers
from agreements.queries.agreement_state import AgreementState
from agreements.queries.local_dates import last_day, local_day
from agreements.queries.percents import percent_text
from agreements.queries.term_dates import TermDates, dates_from
from agreements.queries.text_bounds import LONGEST_REMARK
from brm.models import Customer
from slm.engine.metrics import Form, Metric, meaning
from slm.models import Indicator, Provider, ServiceHours


class TargetSerializer(PromiseSerializer):
    """A promised level as it is written in a version."""

    id = serializers.UUIDField()
    service = NamedSerializer()
    indicator = serializers.UUIDField()
    period = serializers.ChoiceField(choices=Target.Period.choices)
    first_month = serializers.IntegerField(allow_null=True, help_text="Of a fiscal year.")
    rolling_days = serializers.IntegerField(allow_null=True)
    hours = NamedSerializer()


class VersionSerializer(serializers.Serializer):
    """A version; `starts_on` and `last_day` are days in the agreement's zone."""

    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Version.State.values)
    start = serializers.DateTimeField(allow_null=True)
    ends_before = serializers.DateTimeField(allow_null=True)
    starts_on = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    initial_months = serializers.IntegerField(allow_null=True)
    counts_from = serializers.DateField(allow_null=True)
    renewal = serializers.ChoiceField(choices=Version.Renewal.values)
    renewal_months = serializers.IntegerField()
    notice_months = serializers.IntegerField()
    notice_days = serializers.IntegerField()
    targets = TargetSerializer(many=True)


class TermSerializer(serializers.Serializer):
    """The term that runs, as days in the agreement's zone; `last_day` is still included."""

    starts_on = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    ends_before = serializers.DateField(allow_null=True)
    renews_by_itself = serializers.BooleanField()
    last_notice_day = serializers.DateField(
        allow_null=True, help_text="Until when notice still ends what renews by itself."
    )
    last_day_by_notice = serializers.DateField(
        allow_null=True, help_text="The last day if notice arrived today."
    )
    notice_received_on = serializers.DateField(allow_null=True)


class AgreementSerializer(serializers.Serializer):
    """An agreement with its parties, as far as the caller may know of them, and its versions."""

    code = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=Agreement.Kind.values)
    level = serializers.CharField()
    state = serializers.ChoiceField(choices=AgreementState.values)
    zone = serializers.CharField()
    under = serializers.CharField(allow_null=True)
    is_contractual = serializers.BooleanField()
    is_standard = serializers.BooleanField()
    next_review_on = serializers.DateField()
    term = TermSerializer()
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
        "is_contractual": row.is_contractual,
        "is_standard": row.is_standard,
        "next_review_on": row.next_review_on,
        "term": _term(dates_from(row, _standing(versions), at=row.asked_at)),
        "customers": [_named(party.customer) for party in row.shown_parties if party.customer],
        "providers": [_named(party.provider) for party in row.shown_parties if party.provider],
        "versions": [_version(version, row.zone) for version in versions],
    }


def _standing(versions: list[Version]) -> list[Version]:
    return [version for version in versions if version.state != Version.State.WITHDRAWN]


def _term(dates: TermDates) -> dict[str, Any]:
    ends_on, notice = dates.ends_on, dates.notice
    return {
        "starts_on": dates.term_starts_on,
        "last_day": ends_on,
        "ends_before": None if ends_on is None else ends_on + dt.timedelta(days=1),
        "renews_by_itself": dates.renews_by_itself,
        "last_notice_day": dates.notice_on,
        "last_day_by_notice": dates.by_notice_on,
        "notice_received_on": None if notice is None else notice.received_on,
    }


def _version(version: Version, zone: str) -> dict[str, Any]:
    return {
        "number": version.number,
        "state": version.state,
        "start": version.effective_from,
        "ends_before": version.effective_to,
        "starts_on": local_day(version.effective_from, zone),
        "last_day": last_day(version.effective_to, zone),
        "initial_months": version.initial_months,
        "counts_from": version.counts_from_on,
        "renewal": version.renewal,
        "renewal_months": version.renewal_months,
        "notice_months": version.notice_months,
        "notice_days": version.notice_days,
        "targets": [
            {
                "id": target.public_id,
                "service": _named(target.indicator.service),
                "indicator": target.indicator.public_id,
                **_promise(target),
                "period": target.period,
                "first_month": target.first_month,
                "rolling_days": target.rolling_days,
                "hours": _named(target.hours),
            }
            for target in version.targets.all()
        ],
    }


def _promise(target: Target) -> dict[str, Any]:
    means = meaning(Metric(target.metric))
    is_share = means.form is Form.SHARE
    return {
        "metric": target.metric,
        "unit": str(means.unit),
        "comparator": target.comparator,
        "threshold_percent": percent_text(target.threshold_ppm) if is_share else None,
        "limit": None if is_share else target.limit,
        "within": target.within,
        "priority": target.priority,
    }


def _named(record: Any) -> dict[str, str]:
    return {"code": record.code, "name": record.name}


class NewTargetSerializer(serializers.Serializer):
    """A target of a new agreement; policies have the defaults of the form."""

    indicator = serializers.SlugRelatedField(
        slug_field="public_id", queryset=Indicator.objects.select_related("service")
    )
    hours = serializers.SlugRelatedField(slug_field="code", queryset=ServiceHours.objects.all())
    metric = serializers.ChoiceField(
        choices=Target.Metric.choices,
        default=Target.Metric.AVAILABILITY,
        help_text="It must be one that can be read of the kind of indicator.",
    )
    threshold_percent = PercentField(
        source="threshold_ppm", required=False, help_text="Of a share: how much is promised."
    )
    limit = serializers.IntegerField(
        min_value=0,
        max_value=2**53,
        allow_null=True,
        default=None,
        help_text="Of everything else, in its unit: seconds, a count, or thousandths of a score.",
    )
    within = serializers.IntegerField(
        min_value=1,
        max_value=2**53,
        allow_null=True,
        default=None,
        help_text="Milliseconds for answers, seconds of service time for work items.",
    )
    priority = serializers.CharField(max_length=24, allow_blank=True, default="")
    comparator = serializers.ChoiceField(
        choices=Target.Comparator.choices,
        required=False,
        help_text="Default: at least where more is better, else at most.",
    )
    period = serializers.ChoiceField(choices=Target.Period.choices, default=Target.Period.MONTH)
    week_starts = serializers.IntegerField(min_value=0, max_value=6, default=0)
    first_month = serializers.IntegerField(
        min_value=1, max_value=12, allow_null=True, default=None, help_text="Of a fiscal year."
    )
    rolling_days = serializers.IntegerField(
        min_value=1, max_value=MOST_ROLLING_DAYS, allow_null=True, default=None
    )
    crossing = serializers.ChoiceField(
        choices=Target.Crossing.choices, default=Target.Crossing.BEGAN
    )
    new_service = serializers.ChoiceField(
        choices=Target.NewService.choices, default=Target.NewService.FROM_ITS_START
    )
    late_correction = serializers.ChoiceField(
        choices=Target.LateCorrection.choices, default=Target.LateCorrection.RESTATE
    )
    exclusion_approval = serializers.ChoiceField(
        choices=Target.ExclusionApproval.choices, default=Target.ExclusionApproval.MANAGER
    )
    grace_days = serializers.IntegerField(
        min_value=0,
        max_value=MOST_GRACE_DAYS,
        allow_null=True,
        default=None,
        help_text="Null: as the installation has it.",
    )
    unknown = serializers.ChoiceField(
        choices=Target.Unknown.choices, default=Target.Unknown.EXCLUDED
    )
    planned = serializers.ChoiceField(choices=Target.Planned.choices, default=Target.Planned.OUT)
    partial_percent = PercentField(source="partial_ppm", default=1_000_000)
    degraded_percent = PercentField(source="degraded_ppm", default=0)
    min_break_seconds = serializers.IntegerField(min_value=0, max_value=86_400, default=0)
    warning_percent = PercentField(source="warning_ppm", default=750_000)
    protects = serializers.CharField(max_length=LONGEST_REMARK, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        is_share = meaning(Metric(attrs["metric"])).form is Form.SHARE
        if is_share and "threshold_ppm" not in attrs:
            raise serializers.ValidationError(
                {"threshold_percent": [_("Say which share is promised.")]}
            )
        return attrs


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
    initial_months = serializers.IntegerField(
        min_value=1,
        max_value=MOST_MONTHS,
        allow_null=True,
        default=None,
        help_text="The end follows from it: leave `last_day` out.",
    )
    counts_from = serializers.DateField(allow_null=True, default=None, source="counts_from_on")
    renewal = serializers.ChoiceField(choices=Version.Renewal.choices, default=Version.Renewal.NONE)
    renewal_months = serializers.IntegerField(min_value=0, max_value=MOST_MONTHS, default=0)
    notice_months = serializers.IntegerField(min_value=0, max_value=MOST_MONTHS, default=0)
    notice_days = serializers.IntegerField(min_value=0, max_value=MOST_DAYS, default=0)
    is_contractual = serializers.BooleanField(
        allow_null=True, default=None, help_text="Null: a supplier's contract is, others are not."
    )
    is_standard = serializers.BooleanField(default=False)
    next_review_on = serializers.DateField(
        allow_null=True, default=None, help_text="Null: a year ahead."
    )
    evidence = serializers.CharField(max_length=LONGEST_REMARK, allow_blank=True, default="")
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
