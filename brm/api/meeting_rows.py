"""How meetings are written and read by machines."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User, validate_zone
from brm.models import Contact, Customer, Interaction
from brm.models.sides import CUSTOMER_SIDE
from brm.operations.plan_meeting import MeetingPlan
from brm.operations.write_minutes import LONGEST_TEXT
from brm.queries.meeting_access import spoken_for
from brm.queries.staff import staff
from slm.models.service import Service


class PointSerializer(serializers.Serializer):
    """A point of the agenda with its minutes, in Markdown."""

    title = serializers.CharField()
    minutes = serializers.CharField()


class MeetingSerializer(serializers.Serializer):
    """A meeting as its reader may know it.

    A customer's own people get their own customers only, and neither note nor rating (decision 31).
    """

    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=Interaction.Kind.choices)
    review_type = serializers.ChoiceField(choices=["", *Interaction.Type.values])
    subject = serializers.CharField()
    customers = serializers.ListField(child=serializers.CharField())
    planned_at = serializers.DateTimeField()
    zone = serializers.CharField()
    duration_minutes = serializers.IntegerField()
    place = serializers.CharField()
    state = serializers.ChoiceField(choices=Interaction.State.choices)
    held_at = serializers.DateTimeField(allow_null=True)
    agreed_at = serializers.DateTimeField(allow_null=True)
    points = PointSerializer(many=True)
    due_on = serializers.DateField(allow_null=True, required=False)
    chair = serializers.CharField(allow_null=True, required=False)
    outcome_rating = serializers.IntegerField(allow_null=True, required=False)
    internal_note = serializers.CharField(required=False)
    external_id = serializers.CharField(allow_null=True, required=False)
    released_at = serializers.DateTimeField(allow_null=True, required=False)


def visible_meetings(user: Any) -> Any:
    """The meetings that `user` may read, each with `is_internal` and what a row needs."""
    within = Interaction.objects.seen_from_within(user).filter(pk=OuterRef("pk"))
    own = Customer.objects.visible_to(user, roles=CUSTOMER_SIDE)
    return (
        Interaction.objects.visible_to(user)
        .annotate(is_internal=Exists(within))
        .select_related("chair__person")
        .prefetch_related(
            "customers", "agenda", Prefetch("customers", own, to_attr="own_customers")
        )
        .order_by("-planned_at", "-pk")
    )


def meeting_row(row: Any) -> dict[str, Any]:
    """One meeting, field by field."""
    is_internal = row.is_internal
    customers = row.customers.all() if is_internal else row.own_customers
    is_alone = len(row.customers.all()) == 1
    told = {
        "code": row.code,
        "kind": row.kind,
        "review_type": row.review_type,
        "subject": row.subject if is_internal or is_alone else str(row.get_kind_display()),
        "customers": sorted(customer.code for customer in customers),
        "planned_at": row.planned_at,
        "zone": row.zone,
        "duration_minutes": row.duration_minutes,
        "place": row.place,
        "state": row.state,
        "held_at": row.held_at,
        "agreed_at": row.agreed_at,
        "points": [{"title": item.title, "minutes": item.minutes} for item in row.agenda.all()],
    }
    if is_internal:
        told |= {
            "due_on": row.due_on,
            "chair": row.chair.name if row.chair else None,
            "outcome_rating": row.outcome_rating,
            "internal_note": row.internal_note,
            "external_id": row.external_id,
            "released_at": row.released_at,
        }
    return told


class MeetingInput(serializers.Serializer):
    """What a caller may say about a meeting."""

    external_id = serializers.CharField(
        max_length=80, required=False, help_text=_("Your own reference; it makes a retry safe.")
    )
    kind = serializers.ChoiceField(choices=Interaction.Kind.choices)
    review_type = serializers.ChoiceField(choices=Interaction.Type.choices, required=False)
    subject = serializers.CharField(max_length=160, required=False)
    customers = serializers.SlugRelatedField(
        slug_field="code", queryset=Customer.objects.none(), many=True, allow_empty=False
    )
    services = serializers.SlugRelatedField(
        slug_field="code", queryset=Service.objects.all(), many=True, required=False
    )
    planned_at = serializers.DateTimeField()
    zone = serializers.CharField(
        max_length=64,
        required=False,
        validators=[validate_zone],
        help_text=_("Without one, the zone of the first customer."),
    )
    duration_minutes = serializers.IntegerField(min_value=5, max_value=1440, default=60)
    place = serializers.CharField(max_length=200, required=False)
    chair = serializers.SlugRelatedField(
        slug_field="public_id", queryset=User.objects.none(), required=False
    )
    contacts = serializers.PrimaryKeyRelatedField(
        queryset=Contact.objects.none(), many=True, required=False
    )
    held_at = serializers.DateTimeField(required=False)
    outcome_rating = serializers.IntegerField(min_value=1, max_value=5, required=False)
    minutes = serializers.CharField(max_length=LONGEST_TEXT, required=False)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None and request.user.is_authenticated:
            mine = spoken_for(request.user)
            fields["customers"].child_relation.queryset = mine
            fields["contacts"].child_relation.queryset = Contact.objects.filter(
                customer__in=mine
            ).select_related("person")
            fields["chair"].queryset = staff()
        return fields

    def plan(self) -> MeetingPlan:
        """What was said, as the verb takes it."""
        data = self.validated_data
        return MeetingPlan(
            kind=data["kind"],
            review_type=data.get("review_type", ""),
            subject=data.get("subject", ""),
            customers=tuple(data["customers"]),
            services=tuple(data.get("services", ())),
            planned_at=data["planned_at"],
            zone=data.get("zone") or data["customers"][0].zone,
            duration_minutes=data["duration_minutes"],
            place=data.get("place", ""),
            chair=data.get("chair"),
            contacts=tuple(data.get("contacts", ())),
        )
