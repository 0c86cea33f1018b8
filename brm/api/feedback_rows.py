"""Feedback as it is written and read by machines."""

from typing import Any

from rest_framework import serializers

from brm.engine.feedback import BY_NAME
from brm.models import Customer, CustomerWord, Feedback
from brm.queries.feedback_access import handled_customers
from brm.queries.own import own_customers
from slm.models.service import Service


class FeedbackSerializer(serializers.Serializer):
    """Feedback as its reader may know it.

    A customer's own people do not get `internal` (decision 31).
    """

    code = serializers.CharField()
    external_id = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(Feedback.Kind.choices)
    customer = serializers.CharField()
    service = serializers.CharField(allow_null=True)
    severity = serializers.ChoiceField(Feedback.Severity.choices)
    channel = serializers.ChoiceField(Feedback.Channel.choices)
    title = serializers.CharField()
    text = serializers.CharField()
    told_by = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(Feedback.State.choices)
    received_at = serializers.DateTimeField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    resolve_by_at = serializers.DateTimeField(allow_null=True)
    resolution = serializers.CharField(allow_blank=True)
    compensation = serializers.CharField(allow_blank=True)
    compensation_amount = serializers.DecimalField(18, 2, allow_null=True)
    compensation_currency = serializers.CharField(allow_blank=True)
    compensation_taken = serializers.BooleanField(allow_null=True)
    internal = serializers.DictField(
        required=False,
        help_text=(
            "For the provider only: `assignee` (the id of a user), `is_accepted`, "
            "`acceptance_reason`, `level` of the ladder, `escalates_at`, `is_late`, `episode`."
        ),
    )


def feedback_row(row: Any, *, is_internal: bool) -> dict[str, Any]:
    """One record as FeedbackSerializer describes it."""
    given = {
        "code": row.code,
        "external_id": row.external_id,
        "kind": row.kind,
        "customer": row.customer.code,
        "service": row.service.code if row.service else None,
        "severity": row.severity,
        "channel": row.channel,
        "title": row.title,
        "text": row.text,
        "told_by": row.teller,
        "state": row.state,
        "received_at": row.received_at,
        "acknowledged_at": row.acknowledged_at,
        "resolved_at": row.resolved_at,
        "closed_at": row.closed_at,
        "resolve_by_at": row.resolve_by_at,
        "resolution": row.resolution,
        "compensation": row.compensation,
        "compensation_amount": row.compensation_amount,
        "compensation_currency": row.compensation_currency,
        "compensation_taken": row.compensation_taken,
    }
    answer: dict[str, Any] = dict(FeedbackSerializer(given).data)
    if is_internal:
        answer["internal"] = {
            "assignee": str(row.assignee.public_id) if row.assignee else None,
            "is_accepted": row.is_accepted,
            "acceptance_reason": row.acceptance_reason,
            "level": row.on_level,
            "escalates_at": row.escalates_at,
            "is_late": row.is_late,
            "episode": row.episode,
        }
    return answer


class NewFeedbackSerializer(serializers.Serializer):
    """What a customer said. Its own people need not say who told it."""

    external_id = serializers.CharField(max_length=120, required=False, default="")
    kind = serializers.ChoiceField(Feedback.Kind.choices)
    customer = serializers.SlugRelatedField(slug_field="code", queryset=Customer.objects.none())
    service = serializers.SlugRelatedField(
        slug_field="code", queryset=Service.objects.all(), allow_null=True, required=False
    )
    severity = serializers.ChoiceField(
        Feedback.Severity.choices, default=Feedback.Severity.MEDIUM.value
    )
    channel = serializers.ChoiceField(Feedback.Channel.choices, default=Feedback.Channel.TOOL.value)
    title = serializers.CharField(max_length=160)
    text = serializers.CharField(max_length=20_000)
    told_by = serializers.CharField(max_length=160, required=False, default="")
    received_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="Left out: now."
    )

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None and request.user.is_authenticated:
            fields["customer"].queryset = handled_customers(request.user) | own_customers(
                request.user
            )
        return fields


class FeedbackStepSerializer(serializers.Serializer):
    """One step; `words` are the resolution or the answer where it is one of these."""

    step = serializers.ChoiceField(sorted(BY_NAME))
    words = serializers.CharField(max_length=20_000, required=False, default="", allow_blank=True)
    by_name = serializers.CharField(max_length=160, required=False)
    how = serializers.ChoiceField(
        [choice for choice in CustomerWord.How.choices if choice[0] != "here"], required=False
    )
    said_at = serializers.DateTimeField(required=False)
    evidence = serializers.CharField(max_length=20_000, required=False)
    takes_compensation = serializers.BooleanField(required=False, allow_null=True)
