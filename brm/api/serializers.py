"""How a customer is written and read by machines."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from brm.models import Contact, Customer
from brm.queries.customers import managed_by, may_add_organisation, relationship_managers


class CustomerSerializer(serializers.ModelSerializer):
    """A customer as its reader may know it.

    A customer's own people get the first fields only (decision 31); `parent` is empty where the
    reader may not see it.
    """

    INTERNAL: ClassVar[tuple[str, ...]] = (
        "relation",
        "standing",
        "description",
        "manager",
        "manager_name",
        "representative",
        "journey",
        "strategic_weight",
        "weight_basis",
        "contact_cadence_days",
        "last_contact_on",
    )

    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent_code", allow_null=True, read_only=True
    )
    manager = serializers.UUIDField(
        source="manager.public_id", allow_null=True, read_only=True, default=None
    )
    manager_name = serializers.CharField(
        source="manager.name", allow_null=True, read_only=True, default=None
    )

    class Meta:
        model = Customer
        fields = [
            "code",
            "name",
            "parent",
            "zone",
            "currency",
            "language",
            "relation",
            "standing",
            "description",
            "manager",
            "manager_name",
            "representative",
            "journey",
            "strategic_weight",
            "weight_basis",
            "contact_cadence_days",
            "last_contact_on",
        ]
        read_only_fields = fields

    def to_representation(self, instance: Any) -> dict[str, Any]:
        answer = super().to_representation(instance)
        if not instance.is_internal:
            for field in self.INTERNAL:
                answer.pop(field)
        return answer


class CustomerInput(serializers.ModelSerializer):
    """What a caller may say about a customer; what is left out of a change stays."""

    parent = serializers.SlugRelatedField(  # type: ignore[assignment]
        slug_field="code",
        queryset=Customer.objects.none(),
        allow_null=True,
        required=False,
        help_text=_("The code of the customer it is part of; null for an organisation."),
    )
    manager = serializers.SlugRelatedField(
        slug_field="public_id",
        queryset=User.objects.none(),
        allow_null=True,
        required=False,
        help_text=_("The relationship manager, by the id of the user."),
    )

    reason = serializers.CharField(
        max_length=300,
        write_only=True,
        required=False,
        help_text=_("Why it moves, where `parent` changes; the history keeps it."),
    )

    class Meta:
        model = Customer
        fields = [
            "code",
            "name",
            "parent",
            "relation",
            "standing",
            "description",
            "zone",
            "currency",
            "language",
            "manager",
            "representative",
            "journey",
            "strategic_weight",
            "weight_basis",
            "contact_cadence_days",
            "reason",
        ]
        # Uniqueness and the pattern of a code are the verb's to refuse, for both doors alike.
        extra_kwargs: ClassVar[dict[str, Any]] = {"code": {"validators": []}}

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None and request.user.is_authenticated:
            fields["parent"].queryset = managed_by(request.user)
            fields["manager"].queryset = relationship_managers()
            fields["representative"].queryset = Contact.objects.visible_to(request.user)
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Who manages some customers only puts new ones beneath these, and moves none out."""
        stored = self.instance.parent if self.instance else None
        parent = attrs.get("parent", stored)
        is_new_place = self.instance is None or parent != stored
        if (
            is_new_place
            and parent is None
            and not may_add_organisation(self.context["request"].user)
        ):
            raise serializers.ValidationError(
                {"parent": _("Name a customer that you manage; this one becomes a part of it.")}
            )
        return attrs

    def apply(self) -> Customer:
        """The customer with the new values, not yet saved."""
        customer = self.instance or Customer()
        for name, value in self.validated_data.items():
            if name != "reason":
                setattr(customer, name, value)
        return customer
