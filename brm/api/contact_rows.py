"""How people at customers are written and read by machines."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from brm.models import Contact, ContactRole
from slm.models.service import Service


class RoleSerializer(serializers.ModelSerializer):
    """A role: for which service, null for all, and on which days."""

    service = serializers.CharField(source="service.code", allow_null=True, default=None)  # type: ignore[assignment]
    ends_before = serializers.DateField(source="valid_to", allow_null=True)

    class Meta:
        model = ContactRole
        fields = ["id", "part", "service", "valid_from", "ends_before"]
        read_only_fields = fields


class ContactSerializer(serializers.ModelSerializer):
    """A person at a customer, as whoever works for the provider knows them.

    `parts` are the parts they play today, `roles` the same with services and days.
    """

    customer = serializers.CharField(source="customer.code", read_only=True)
    name = serializers.CharField(source="person.name", read_only=True)
    email = serializers.CharField(source="person.email", read_only=True)
    phone = serializers.CharField(source="person.phone", read_only=True)
    parts = serializers.ListField(
        child=serializers.ChoiceField(choices=Contact.Part.choices), read_only=True
    )
    roles = RoleSerializer(source="held", many=True, read_only=True)
    reports_to = serializers.UUIDField(source="reports_to_id", allow_null=True, read_only=True)
    successor = serializers.UUIDField(source="successor_id", allow_null=True, read_only=True)

    class Meta:
        model = Contact
        fields = [
            "id",
            "customer",
            "name",
            "email",
            "phone",
            "position",
            "parts",
            "roles",
            "reports_to",
            "stance",
            "contact_cadence_days",
            "last_contact_on",
            "analysed_on",
            "left_on",
            "successor",
        ]
        read_only_fields = fields


class ContactInput(serializers.Serializer):
    """What a caller may say about a contact; what is left out of a change stays."""

    name = serializers.CharField(max_length=120)
    email = serializers.EmailField(allow_blank=True, default="")
    phone = serializers.CharField(max_length=40, allow_blank=True, default="")
    position = serializers.CharField(max_length=120, allow_blank=True, default="")
    parts = serializers.ListField(
        child=serializers.ChoiceField(choices=Contact.Part.choices),
        default=list,
        help_text=_("The parts they play for all services."),
    )


class RoleInput(serializers.Serializer):
    """A role to be given; without `valid_from` since before it was written down."""

    part = serializers.ChoiceField(choices=Contact.Part.choices)
    service = serializers.SlugRelatedField(
        slug_field="code", queryset=Service.objects.all(), allow_null=True, required=False
    )
    valid_from = serializers.DateField(allow_null=True, required=False)
    ends_before = serializers.DateField(allow_null=True, required=False)


class RoleEnd(serializers.Serializer):
    """The first day on which a role no longer holds."""

    ends_before = serializers.DateField()


class AnalysisInput(serializers.Serializer):
    """What is thought of a stakeholder; the customer never sees it."""

    reports_to: Any = serializers.PrimaryKeyRelatedField(
        queryset=Contact.objects.none(), allow_null=True, default=None
    )
    stance = serializers.ChoiceField(choices=Contact.Stance.choices, allow_blank=True, default="")
    contact_cadence_days = serializers.IntegerField(
        min_value=1, max_value=730, allow_null=True, default=None
    )
    analysed_on = serializers.DateField(allow_null=True, default=None)


class LeaveInput(serializers.Serializer):
    """The first day on which somebody is gone, and who takes over."""

    left_on = serializers.DateField()
    successor: Any = serializers.PrimaryKeyRelatedField(
        queryset=Contact.objects.none(), allow_null=True, required=False
    )
