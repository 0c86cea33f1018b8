"""What a user may do. A role given here holds everywhere, a grant of brm for some customers."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles of the practice."""

    ADMINISTRATOR = "administrator", _("Administrator")
    SERVICE_LEVEL_MANAGER = "service_level_manager", _("Service level manager")
    RELATIONSHIP_MANAGER = "relationship_manager", _("Relationship manager")
    SERVICE_OWNER = "service_owner", _("Service owner")
    AUDITOR = "auditor", _("Auditor")
    CUSTOMER = "customer", _("Customer")


# Everyone who works for the provider; the customer role always names a customer (see brm.Grant).
PROVIDER_ROLES = frozenset(Role) - {Role.CUSTOMER}


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RoleAssignment(models.Model):
    """A role that a user has without any limit to customers."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_assignments"
    )
    role = models.CharField(
        _("role"), max_length=32, choices=[(r.value, r.label) for r in Role if r != Role.CUSTOMER]
    )

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="role_once_per_user"),
            models.CheckConstraint(
                condition=~models.Q(role=Role.CUSTOMER), name="customer_role_needs_a_customer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"
