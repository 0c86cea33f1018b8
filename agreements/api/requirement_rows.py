"""Requirements as the API reads and writes them."""

from typing import Any

from rest_framework import serializers

from agreements.api.fields import NamedSerializer, PercentField
from agreements.models import Requirement, Target
from agreements.queries.requirement_access import customers_to_write_for
from agreements.queries.text_bounds import LONGEST_REMARK
from brm.models import Customer
from slm.engine.metrics import Metric, meaning
from slm.models import Service


class WantedSerializer(serializers.Serializer):
    """A level that is asked for. A share stands in `percent`, anything else in `limit`."""

    service = serializers.CharField(help_text="Code of one of the requirement's services.")
    wording = serializers.CharField(max_length=240)
    metric = serializers.ChoiceField(
        choices=Target.Metric.choices, default=Target.Metric.AVAILABILITY
    )
    percent = PercentField(required=False, allow_null=True, default=None)
    limit = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        help_text="Seconds, a count, or thousandths of a score, as `unit` says.",
    )
    unit = serializers.CharField(read_only=True)
    within = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        help_text="Milliseconds for response times, else seconds of service time.",
    )
    priority = serializers.CharField(required=False, allow_blank=True, default="", max_length=24)
    period = serializers.ChoiceField(choices=Target.Period.choices, default=Target.Period.MONTH)
    importance = serializers.IntegerField(min_value=1, max_value=5, default=3)
    protects = serializers.CharField(
        max_length=LONGEST_REMARK, required=False, allow_blank=True, default=""
    )


class VolumeSerializer(serializers.Serializer):
    """How much will be used."""

    service = serializers.CharField(help_text="Code of one of the requirement's services.")
    what = serializers.CharField(max_length=80)
    usual = serializers.IntegerField(min_value=0)
    peak = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)
    growth_ppm = serializers.IntegerField(default=0)


class AnswerSerializer(serializers.Serializer):
    """A version of an agreement that answers the requirement, and which revision of it."""

    agreement = serializers.CharField()
    version = serializers.IntegerField()
    revision = serializers.IntegerField()


class RequirementSerializer(serializers.Serializer):
    """A requirement with what it asks for and what answers it."""

    code = serializers.CharField()
    title = serializers.CharField()
    customer = NamedSerializer()
    state = serializers.ChoiceField(choices=Requirement.State.values)
    revision = serializers.IntegerField()
    statement = serializers.CharField()
    wanted_on = serializers.DateField(allow_null=True)
    services = NamedSerializer(many=True)
    wanted = WantedSerializer(many=True)
    volumes = VolumeSerializer(many=True)
    sections = serializers.DictField(child=serializers.DictField(child=serializers.CharField()))
    decided_at = serializers.DateTimeField(allow_null=True)
    answered_by = AnswerSerializer(many=True)


class NewRequirementSerializer(serializers.Serializer):
    """A requirement to be begun, a draft."""

    code = serializers.CharField(required=False, allow_blank=True, default="", max_length=32)
    customer = serializers.SlugRelatedField(
        slug_field="code", queryset=Customer.objects.none(), help_text="Code of the customer."
    )
    title = serializers.CharField(max_length=160)
    statement = serializers.CharField()
    services = serializers.SlugRelatedField(
        slug_field="code", many=True, queryset=Service.objects.all(), required=False
    )
    wanted_on = serializers.DateField(required=False, allow_null=True, default=None)
    business_case = serializers.CharField(required=False, allow_blank=True, default="")
    currency = serializers.RegexField(r"^[A-Z]{3}\Z", default="IDR")
    cost = serializers.DecimalField(
        max_digits=18, decimal_places=2, min_value=0, required=False, allow_null=True, default=None
    )
    benefit = serializers.DecimalField(
        max_digits=18, decimal_places=2, min_value=0, required=False, allow_null=True, default=None
    )
    sections = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField(allow_blank=True)), default=dict
    )
    wanted = WantedSerializer(many=True, default=list)
    volumes = VolumeSerializer(many=True, default=list)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        request = self.context.get("request")
        if request is not None:
            self.fields["customer"].queryset = customers_to_write_for(request.user)


def requirement_row(row: Any, *, is_internal: bool) -> dict[str, Any]:
    """The requirement as plain values; a customer is not told which draft answers it."""
    answers = [
        {
            "agreement": basis.version.agreement.code,
            "version": basis.version.number,
            "revision": basis.revision,
        }
        for basis in row.answers
        if is_internal or basis.version.activated_at is not None
    ]
    return {
        "code": row.code,
        "title": row.title,
        "customer": _named(row.customer),
        "state": row.state,
        "revision": row.revision,
        "statement": row.statement,
        "wanted_on": row.wanted_on,
        "services": [_named(service) for service in row.services.all()],
        "wanted": [_wanted(wanted) for wanted in row.wanted.all()],
        "volumes": [
            {
                "service": volume.service.code,
                "what": volume.what,
                "usual": volume.usual,
                "peak": volume.peak,
                "growth_ppm": volume.growth_ppm,
            }
            for volume in row.volumes.all()
        ],
        "sections": row.sections,
        "decided_at": row.decided_at,
        "answered_by": answers,
    }


def _wanted(wanted: Any) -> dict[str, Any]:
    serializer = WantedSerializer()
    percent = wanted.threshold_ppm
    return {
        "service": wanted.service.code,
        "wording": wanted.wording,
        "metric": wanted.metric,
        "percent": None
        if percent is None
        else serializer.fields["percent"].to_representation(percent),
        "limit": wanted.limit,
        "unit": str(meaning(Metric(wanted.metric)).unit),
        "within": wanted.within,
        "priority": wanted.priority,
        "period": wanted.period,
        "importance": wanted.importance,
        "protects": wanted.protects,
    }


def _named(record: Any) -> dict[str, str]:
    return {"code": record.code, "name": record.name}
